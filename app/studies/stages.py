"""Stages: a network divided where its volumes become smaller, and the stages of several networks side by side.

The factor of a stage is the number of input pixels between neighbouring values of its volumes. It identifies stages
where sizes cannot: on a 1×1 input every volume is 1×1, and 97 rows are halved to 49 by one network and to 48 by
another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..networks.outline import Operation
from ..tracing.records import Pair, Step, Trace

HEAD_KINDS = ("avgpool", "reduce", "linear")
"""Kinds of step with which the head proper begins, after the last pooling that halves."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A run of operations, including those on shortcuts, whose output volumes are smaller than the input by `factor`.

    `factor` is `None` for the head, from the average pooling on. `size` is H×W of the last operation's output; all
    operations of a stage have this output size, except in a head that does not begin with a pooling to 1×1.
    """

    factor: int | None
    size: Pair
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class StageRow:
    """The stages of one factor in several networks; `None` for a network without such a stage."""

    factor: int | None
    stages: tuple[Stage | None, ...]

    @property
    def size(self) -> Pair | None:
        """H×W, if all of its stages have the same size."""
        sizes = {stage.size for stage in self.stages if stage}
        return sizes.pop() if len(sizes) == 1 else None


def stages(trace: Trace) -> tuple[Stage, ...]:
    """Return a network's stages in the order of the flow.

    A block belongs to two stages if its first convolution keeps the size that its second convolution halves.
    """
    factors = list(_factors(trace))
    runs = [(factor, [op for op, _ in run]) for factor, run in groupby(factors, key=lambda pair: pair[1])]
    return tuple(Stage(factor, _size(trace.step(run[-1].steps[-1])), tuple(run)) for factor, run in runs)


def align_stages(traces: Sequence[Trace]) -> tuple[StageRow, ...]:
    """Return the stages of several networks in rows, from the largest volumes to the smallest, the heads last."""
    columns = [{stage.factor: stage for stage in stages(trace)} for trace in traces]
    factors = sorted({factor for column in columns for factor in column if factor is not None})
    head = [None] if any(None in column for column in columns) else []
    return tuple(StageRow(factor, tuple(column.get(factor) for column in columns)) for factor in (*factors, *head))


def have_common_sizes(rows: Sequence[StageRow]) -> bool:
    """Return whether every row has a single size. If not, only the factor is common to its stages."""
    return all(row.size for row in rows)


def _factors(trace: Trace) -> Iterator[tuple[Operation, int | None]]:
    in_head, last = False, {operation.path for operation in trace.head}
    for operation in trace.operations():
        own = [trace.step(path) for path in operation.steps]
        in_head = in_head or (operation.path in last and any(step.kind in HEAD_KINDS for step in own))
        field = own[-1].receptive_field
        yield operation, None if in_head or field is None else field.jump


def _size(step: Step) -> Pair:
    _, height, width = (*step.output_shape, 1, 1)[:3]
    return height, width
