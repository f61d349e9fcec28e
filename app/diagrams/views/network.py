"""The network view: every block of every layer, as decks of cards from image to classes (article, Figure 3)."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ...networks.outline import Block, Layer, Operation, OperationKind
from ...tracing.records import Input
from ..dataflow import Dataflow
from ..scene.builder import SceneBuilder, place_box
from ..scene.marks import ENDS, Box, Bracket, Fold, Label, LinkKind, Volume
from ..scene.projection import Scale, fit
from ..scene.scene import Scene
from ..scene.svg_paths import arch
from ..text.labels import block_label, main_step
from ..text.named_shape import entering_shape, output_shape
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
)
from .skips import Skip, find_skips, skip_lanes
from .volumes import image_volume, operation_volume, step_volume

Point = tuple[float, float]

THICKEST = 56.0  # thickness of the most channels
ARCHES = 34.0  # room for shortcuts above the volumes

NOTES: dict[OperationKind, str] = {
    "gate": "gate",
    "concatenation": "concatenation",
    "multiplication": "product",
    "upsampling": "upsampling",
    "attention": "attention",
    "recurrent": "recurrent",
    "addition": "addition",
}
"""What captions of the stem and head say of operations without a window."""


def network_scene(context: ViewContext, title: str) -> Scene:
    """Draw the whole network, fitted to one width; decks too long for it are folded unless they are opened."""
    groups = network_groups(context)
    scale = fit(context.scale, (v.sides for g in groups for v in g.volumes), tallest=150, thickest=THICKEST)
    scale, [row] = fit_to_width([GroupRow((tuple(groups),))], scale, context.notation, context.opened)
    builder = SceneBuilder()
    lowest = draw_row(builder, row, scale, 20, find_skips(context.flow, groups))
    height = builder.add_legend(scale, lowest + 34, MARGIN)
    return builder.build("network", title, scale, picture_width(builder), height)


def network_groups(context: ViewContext) -> list[Group]:
    """Return the image, the operations of the stem, the layers, and the operations of the head.

    Other inputs are in front of the first group that reads them.
    """
    trace, flow = context.trace, context.flow
    groups = [_operation_group(context, operation, "stem", flow) for operation in trace.stem]
    groups += [_layer_group(context, layer, flow) for layer in trace.layers]
    groups += [_operation_group(context, operation, "head", flow) for operation in trace.head]
    for given in trace.inputs or (trace.input,):
        place = next((n for n, group in enumerate(groups) if _reads(group, given.path)), 0)
        groups.insert(place, _input_group(context, given))
    return groups


def _reads(group: Group, path: str) -> bool:
    return any(path in volume.inputs for volume in group.volumes)


def _input_group(context: ViewContext, given: Input) -> Group:
    volume = image_volume(context, given)
    return Group(given.path, "input", (volume,), (None,), "image" if len(given.shape) == 3 else "")


def _operation_group(context: ViewContext, operation: Operation, tone: str, flow: Dataflow) -> Group:
    main = main_step(operation, context.trace)
    note = window_label(main) if main.kind in ("conv", "maxpool") else NOTES.get(operation.kind, "")
    volume = operation_volume(context, operation, tone, flow.sources(flow.owners[operation.steps[-1]]))
    return Group(operation.path, tone, (volume,), (None,), note)


def _layer_group(context: ViewContext, layer: Layer, flow: Dataflow) -> Group:
    volumes = [_block_volume(context, block, layer, flow.sources(flow.owners[block.output])) for block in layer.blocks]
    shortcuts = tuple(None if block.shortcut == "none" else block.shortcut for block in layer.blocks)
    return Group(layer.path, context.tones[layer.path], tuple(volumes), shortcuts, _block_count(layer))


def _block_count(layer: Layer) -> str:
    kinds = Counter(block.kind for block in layer.blocks)
    pool = "pool, " if kinds["pooling"] else ""
    if layer.blocks[-1].kind == "convolution":
        number = len(layer.blocks) - kinds["pooling"]
        return f"{pool}{number} conv{'' if number == 1 else 's'}"
    number = len(layer.blocks) - kinds["pooling"] - kinds["transition"]
    return f"{pool}{'transition, ' if kinds['transition'] else ''}{number} block{'' if number == 1 else 's'}"


def _block_volume(context: ViewContext, block: Block, layer: Layer, sources: tuple[str, ...]) -> Volume:
    output = context.trace.step(block.output)
    given = entering_shape(context.trace, context.trace.step(block.operations[0].steps[0]))
    description = context.describe(block.path, block_label(block), given, output_shape(output))
    return step_volume(output, block.path, layer.path, context.tones[layer.path], description, sources)


def draw_row(
    builder: SceneBuilder, row: list[PlacedDeck], scale: Scale, top: float, skips: Sequence[Skip] = ()
) -> float:
    """Draw one network's decks, shortcuts and captions below `top`; returns the baseline of the lowest text."""
    tallest = max(scale.cuboid(v.sides).silhouette for item in row for v in item.deck.group.volumes)
    shortcuts = any(kind for item in row for kind in item.deck.group.shortcuts)
    lanes = skip_lanes(skips)
    ceiling = top + lanes.height
    axis = ceiling + (ARCHES if shortcuts or skips else 0) + tallest / 2
    before = len(builder.boxes)
    for item in row:
        _add_deck(builder, item, scale, axis)
    boxes = builder.boxes[before:]
    _add_shortcuts(builder, boxes, row)
    tops = {box.volume.path: visible_top(box, boxes[n + 1 : n + 2]) for n, box in enumerate(boxes)}
    lanes.draw(builder, tops, boxes, ceiling)
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
        if kind and before.volume.path in box.volume.inputs:
            start, end = visible_top(before, [box]), visible_top(box, boxes[n + 2 : n + 3])
            add_arch(builder, kind, before, start, box, end)


def visible_top(box: Box, following: Sequence[Box]) -> Point:
    """Middle of the top's back edge, as far as the card that follows does not cover it."""
    x, y = box.top_back_middle
    hidden = max([0.0, *(box.x + box.cuboid.thickness - other.x for other in following)])
    return x - hidden / 2, y - 3


def add_arch(builder: SceneBuilder, kind: LinkKind, before: Box, start: Point, box: Box, end: Point) -> None:
    """Add the arch of a shortcut between the tops of two cards."""
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
