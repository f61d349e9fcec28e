"""The table of steps beside the picture, and as CSV."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ...networks.outline import Block, Layer, Operation
from ...tracing.records import Step, Trace
from ...tracing.sums import part_totals
from ..scene.marks import ENDS
from ..text.formatting import (
    Notation,
    receptive_field_text,
    shape_text,
    short_count,
    size_in_bytes,
)
from ..text.step_labels import step_label, times
from ..views.place import Place
from .csv_format import axis_cells, axis_columns, csv_text
from .sums import SumRow, part_sum


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as text."""

    path: str
    kind: str
    inputs: str
    output: str
    params: str
    macs: str
    memory: str
    receptive_field: str


@dataclass(frozen=True, slots=True)
class StepGroup:
    """Consecutive rows with their sum. Between `rows` and `rest`, `folded` blocks of the layer `opens` are omitted."""

    name: str
    rows: tuple[StepRow, ...]
    folded: int = 0
    opens: str = ""
    rest: tuple[StepRow, ...] = ()
    total: SumRow | None = None

    @property
    def height(self) -> int:
        """The number of rows on the page."""
        return len(self.rows) + len(self.rest) + bool(self.folded) + bool(self.total)


def step_table(trace: Trace, place: Place, notation: Notation, folded: frozenset[str]) -> list[StepGroup]:
    """Return the steps of a place in execution order; layers that are `folded` in the picture are folded here too.

    The groups of a network are its layers, with their sums, and those of a layer are its blocks.
    """
    if place.operation:
        return [StepGroup(place.operation.path, _rows([place.operation], trace, notation))]
    if place.block:
        return [StepGroup(place.block.path, _rows(place.block.operations, trace, notation))]
    if place.layer:
        return [*_blocks(place.layer, trace, notation, place.layer.path in folded)]
    layers = [_layer(layer, trace, notation, layer.path in folded) for layer in trace.layers]
    ends = (("stem", trace.stem), ("head", trace.head))
    stem, head = ([_part(name, part, trace, notation)] if part else [] for name, part in ends)
    return [*stem, *layers, *head]


def _part(name: str, operations: Sequence[Operation], trace: Trace, notation: Notation) -> StepGroup:
    total = part_sum(name, part_totals(trace, operations))
    return StepGroup(name, _rows(operations, trace, notation), total=total)


def _rows(operations: Iterable[Operation], trace: Trace, notation: Notation) -> tuple[StepRow, ...]:
    return tuple(_row(trace.step(path), notation) for operation in operations for path in operation.steps)


def _layer(layer: Layer, trace: Trace, notation: Notation, folded: bool) -> StepGroup:
    def rows(blocks: Iterable[Block]) -> tuple[StepRow, ...]:
        return _rows((operation for block in blocks for operation in block.operations), trace, notation)

    total = part_sum(layer.path, layer.totals, len(layer.blocks))
    if not folded:
        return StepGroup(layer.path, rows(layer.blocks), total=total)
    first, last = rows(layer.blocks[: ENDS[0]]), rows(layer.blocks[-ENDS[1] :])
    return StepGroup(layer.path, first, len(layer.blocks) - sum(ENDS), layer.path, last, total)


def _blocks(layer: Layer, trace: Trace, notation: Notation, folded: bool) -> Iterator[StepGroup]:
    """The blocks of a layer; of a folded one the first and the last, and a group without rows between them."""
    for number, block in enumerate(layer.blocks):
        if folded and ENDS[0] <= number < len(layer.blocks) - ENDS[1]:
            if number == ENDS[0]:
                yield StepGroup(layer.path, (), len(layer.blocks) - sum(ENDS), layer.path)
            continue
        yield StepGroup(block.path, _rows(block.operations, trace, notation), total=part_sum(block.path, block.totals))


def _row(step: Step, notation: Notation) -> StepRow:
    return StepRow(
        step.path,
        step_label(step),
        " + ".join(shape_text(shape, notation) for shape in step.input_shapes),
        shape_text(step.output_shape, notation),
        f"{step.params:,}" if step.params else "–",
        short_count(step.macs) if step.macs else "–",
        size_in_bytes(step.bytes),
        receptive_field_text(step.receptive_field),
    )


COLUMNS = (
    *("path", "kind", "inputs", "input_shapes", "output_shape", "kernel_size", "stride", "padding", "groups"),
    *("params", "macs", "bytes", "receptive_field_min", "receptive_field_max", "jump", "arithmetic"),
    *axis_columns("min", "max", "jump"),
    *("biases", "buffers", "layer", "block"),
)


def steps_csv(trace: Trace) -> str:
    """Return a line per step with plain numbers. Shapes are C×H×W, as in the JSON; `layer` may be `stem` or `head`."""
    places = _places(trace)
    return csv_text([COLUMNS, *([*_csv_row(step), *places.get(step.path, ("", ""))] for step in trace.steps)])


def _places(trace: Trace) -> dict[str, tuple[str, str]]:
    """The layer and the block of each step, by path."""
    ends = (("stem", trace.stem), ("head", trace.head))
    places = {path: (name, "") for name, part in ends for operation in part for path in operation.steps}
    for layer in trace.layers:
        places |= {path: (layer.path, block.path) for block in layer.blocks for path in block.steps}
    return places


def _csv_row(step: Step) -> list[str | int]:
    windows = [times(pair) if pair else "" for pair in (step.kernel_size, step.stride, step.padding)]
    shapes = " + ".join("×".join(map(str, shape)) for shape in step.input_shapes)
    output, field = "×".join(map(str, step.output_shape)), step.receptive_field
    groups = "" if step.groups is None else step.groups
    seen = (field.min, field.max, field.jump) if field else ("", "", "")
    macs = "" if step.macs is None else step.macs
    return [
        *(step.path, step.kind, " ".join(step.inputs), shapes, output, *windows, groups),
        *(step.params, macs, step.bytes, *seen, step.arithmetic),
        *axis_cells(field, "min", "max", "jump"),
        *(step.biases, step.buffers),
    ]
