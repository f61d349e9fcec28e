"""The table of steps beside the picture, and as CSV."""

from collections.abc import Iterable
from dataclasses import dataclass

from ...networks.outline import Block, Layer, Operation
from ...tracing.records import Step, Trace
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
    """Consecutive rows. Between `rows` and `rest`, `folded` blocks of the layer `opens` are omitted."""

    name: str
    rows: tuple[StepRow, ...]
    folded: int = 0
    opens: str = ""
    rest: tuple[StepRow, ...] = ()


def step_table(trace: Trace, place: Place, notation: Notation, folded: frozenset[str]) -> list[StepGroup]:
    """Return the steps of a place in execution order; layers that are `folded` in the picture are folded here too."""

    def part(name: str, operations: Iterable[Operation]) -> StepGroup:
        return StepGroup(name, _rows(operations, trace, notation))

    if place.operation:
        return [part(place.operation.path, [place.operation])]
    if place.block:
        return [part(place.block.path, place.block.operations)]
    if place.layer:
        return [_layer(place.layer, trace, notation, place.layer.path in folded)]
    layers = [_layer(layer, trace, notation, layer.path in folded) for layer in trace.layers]
    return [*([part("stem", trace.stem)] if trace.stem else []), *layers, part("head", trace.head)]


def _rows(operations: Iterable[Operation], trace: Trace, notation: Notation) -> tuple[StepRow, ...]:
    return tuple(_row(trace.step(path), notation) for operation in operations for path in operation.steps)


def _layer(layer: Layer, trace: Trace, notation: Notation, folded: bool) -> StepGroup:
    def rows(blocks: Iterable[Block]) -> tuple[StepRow, ...]:
        return _rows((operation for block in blocks for operation in block.operations), trace, notation)

    if not folded:
        return StepGroup(layer.path, rows(layer.blocks))
    first, last = rows(layer.blocks[: ENDS[0]]), rows(layer.blocks[-ENDS[1] :])
    return StepGroup(layer.path, first, len(layer.blocks) - sum(ENDS), layer.path, last)


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
)


def steps_csv(trace: Trace) -> str:
    """Return a line per step with plain numbers. Shapes are C×H×W, as in the JSON."""
    return csv_text([COLUMNS, *map(_csv_row, trace.steps)])


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
    ]
