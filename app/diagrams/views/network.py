"""The network view: every block of every layer, as decks of cards from image to classes (article, Figure 3)."""

from collections import Counter
from itertools import pairwise

from ...networks.outline import Block, Layer, Operation
from ...tracing.records import IMAGE
from ..scene.builder import SceneBuilder, place_box
from ..scene.marks import ENDS, Box, Bracket, Fold, Label, LinkKind, Volume
from ..scene.projection import Scale, fit
from ..scene.scene import Scene
from ..scene.svg_paths import arch
from ..text.labels import block_label, main_step
from ..text.named_shape import input_shapes, output_shape
from ..text.step_labels import window_label
from .context import ViewContext
from .decks import (
    FOLD_WIDTH,
    MARGIN,
    WIDTH,
    Group,
    GroupRow,
    PlacedDeck,
    fit_to_width,
    fold_to_fit,
)
from .volumes import image_volume, operation_volume, step_volume

Point = tuple[float, float]

THICKEST = 56.0  # thickness of the most channels
ARCHES = 34.0  # room for shortcuts above the volumes


def network_scene(context: ViewContext, title: str) -> Scene:
    """Draw the whole network, fitted to one width; decks too long for it are folded unless they are opened."""
    groups = network_groups(context)
    scale = fit(context.scale, (v.sides for g in groups for v in g.volumes), tallest=150, thickest=THICKEST)
    folded = fold_to_fit([GroupRow((tuple(groups),))], scale, context.notation, context.opened)
    [row] = fit_to_width(folded, scale, context.notation)
    builder = SceneBuilder()
    lowest = draw_row(builder, row, scale, 20)
    height = builder.add_legend(scale, lowest + 34, MARGIN)
    return builder.build("network", title, scale, picture_width(builder), height)


def network_groups(context: ViewContext) -> list[Group]:
    """Return the image, the operations of the stem, the layers, and the operations of the head."""
    trace, source = context.trace, IMAGE
    groups = [Group("input", "input", (image_volume(context),), (None,), "image")]
    for operation in trace.stem:
        groups.append(_operation_group(context, operation, "stem", source))
        source = operation.steps[-1]
    for layer in trace.layers:
        groups.append(_layer_group(context, layer, source))
        source = layer.blocks[-1].output
    for operation in trace.head:
        groups.append(_operation_group(context, operation, "head", source))
        source = operation.steps[-1]
    return groups


def _operation_group(context: ViewContext, operation: Operation, tone: str, source: str) -> Group:
    main = main_step(operation, context.trace)
    note = window_label(main) if main.kind in ("conv", "maxpool") else ""
    return Group(operation.path, tone, (operation_volume(context, operation, tone, source),), (None,), note)


def _layer_group(context: ViewContext, layer: Layer, source: str) -> Group:
    sources = [source, *(block.output for block in layer.blocks)]
    pairs = zip(layer.blocks, sources, strict=False)
    volumes = [_block_volume(context, block, layer, before) for block, before in pairs]
    shortcuts = tuple(None if block.shortcut == "none" else block.shortcut for block in layer.blocks)
    return Group(layer.path, context.tones[layer.path], tuple(volumes), shortcuts, _block_count(layer))


def _block_count(layer: Layer) -> str:
    kinds = Counter(block.kind for block in layer.blocks)
    pool = "pool, " if kinds["pooling"] else ""
    if layer.blocks[-1].kind == "convolution":
        return f"{pool}{len(layer.blocks) - kinds['pooling']} convs"
    number = len(layer.blocks) - kinds["pooling"] - kinds["transition"]
    return f"{pool}{'transition, ' if kinds['transition'] else ''}{number} block{'' if number == 1 else 's'}"


def _block_volume(context: ViewContext, block: Block, layer: Layer, source: str) -> Volume:
    given = input_shapes(context.trace, context.trace.step(block.operations[0].steps[0]))
    output = context.trace.step(block.output)
    description = context.describe(block.path, block_label(block), given[0], output_shape(output))
    return step_volume(output, block.path, layer.path, context.tones[layer.path], description, (source,))


def draw_row(builder: SceneBuilder, row: list[PlacedDeck], scale: Scale, top: float) -> float:
    """Draw one network's decks, shortcuts and captions below `top`; returns the baseline of the lowest text."""
    tallest = max(scale.cuboid(v.sides).silhouette for item in row for v in item.deck.group.volumes)
    shortcuts = any(kind for item in row for kind in item.deck.group.shortcuts)
    axis = top + (ARCHES if shortcuts else 0) + tallest / 2
    before = len(builder.boxes)
    for item in row:
        _add_deck(builder, item, scale, axis)
    _add_shortcuts(builder, builder.boxes[before:], row)
    base = axis + tallest / 2 + 22
    return max(_add_caption(builder, item, base) for item in row)


def picture_width(builder: SceneBuilder) -> float:
    """The usual width, or more if volumes or labels extend beyond it."""
    volumes = (box.extent[2] + MARGIN for box in builder.boxes)
    return max([WIDTH, *volumes, *(label.extent[2] + 4 for label in builder.labels)])


def _add_deck(builder: SceneBuilder, item: PlacedDeck, scale: Scale, axis: float) -> None:
    group = item.deck.group
    for card, offset in zip(group.cards(), item.deck.offsets, strict=True):
        x = item.left + offset
        if card is None:
            builder.folds.append(Fold(group.path, len(group.volumes) - sum(ENDS), x + FOLD_WIDTH / 2 - 3, axis))
        else:
            builder.boxes.append(place_box(group.volumes[card], scale, x, axis))


def _add_shortcuts(builder: SceneBuilder, boxes: list[Box], row: list[PlacedDeck]) -> None:
    """Add an arch over each block; it ends where the next one begins, on the visible part of the card's top."""
    groups = [item.deck.group for item in row]
    kinds = {v.path: kind for group in groups for v, kind in zip(group.volumes, group.shortcuts, strict=True)}
    for n, (before, box) in enumerate(pairwise(boxes)):
        kind = kinds[box.volume.path]
        if kind and box.volume.inputs == (before.volume.path,):
            start, end = _visible_top(before, [box]), _visible_top(box, boxes[n + 2 : n + 3])
            _add_arch(builder, kind, before, start, box, end)


def _visible_top(box: Box, following: list[Box]) -> Point:
    """Middle of the top's back edge, as far as the card that follows does not cover it."""
    x, y = box.top_back_middle
    hidden = max([0.0, *(box.x + box.cuboid.thickness - other.x for other in following)])
    return x - hidden / 2, y - 3


def _add_arch(builder: SceneBuilder, kind: LinkKind, before: Box, start: Point, box: Box, end: Point) -> None:
    lift = min(30.0, max(10.0, 0.3 * (end[0] - start[0])))
    path = arch(*start, *end, min(start[1], end[1]) - lift)
    builder.add_link(kind, path, before.volume.path, box.volume.path, arrow=False)


def _add_caption(builder: SceneBuilder, item: PlacedDeck, base: float) -> float:
    """Add a deck's bracket and caption; returns the baseline of its last line."""
    deck, y = item.deck, base + 4
    builder.brackets.append(Bracket(item.left, item.left + deck.front, base, deck.group.tone))
    for style, text in deck.caption:
        y += 17 if style == "name" else 16
        builder.labels.append(Label(round(item.left + deck.front / 2, 1), y, text, style))
    return y
