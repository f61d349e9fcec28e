"""The table of steps: the picture's twin, for the eye that reads rows, and as CSV for a program."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from app.diagrams.scene.marks import ENDS
from app.diagrams.tables.axis_columns import axis_cells, axis_columns
from app.diagrams.text.formatting import Notation, receptive_field_text, shape_text, short_count, size_in_bytes
from app.diagrams.text.labels import step_label, times
from app.diagrams.views.place import Place
from app.networks.outline import Block, Layer, Operation
from app.tracing.records import Step, Trace


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as the table writes it."""

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
    """Consecutive rows; `folded` blocks of the layer `opens` are left out behind the first `rows`, before `rest`."""

    name: str
    rows: tuple[StepRow, ...]
    folded: int = 0
    opens: str = ""
    rest: tuple[StepRow, ...] = ()


def step_table(trace: Trace, place: Place, style: Notation, folded: frozenset[str]) -> list[StepGroup]:
    """The steps of a place, in the order they ran; the layers that are `folded` in the picture are so here too."""

    def part(name: str, operations: Iterable[Operation]) -> StepGroup:
        return StepGroup(name, _rows(operations, trace, style))

    if place.operation:
        return [part(place.operation.path, [place.operation])]
    if place.block:
        return [part(place.block.path, place.block.operations)]
    if place.layer:
        return [_layer(place.layer, trace, style, place.layer.path in folded)]
    layers = [_layer(layer, trace, style, layer.path in folded) for layer in trace.layers]
    return [*([part("stem", trace.stem)] if trace.stem else []), *layers, part("head", trace.head)]


def _rows(operations: Iterable[Operation], trace: Trace, style: Notation) -> tuple[StepRow, ...]:
    return tuple(_row(trace.step(path), style) for operation in operations for path in operation.steps)


def _layer(layer: Layer, trace: Trace, style: Notation, folded: bool) -> StepGroup:
    def rows(blocks: Iterable[Block]) -> tuple[StepRow, ...]:
        return _rows((operation for block in blocks for operation in block.operations), trace, style)

    if not folded:
        return StepGroup(layer.path, rows(layer.blocks))
    first, last = rows(layer.blocks[: ENDS[0]]), rows(layer.blocks[-ENDS[1] :])
    return StepGroup(layer.path, first, len(layer.blocks) - sum(ENDS), layer.path, last)


def _row(step: Step, style: Notation) -> StepRow:
    return StepRow(
        step.path,
        step_label(step),
        " + ".join(shape_text(shape, style) for shape in step.input_shapes),
        shape_text(step.output_shape, style),
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
    """Every step of the network, a line each, numbers as plain numbers. Shapes are C×H×W, as in the JSON."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_line(step) for step in trace.steps)
    return text.getvalue()


def _line(step: Step) -> list[str | int]:
    windows = [times(pair) if pair else "" for pair in (step.kernel_size, step.stride, step.padding)]
    shapes = " + ".join("×".join(map(str, shape)) for shape in step.input_shapes)
    made, field = "×".join(map(str, step.output_shape)), step.receptive_field
    groups = "" if step.groups is None else step.groups
    seen = (field.min, field.max, field.jump)
    return [
        *(step.path, step.kind, " ".join(step.inputs), shapes, made, *windows, groups),
        *(step.params, step.macs, step.bytes, *seen, step.arithmetic),
        *axis_cells(field, "min", "max", "jump"),
    ]
