"""Networks beside each other: what each has at every place, what is the same, and how the sums compare.

These records are the JSON contract of `/api/compare`, as those of `app.tracing.records` are of a trace.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.networks.spec import Spec
from app.studies.alignment import Level, Line, Part, aligned
from app.tracing.records import Input, ReceptiveField, Shape, Step, Totals, Trace

FEWEST, MOST = 2, 4
"""Networks that are compared at a time: more cannot be told apart."""

Quantity = Literal["params", "macs", "bytes", "steps", "weighted_layers"]
SUMMED: tuple[Quantity, ...] = ("params", "macs", "bytes", "steps", "weighted_layers")


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the networks: what it is, what it is given, and its sums."""

    network: str
    spec: Spec
    input: Input
    totals: Totals


@dataclass(frozen=True, slots=True)
class Cell:
    """What one network has in a row: the paths that are there, the sums over their steps, and what comes out last."""

    paths: tuple[str, ...]
    output_shape: Shape
    params: int
    macs: int
    bytes: int
    receptive_field: ReceptiveField


@dataclass(frozen=True, slots=True)
class Same:
    """Which quantities all networks agree on in a row. Where one of them has nothing, they agree on none."""

    output_shape: bool
    params: bool
    macs: bool
    bytes: bool
    receptive_field: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One place in all networks, `null` in `cells` where a network has nothing there.

    By path, `key` is the path of a `layer`, of a `block`, or of an `operation` of the stem or the head. Where VGG is
    compared with another kind of network it is a `stage` (`1/4`: volumes a quarter as high and wide as the input), with
    what it consists of in the order of the flow (`1/4.0`). `rows` are the blocks inside.
    """

    key: str
    level: Level
    cells: tuple[Cell | None, ...]
    same: Same
    rows: tuple["Row", ...]


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over each network, and its ratio to that of the first."""

    quantity: Quantity
    values: tuple[int, ...]
    ratios: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Networks side by side, in the order in which they were asked for."""

    networks: tuple[Compared, ...]
    rows: tuple[Row, ...]
    totals: tuple[Total, ...]


def compare(traces: Sequence[Trace]) -> Comparison:
    """Everything that several traces say beside each other."""
    networks = tuple(Compared(trace.network, trace.spec, trace.input, trace.totals) for trace in traces)
    steps = [{step.path: step for step in trace.steps} for trace in traces]
    rows = tuple(_row(line, steps) for line in aligned(traces))
    return Comparison(networks, rows, tuple(_total(quantity, traces) for quantity in SUMMED))


def _total(quantity: Quantity, traces: Sequence[Trace]) -> Total:
    values = tuple(getattr(trace.totals, quantity) for trace in traces)
    return Total(quantity, values, tuple(value / values[0] for value in values))


def _row(line: Line, steps: Sequence[dict[str, Step]]) -> Row:
    cells = tuple(_cell(side, own) if side else None for side, own in zip(line.sides, steps, strict=True))
    return Row(line.key, line.level, cells, _same(cells), tuple(_row(inner, steps) for inner in line.lines))


def _cell(side: Sequence[Part], steps: dict[str, Step]) -> Cell:
    own = [steps[path] for part in side for path in part.steps]
    params, macs, size = (sum(values) for values in zip(*((s.params, s.macs, s.bytes) for s in own), strict=True))
    last = own[-1]
    return Cell(tuple(part.path for part in side), last.output_shape, params, macs, size, last.receptive_field)


def _same(cells: Sequence[Cell | None]) -> Same:
    there = [cell for cell in cells if cell]

    def agree(quantity: Callable[[Cell], object]) -> bool:
        return len(there) == len(cells) and len({quantity(cell) for cell in there}) == 1

    return Same(
        output_shape=agree(lambda cell: cell.output_shape),
        params=agree(lambda cell: cell.params),
        macs=agree(lambda cell: cell.macs),
        bytes=agree(lambda cell: cell.bytes),
        receptive_field=agree(lambda cell: cell.receptive_field),
    )
