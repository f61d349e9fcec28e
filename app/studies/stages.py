"""Stages: a network cut where its volumes become smaller, and the stages of several networks beside each other.

The factor of a stage is how many input pixels lie between neighbouring values of its volumes. It tells stages apart
where sizes cannot: on an input of 1×1 every volume is 1×1, and 97 rows are halved to 49 by one network and to 48 by
another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.networks.outline import Operation
from app.tracing.records import Pair, Step, Trace


@dataclass(frozen=True, slots=True)
class Stage:
    """A run of operations, those on shortcuts among them, whose output volumes are smaller than the input by `factor`.

    It is `None` for the head, from the average pooling on. `size` is H×W of what the last operation puts out; all
    others put out the same, but for a head that does not begin with a pooling to 1×1.
    """

    factor: int | None
    size: Pair
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What stands side by side: the stages of one factor, and `None` for each network that has no such stage."""

    factor: int | None
    stages: tuple[Stage | None, ...]

    @property
    def size(self) -> Pair | None:
        """H×W, where all of its stages have the same."""
        sizes = {stage.size for stage in self.stages if stage}
        return sizes.pop() if len(sizes) == 1 else None


def stages(trace: Trace) -> tuple[Stage, ...]:
    """A network's stages, in the order of the flow.

    A block belongs to two of them where its first convolution still has the size that its second one halves.
    """
    steps = {step.path: step for step in trace.steps}
    factors = list(_factors(trace, steps))
    runs = [(factor, [op for op, _ in run]) for factor, run in groupby(factors, key=lambda pair: pair[1])]
    return tuple(Stage(factor, _size(steps[run[-1].steps[-1]]), tuple(run)) for factor, run in runs)


def align(traces: Sequence[Trace]) -> tuple[Row, ...]:
    """The stages of several networks in rows, from the largest volumes to the smallest, the heads last."""
    columns = [{stage.factor: stage for stage in stages(trace)} for trace in traces]
    factors = sorted({factor for column in columns for factor in column if factor is not None})
    return tuple(Row(factor, tuple(column.get(factor) for column in columns)) for factor in (*factors, None))


def agree(rows: Sequence[Row]) -> bool:
    """Whether every row has one size, so that rows can be named by it; otherwise only the factor is common."""
    return all(row.size for row in rows)


def _factors(trace: Trace, steps: dict[str, Step]) -> Iterator[tuple[Operation, int | None]]:
    ended = False
    for operation in _operations(trace):
        made = [steps[path] for path in operation.steps]
        ended = ended or any(step.kind in ("avgpool", "linear") for step in made)
        yield operation, None if ended else made[-1].receptive_field.jump


def _operations(trace: Trace) -> Iterator[Operation]:
    yield from trace.stem
    yield from (operation for layer in trace.layers for block in layer.blocks for operation in block.operations)
    yield from trace.head


def _size(step: Step) -> Pair:
    _, height, width = (*step.output_shape, 1, 1)[:3]
    return height, width
