"""Compare networks place by place: the values of each, which of them are equal, and the ratios of their totals.

These records are the JSON contract of `/api/compare`, as those of `app.tracing.records` are of a trace.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import reduce
from operator import and_
from typing import Annotated, Literal

from ..networks.outline import OperationKind
from ..networks.spec import Spec
from ..tracing.records import OMIT_EMPTY, Input, ReceptiveField, Shape, Totals, Trace
from .alignment import Alignment, Level, Segment, align_networks

MIN_NETWORKS, MAX_NETWORKS = 2, 4
"""Networks in one comparison; more than four cannot be told apart in a picture."""

Quantity = Literal["params", "macs", "bytes", "steps", "weighted_layers"]
QUANTITIES: tuple[Quantity, ...] = ("params", "macs", "bytes", "steps", "weighted_layers")


@dataclass(frozen=True, slots=True)
class NetworkSummary:
    """One of the compared networks: its configuration, its input and its totals.

    A network of a user's own has no `spec`.
    """

    network: str
    spec: Spec | None
    input: Input
    totals: Totals


@dataclass(frozen=True, slots=True)
class ComparisonCell:
    """One network in one row: the paths, the sums over their steps, and the last step's output and receptive field."""

    paths: tuple[str, ...]
    output_shape: Shape
    params: int
    macs: int
    bytes: int
    receptive_field: ReceptiveField | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """For each quantity, whether it is equal in all networks; all false if a network has nothing in this row."""

    output_shape: bool
    params: bool
    macs: bool
    bytes: bool
    receptive_field: bool


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One place in all networks; `cells` has `null` for a network that has nothing there.

    By path, `key` is the path of a `layer`, of a `block`, or of an `operation` of the stem or the head. If networks do
    not share the paths of layers, as VGG and a ResNet, a row is a `stage` (`1/4`: volumes a quarter as high and wide as
    the input), and its parts are numbered in the order of the flow (`1/4.0`). `rows` are the blocks inside.

    `only` is of a block with the same path in all networks: for each network the kinds of its operations that not all
    of them have, such as the `gate` of one. It is absent if there are none.
    """

    key: str
    level: Level
    cells: tuple[ComparisonCell | None, ...]
    same: Agreement
    rows: tuple["ComparisonRow", ...]
    only: Annotated[tuple[tuple[OperationKind, ...], ...], OMIT_EMPTY] = ()


@dataclass(frozen=True, slots=True)
class TotalRatios:
    """The total of one quantity for each network, and its ratio to that of the first network, unless that is 0."""

    quantity: Quantity
    values: tuple[int, ...]
    ratios: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Networks side by side, in the order of the request."""

    networks: tuple[NetworkSummary, ...]
    rows: tuple[ComparisonRow, ...]
    totals: tuple[TotalRatios, ...]


def compare(traces: Sequence[Trace]) -> Comparison:
    """Compare the traces of two to four networks."""
    networks = tuple(NetworkSummary(trace.network, trace.spec, trace.input, trace.totals) for trace in traces)
    rows = tuple(_row(alignment, traces) for alignment in align_networks(traces))
    return Comparison(networks, rows, tuple(_total(quantity, traces) for quantity in QUANTITIES))


def _total(quantity: Quantity, traces: Sequence[Trace]) -> TotalRatios:
    values = tuple(getattr(trace.totals, quantity) for trace in traces)
    return TotalRatios(quantity, values, tuple(value / values[0] if values[0] else None for value in values))


def _row(alignment: Alignment, traces: Sequence[Trace], *, is_path: bool = False) -> ComparisonRow:
    cells = tuple(
        _cell(segments, trace) if segments else None for segments, trace in zip(alignment.segments, traces, strict=True)
    )
    blocks = tuple(_row(block, traces, is_path=alignment.level == "layer") for block in alignment.blocks)
    own = [segments[0].kinds for segments in alignment.segments if segments] if is_path else []
    only = _only(own) if len(own) == len(traces) else ()
    return ComparisonRow(alignment.key, alignment.level, cells, _agreement(cells), blocks, only)


def _only(networks: Sequence[Sequence[OperationKind]]) -> tuple[tuple[OperationKind, ...], ...]:
    """The kinds of each network beyond those that all have; empty if there are none."""
    counts = [Counter(kinds) for kinds in networks]
    common = reduce(and_, counts)
    only = tuple(tuple((own - common).elements()) for own in counts)
    return only if any(only) else ()


def _cell(segments: Sequence[Segment], trace: Trace) -> ComparisonCell:
    own = [trace.step(path) for segment in segments for path in segment.steps]
    params, macs, size = (
        sum(values) for values in zip(*((s.params, s.counted_macs, s.bytes) for s in own), strict=True)
    )
    paths = tuple(segment.path for segment in segments)
    return ComparisonCell(paths, own[-1].output_shape, params, macs, size, own[-1].receptive_field)


def _agreement(cells: Sequence[ComparisonCell | None]) -> Agreement:
    def agree(quantity: str) -> bool:
        return all(cells) and len({getattr(cell, quantity) for cell in cells}) == 1

    return Agreement(**{field.name: agree(field.name) for field in fields(Agreement)})
