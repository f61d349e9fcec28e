"""The network view: every block of every layer, decks of cards from the image to the classes (article, Figure 3)."""

from itertools import pairwise

from app.diagrams.scene.builder import SceneBuilder, place_box
from app.diagrams.scene.marks import ENDS, Box, Bracket, Fold, Label, Link, LinkKind, Volume
from app.diagrams.scene.projection import Scale, ScaleKind, fit
from app.diagrams.scene.scene import Scene
from app.diagrams.scene.svg_paths import arch
from app.diagrams.text import formatting
from app.diagrams.text.formatting import ShapeStyle
from app.diagrams.text.labels import block_words, main_step, volume_name, window_words
from app.diagrams.views.cards import image_volume, operation_volume
from app.diagrams.views.decks import FOLD_WIDTH, MARGIN, WIDTH, Deck, Group, Placed, fitted, folded
from app.networks.outline import Block, Layer, Operation
from app.tracing.hooks import IMAGE
from app.tracing.records import Shape, Trace

Point = tuple[float, float]

THICKEST = 56.0  # the most channels, drawn
ARCHES = 34.0  # the room for shortcuts above the volumes


def network_scene(trace: Trace, title: str, scale_kind: ScaleKind, style: ShapeStyle, opened: frozenset[str]) -> Scene:
    """The whole network, fitted to one width; decks too long for it are folded unless they are in `opened`."""
    every = groups(trace, style)
    scale = fit(scale_kind, (v.shape for g in every for v in g.volumes), tallest=150, thickest=THICKEST)
    [row] = fitted(folded([[every]], scale, style, opened), scale, style)
    sketch = SceneBuilder()
    lowest = draw_row(sketch, row, scale, 20)
    height = sketch.add_legend(scale, lowest + 34, MARGIN)
    return sketch.build("network", title, scale, reach(sketch), height)


def groups(trace: Trace, style: ShapeStyle) -> list[Group]:
    """The image, the operations of stem and head, and the layers, each with what it puts out."""
    source = IMAGE
    found = [Group("input", "input", (image_volume(trace, style),), (None,), "image")]
    for operation in trace.stem:
        found.append(_single(operation, trace, "stem", source, style))
        source = operation.steps[-1]
    for layer in trace.layers:
        found.append(_deck(layer, trace, source, style))
        source = layer.blocks[-1].output
    for operation in trace.head:
        found.append(_single(operation, trace, "head", source, style))
        source = operation.steps[-1]
    return found


def _text(shape: Shape, style: ShapeStyle) -> str:
    return formatting.shape_text(shape, style)


def _single(operation: Operation, trace: Trace, tone: str, source: str, style: ShapeStyle) -> Group:
    first = main_step(operation, trace)
    volume = operation_volume(operation, trace, tone, source, style)
    note = {"conv": window_words(first), "maxpool": window_words(first)}.get(first.kind, "")
    return Group(operation.path, tone, (volume,), (None,), note)


def _deck(layer: Layer, trace: Trace, source: str, style: ShapeStyle) -> Group:
    volumes: list[Volume] = []
    for block in layer.blocks:
        volumes.append(_block_volume(block, trace, layer.path, source, style))
        source = block.output
    shortcuts = tuple(None if block.shortcut == "none" else block.shortcut for block in layer.blocks)
    return Group(layer.path, layer.path, tuple(volumes), shortcuts, _blocks(layer))


def _blocks(layer: Layer) -> str:
    number = len(layer.blocks)
    if layer.blocks[-1].kind == "convolution":
        pools = sum(block.kind == "pooling" for block in layer.blocks)
        return f"{'pool, ' if pools else ''}{number - pools} convs"
    return f"{number} block{'' if number == 1 else 's'}"


def _block_volume(block: Block, trace: Trace, tone: str, source: str, style: ShapeStyle) -> Volume:
    given = trace.step(block.operations[0].steps[0]).input_shapes[0]
    made = trace.step(block.output).output_shape
    name = volume_name(block.path, block_words(block), _text(given, style), _text(made, style))
    return Volume(block.output, block.path, tone, made, tone, name, (source,))


def draw_row(sketch: SceneBuilder, row: Placed, scale: Scale, top: float) -> float:
    """One network's decks, arches and captions below `top`; gives the baseline of the lowest line of text."""
    tallest = max(scale.cuboid(v.shape).silhouette for _, deck in row for v in deck.group.volumes)
    shortcuts = any(kind for _, deck in row for kind in deck.group.shortcuts)
    axis = top + (ARCHES if shortcuts else 0) + tallest / 2
    before = len(sketch.boxes)
    for left, deck in row:
        _draw_deck(sketch, deck, scale, left, axis)
    _draw_shortcuts(sketch, sketch.boxes[before:], row)
    base = axis + tallest / 2 + 22
    return max(_caption(sketch, deck, left, base) for left, deck in row)


def reach(sketch: SceneBuilder) -> float:
    """The width of the picture: the usual one, or as far as volumes and words go."""
    volumes, words = (box.extent[2] + MARGIN for box in sketch.boxes), (text.extent[2] + 4 for text in sketch.labels)
    return max([WIDTH, *volumes, *words])


def _draw_deck(sketch: SceneBuilder, deck: Deck, scale: Scale, left: float, axis: float) -> None:
    hidden = len(deck.group.volumes) - sum(ENDS)
    for card, offset in zip(deck.group.cards(), deck.offsets, strict=True):
        if card is None:
            sketch.folds.append(Fold(deck.group.path, hidden, left + offset + FOLD_WIDTH / 2 - 3, axis))
        else:
            sketch.boxes.append(place_box(deck.group.volumes[card], scale, left + offset, axis))


def _draw_shortcuts(sketch: SceneBuilder, boxes: list[Box], row: Placed) -> None:
    """Arches from top to top, each ending where the next begins: the middle of what later cards leave to be seen."""
    kinds = {v.path: kind for _, d in row for v, kind in zip(d.group.volumes, d.group.shortcuts, strict=True)}
    for n, (before, box) in enumerate(pairwise(boxes)):
        kind = kinds[box.volume.path]
        if kind and box.volume.inputs == (before.volume.path,):
            end = _seen_top(box, boxes[n + 2 : n + 3])
            sketch.links.append(_shortcut(before, _seen_top(before, [box]), box, end, kind))


def _seen_top(box: Box, following: list[Box]) -> Point:
    """The middle of the back edge of a card's top, as far as the card that follows does not hide it."""
    x, y = box.top_back_middle
    hidden = max([0.0, *(box.x + box.cuboid.thickness - other.x for other in following)])
    return x - hidden / 2, y - 3


def _shortcut(before: Box, start: Point, box: Box, end: Point, kind: LinkKind) -> Link:
    (x1, y1), (x2, y2) = start, end
    lift = min(30.0, max(10.0, 0.3 * (x2 - x1)))
    return Link(kind, arch(x1, y1, x2, y2, min(y1, y2) - lift), before.volume.path, box.volume.path)


def _caption(sketch: SceneBuilder, deck: Deck, left: float, base: float) -> float:
    sketch.brackets.append(Bracket(left, left + deck.front, base, deck.group.tone))
    y = base + 4
    for style, text in deck.lines:
        y += 17 if style == "name" else 16
        sketch.labels.append(Label(round(left + deck.front / 2, 1), y, text, style))
    return y
