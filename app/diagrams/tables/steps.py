"""The table of steps: the picture's twin, for the eye that reads rows, and as CSV for a program."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from app.diagrams.scene.marks import ENDS
from app.diagrams.text.formatting import ShapeStyle, receptive_field_text, shape_text, short_count, size_in_bytes
from app.diagrams.text.labels import step_words, times
from app.diagrams.views.place import Place
from app.networks.outline import Block, Layer, Operation
from app.tracing.records import Step, Trace


@dataclass(frozen=True, slots=True)
class Row:
    """A step as the table writes it."""

    path: str
    what: str
    given: str
    made: str
    params: str
    macs: str
    memory: str
    sees: str


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive rows; `folded` blocks of the layer `opens` are left out behind the first `rows`, before `rest`."""

    name: str
    rows: tuple[Row, ...]
    folded: int = 0
    opens: str = ""
    rest: tuple[Row, ...] = ()


def table(trace: Trace, place: Place, style: ShapeStyle, folded: frozenset[str]) -> list[Part]:
    """The steps of a place, in the order they ran; the layers that are `folded` in the picture are so here too."""

    def part(name: str, operations: Iterable[Operation]) -> Part:
        return Part(name, _rows(operations, trace, style))

    if place.operation:
        return [part(place.operation.path, [place.operation])]
    if place.block:
        return [part(place.block.path, place.block.operations)]
    if place.layer:
        return [_layer(place.layer, trace, style, place.layer.path in folded)]
    layers = [_layer(layer, trace, style, layer.path in folded) for layer in trace.layers]
    return [*([part("stem", trace.stem)] if trace.stem else []), *layers, part("head", trace.head)]


def _rows(operations: Iterable[Operation], trace: Trace, style: ShapeStyle) -> tuple[Row, ...]:
    return tuple(_row(trace.step(path), style) for operation in operations for path in operation.steps)


def _layer(layer: Layer, trace: Trace, style: ShapeStyle, folded: bool) -> Part:
    def rows(blocks: Iterable[Block]) -> tuple[Row, ...]:
        return _rows((operation for block in blocks for operation in block.operations), trace, style)

    if not folded:
        return Part(layer.path, rows(layer.blocks))
    first, last = rows(layer.blocks[: ENDS[0]]), rows(layer.blocks[-ENDS[1] :])
    return Part(layer.path, first, len(layer.blocks) - sum(ENDS), layer.path, last)


def _row(step: Step, style: ShapeStyle) -> Row:
    return Row(
        step.path,
        step_words(step),
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
)


def as_csv(trace: Trace) -> str:
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
    ]
