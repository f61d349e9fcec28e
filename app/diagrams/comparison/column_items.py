"""What stands in a column: a piece for each operation on the way from the image to the classes, in few words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.diagrams.scene.marks import ENDS, Volume
from app.diagrams.text.formatting import ShapeStyle, shape_text
from app.diagrams.text.labels import figure_words, main_step
from app.diagrams.views.cards import block_cards, image_volume, operation_volume, own_branch
from app.networks.outline import Block, Layer, Operation, ShortcutKind
from app.tracing.hooks import IMAGE
from app.tracing.records import Trace

MOST = 56  # operations in the layers of a column; where there would be more, long layers are folded
FOLDABLE = sum(ENDS) + 1  # a layer of more blocks than this is long


@dataclass(frozen=True, slots=True)
class Column:
    """A network in the picture: `key`, which no other has, comes before its paths; `notes` are lines below it."""

    trace: Trace
    title: str
    key: str
    notes: tuple[str, ...] = ()

    def keyed(self, path: str) -> str:
        """A path of the network, as it is unique in the picture."""
        return f"{self.key}/{path}"


@dataclass(frozen=True, slots=True)
class Piece:
    """An operation: the volume it makes and its words. A shortcut that ends there begins at the last of its inputs."""

    volume: Volume
    words: str
    shortcut: ShortcutKind = "none"


@dataclass(frozen=True, slots=True)
class Hidden:
    """The `count` blocks of a layer that are folded away; `output` is the volume that leaves the last of them."""

    path: str
    count: int
    output: str


Strip = dict[str, Piece | Hidden]
"""What is drawn of a network, by the path of its operation, and of the first one that is hidden; in order."""


def strip(column: Column, style: ShapeStyle, opened: frozenset[str]) -> Strip:
    """A column's pieces, its long layers folded unless they are `opened` where it has too many."""
    trace = column.trace
    image = image_volume(trace, style)
    pieces: Strip = {IMAGE: Piece(_own(column, image), f"image, {shape_text(image.shape, style)}")}
    for operation, volume in _ends(trace.stem, "stem", IMAGE, trace, style):
        pieces[operation.path] = _piece(column, operation, volume, trace)
    long = _long(trace)
    for layer in trace.layers:
        fold = layer.path in long and column.keyed(layer.path) not in opened
        pieces |= _layer(column, layer, trace, style, fold)
    for operation, volume in _ends(trace.head, "head", trace.layers[-1].blocks[-1].output, trace, style):
        pieces[operation.path] = _piece(column, operation, volume, trace)
    return pieces


def _long(trace: Trace) -> set[str]:
    """The layers to fold: the longest, and then the next, until no more than `MOST` operations are left to draw."""
    drawn = sum(len(own_branch(block)) for layer in trace.layers for block in layer.blocks)
    found: set[str] = set()
    for length in sorted({len(layer.blocks) for layer in trace.layers}, reverse=True):
        if drawn <= MOST or length <= FOLDABLE:
            break
        for layer in (layer for layer in trace.layers if len(layer.blocks) == length):
            found.add(layer.path)
            drawn -= sum(len(own_branch(block)) for block in layer.blocks[ENDS[0] : -ENDS[1]])
    return found


def _own(column: Column, volume: Volume) -> Volume:
    """The volume as one of this column's. A click leads to its own operation, and from the image to the network."""
    inputs = tuple(column.keyed(path) for path in volume.inputs)
    into = volume.at if inputs else ""
    name = f"{column.title}: {volume.name}"
    return replace(volume, path=column.keyed(volume.path), into=into, name=name, inputs=inputs)


def _piece(column: Column, operation: Operation, volume: Volume, trace: Trace) -> Piece:
    return Piece(_own(column, volume), figure_words(main_step(operation, trace)))


def _ends(
    operations: tuple[Operation, ...], tone: str, source: str, trace: Trace, style: ShapeStyle
) -> Iterator[tuple[Operation, Volume]]:
    """The operations of the stem or of the head, but for a pooling that changes nothing (VGG's of 7×7 to 7×7)."""
    for operation in operations:
        main = main_step(operation, trace)
        side = main.output_shape[1:]
        if main.kind != "avgpool" or side == (1, 1) or side != main.input_shapes[0][1:]:
            yield operation, operation_volume(operation, trace, tone, source, style)
            source = operation.steps[-1]


def _layer(column: Column, layer: Layer, trace: Trace, style: ShapeStyle, fold: bool) -> Strip:
    first, last = ENDS[0], len(layer.blocks) - ENDS[1]
    pieces: Strip = {}
    for number, block in enumerate(layer.blocks):
        if not fold or not first <= number < last:
            pieces |= _block(column, layer, block, trace, style)
        elif number == first:
            output = column.keyed(layer.blocks[last - 1].output)
            pieces[block.operations[0].path] = Hidden(column.keyed(layer.path), last - first, output)
    return pieces


def _block(column: Column, layer: Layer, block: Block, trace: Trace, style: ShapeStyle) -> Strip:
    volumes = block_cards(layer, 0, block, trace, style).volumes
    branch = own_branch(block)
    pieces = [_piece(column, op, volume, trace) for op, volume in zip(branch, volumes, strict=True)]
    if block.shortcut != "none":
        end = pieces[-1].volume
        summed = replace(end, inputs=(*end.inputs, *pieces[0].volume.inputs))
        pieces[-1] = replace(pieces[-1], volume=summed, shortcut=block.shortcut)
    return {operation.path: piece for operation, piece in zip(branch, pieces, strict=True)}
