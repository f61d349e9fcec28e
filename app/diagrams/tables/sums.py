"""Sums below the steps of a layer, block or operation, and the sums of all parts as CSV."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...networks.outline import Operation, PartTotals
from ...tracing.records import Shape, Trace
from ...tracing.sums import part_totals, share_of, sum_steps
from ..text.formatting import percentage, short_count, size_in_bytes
from ..views.place import Place
from .csv_format import csv_text

NONE = "–"


@dataclass(frozen=True, slots=True)
class SumRow:
    """The sum of a part as text: what it has, its share of the network, and the quantities."""

    name: str
    parts: str
    share: str
    params: str
    macs: str
    memory: str


def part_sum(name: str, totals: PartTotals, blocks: int = 0) -> SumRow:
    """The sum of a part of a network; `blocks` is the number of a layer's blocks."""
    share = f"{percentage(totals.share.params)} of parameters, {percentage(totals.share.macs)} of MACs"
    return _row(name, totals.convolutions, blocks, share, totals.params, totals.macs, totals.bytes)


def place_sum(trace: Trace, place: Place) -> SumRow:
    """The sum of everything in the table of a place."""
    if place.operation:
        return part_sum(place.operation.path, part_totals(trace, [place.operation]))
    if place.block:
        return part_sum(place.block.path, place.block.totals)
    if place.layer:
        return part_sum(place.layer.path, place.layer.totals, len(place.layer.blocks))
    totals, blocks = trace.totals, sum(len(layer.blocks) for layer in trace.layers)
    return _row(trace.title, totals.convolutions, blocks, "", totals.params, totals.macs, totals.bytes)


def _row(name: str, convolutions: int, blocks: int, share: str, params: int, macs: int, size: int) -> SumRow:
    counts = ((blocks, "block"), (convolutions, "convolution"))
    parts = ", ".join(f"{count:,} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count)
    quantities = (f"{params:,}" if params else NONE, short_count(macs) if macs else NONE, size_in_bytes(size))
    return SumRow(name, parts, share, *quantities)


COLUMNS = (
    *("part", "level", "output_shape", "params", "macs", "bytes", "biases", "buffers", "convolutions", "uncounted"),
    *("params_to_end", "params_share", "macs_share", "bytes_share"),
)


def sums_csv(trace: Trace) -> str:
    """Return a line for each layer, block, the stem and the head, and one for the network, with plain numbers.

    A layer's line sums those of its blocks, and the network's those of the stem, the layers and the head.
    """
    rows = [_part_row("network", trace.steps[-1].output_shape, "network", _network_totals(trace))]
    rows += _end_rows(trace, "stem", trace.stem)
    for layer in trace.layers:
        rows.append(_part_row(layer.path, layer.output_shape, "layer", layer.totals))
        rows += [_part_row(block.path, block.output_shape, "block", block.totals) for block in layer.blocks]
    return csv_text([COLUMNS, *rows, *_end_rows(trace, "head", trace.head)])


def _network_totals(trace: Trace) -> PartTotals:
    sums = sum_steps(trace.steps)
    return replace(sums, params_to_end=sums.params, share=share_of(sums, trace.totals))


def _end_rows(trace: Trace, name: str, operations: Sequence[Operation]) -> list[list[object]]:
    if not operations:
        return []
    last = trace.step(operations[-1].steps[-1])
    return [_part_row(name, last.output_shape, name, part_totals(trace, operations))]


def _part_row(part: str, shape: Shape, level: str, totals: PartTotals) -> list[object]:
    sums = (totals.params, totals.macs, totals.bytes, totals.biases, totals.buffers, totals.convolutions)
    share = totals.share
    shares = (share.params, share.macs, share.bytes)
    return [part, level, "×".join(map(str, shape)), *sums, totals.uncounted, totals.params_to_end, *shares]
