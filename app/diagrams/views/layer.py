"""The layer view: every operation of every block, arrows between, shortcuts above (article, Figures 8 and 12)."""

from dataclasses import replace

from ...networks.outline import Layer
from ..scene.builder import place_box
from ..scene.marks import ENDS, Box, Bracket, Extent, Fold, Label, Volume
from ..scene.projection import Scale, fit
from ..scene.scene import Scene
from ..scene.svg_paths import arch, bridge, line
from ..text import text_metrics
from ..text.labels import block_name
from .context import ViewContext
from .flow import FlowDrawing
from .layer_ways import LayerWays, layer_ways
from .volumes import BlockCards, block_cards, entry_volume

MARGIN = 28.0
WIDEST = 2600.0  # above this, volumes are thinner, and if that is not enough, later blocks are drawn as decks
THICKEST, THINNER = 62.0, 26.0  # thickness of the most channels
FULL_BLOCKS = 2  # blocks that are never drawn as decks
FOLDED_ABOVE = 60  # blocks
LABEL_GAP = 18.0
LEVEL = 26.0  # from one level of arches to the next


def layer_scene(context: ViewContext, layer: Layer, title: str) -> Scene:
    """Draw one layer, from its input to its output."""
    entry = entry_volume(context, layer.blocks[0])
    blocks = [block_cards(context, layer, n, block) for n, block in enumerate(layer.blocks, 1)]
    scale = context.fitted or _fit(context, entry, blocks)
    if _length(blocks, scale) > WIDEST:
        blocks = [replace(cards, closed=cards.number > FULL_BLOCKS) for cards in blocks]
    folded = len(blocks) > FOLDED_ABOVE and layer.path not in context.opened
    return LayerDrawing(context, layer, scale).draw(entry, blocks, folded, title)


def _fit(context: ViewContext, entry: Volume, blocks: list[BlockCards]) -> Scale:
    sides = [volume.sides for volume in (entry, *_volumes(blocks))]
    scale = fit(context.scale, sides, 132, THICKEST)
    return fit(context.scale, sides, 132, THINNER) if _length(blocks, scale) > WIDEST else scale


def _volumes(blocks: list[BlockCards]) -> list[Volume]:
    return [volume for cards in blocks for volume in cards.volumes]


def _arrow_length(label: str) -> float:
    return max(44.0, text_metrics.width(label) + 16)


def _length(blocks: list[BlockCards], scale: Scale) -> float:
    boxes = sum(scale.cuboid(volume.sides).width for volume in _volumes(blocks))
    return boxes + sum(_arrow_length(label) for cards in blocks for label in cards.labels)


class LayerDrawing(FlowDrawing):
    """A layer drawn from left to right. `x` is the right edge so far, `stretch` the extra length of every arrow."""

    def __init__(self, context: ViewContext, layer: Layer, scale: Scale) -> None:
        super().__init__(context, scale)
        self.layer, self.output = layer, layer.blocks[-1].output
        self.x, self.axis, self.stretch = MARGIN, 0.0, 0.0
        self.ways, self.ceiling = LayerWays((), ()), 0.0
        self._numbers: dict[str, int] = {}  # of the boxes, by path

    def draw(self, entry: Volume, blocks: list[BlockCards], folded: bool, title: str) -> Scene:
        """Draw the blocks, then their brackets."""
        drawn = [*blocks[: ENDS[0]], *blocks[-ENDS[1] :]] if folded else blocks
        tallest = self.tallest([entry, *_volumes(drawn)])
        self.ways = layer_ways(entry.path, drawn)
        self.ceiling = 26 + (64 if self.ways.arches or self.ways.arrivals else 20)
        self.ceiling += LEVEL * max(0, self.ways.levels - 1)
        self.axis = self.ceiling + tallest / 2
        self.stretch = self._stretch_to_width(entry, drawn)
        box = self.add_box(
            place_box(entry, self.scale, self.x + self.overhang(entry), self.axis),
            LABEL_GAP,
        )
        self.x = box.extent[2]
        for cards in drawn:
            after_fold = folded and cards is drawn[ENDS[0]]
            if after_fold:
                self._add_fold(len(blocks) - len(drawn))
            box = self._add_block(cards, box, joined=not after_fold)
        self._add_arrivals()
        self._lower_labels(self.axis + tallest / 2 + LABEL_GAP)
        base = self.axis + tallest / 2 + 46
        self._add_brackets(drawn, base)
        height = self.builder.add_legend(self.scale, base + 60, MARGIN)
        return self.builder.build("layer", title, self.scale, self.builder.right + MARGIN, height)

    def _stretch_to_width(self, entry: Volume, drawn: list[BlockCards]) -> float:
        """Extra length of each arrow with which a short layer fills the usual width."""
        arrows = sum(len(cards.labels) for cards in drawn)
        entry_width = self.scale.cuboid(entry.sides).width + self.overhang(entry)
        length = 2 * MARGIN + entry_width + _length(drawn, self.scale)
        if length >= self.context.width or any(cards.closed for cards in drawn):
            return 0.0
        return min(70.0, (self.context.width - length) / arrows)

    def _add_block(self, cards: BlockCards, entry: Box, joined: bool) -> Box:
        box = entry
        for number, (volume, label) in enumerate(zip(cards.volumes, cards.labels, strict=True)):
            if cards.closed:
                box = self._add_closed_card(volume, box, first=number == 0)
            else:
                box = self._add_full_card(volume, label, box)
        if joined:
            self._add_arches(cards)
        if cards.closed and box.volume.path == self.output:
            self.add_shape(box, LABEL_GAP)
        return box

    def _add_full_card(self, volume: Volume, label: str, before: Box) -> Box:
        length = _arrow_length(label) + self.stretch
        box = place_box(volume, self.scale, self.x + length, self.axis)
        self._add_arrow(box, self.x + 5)
        self.add_label(self.x + length / 2 - 1, self.arrow_y - 8, label)
        self.builder.boxes.append(box)
        self.x = box.extent[2]
        if self._needs_shape(before, box):
            self.add_shape(box, LABEL_GAP)
        return box

    def _add_closed_card(self, volume: Volume, before: Box, first: bool) -> Box:
        box = place_box(volume, self.scale, self.x + 22 if first else before.x + before.cuboid.thickness, self.axis)
        if first:
            self._add_arrow(box, self.x + 3)
        self.builder.boxes.append(box)
        self.x = box.extent[2]
        return box

    def _needs_shape(self, before: Box, box: Box) -> bool:
        """Whether the shape changes here, or the layer ends, and the label does not touch the one before it."""
        changes = box.volume.path == self.output or before.volume.named_shape != box.volume.named_shape
        ends = [label.extent[2] for label in self.builder.labels if label.style == "shape"]
        left = box.middle - self.shape_width(box.volume) / 2
        return changes and left > max(ends, default=0.0) + 8

    @property
    def arrow_y(self) -> float:
        """Height of the arrows: a little below the axis, in the middle of the front faces."""
        return round(self.axis + 6, 1)

    def _add_arrow(self, box: Box, start: float) -> None:
        path = line(start, self.arrow_y, box.x - 3, self.arrow_y)
        self.builder.add_link("flow", path, box.volume.inputs[0], box.volume.path)

    def _add_arches(self, cards: BlockCards) -> None:
        """Add the arches that end at a block."""
        for each in self.ways.to(cards):
            between = self._boxes_between(each.source, each.target)
            (x1, y1), (x2, y2) = between[0].top_back_middle, between[-1].top_back_middle
            highest = min(box.y - box.cuboid.dy for box in between)
            if each.level:
                top = self.ceiling - 38 - LEVEL * each.level
                path = bridge(x1, y1 - 4, x2, y2 - 4, top, 20)
            else:
                top = highest - 4 - min(44.0, max(12.0, 0.22 * (x2 - x1)))
                path = arch(x1, y1 - 4, x2, y2 - 4, top)
            self.builder.add_link(each.kind, path, each.source, each.target)
            label = each.label(self.trace)
            room = x2 - x1 - 10 if self.ways.levels == 1 else 0.55 * (x2 - x1)
            if label and not cards.closed and not each.crossed and text_metrics.width(label) < room:
                self.add_label((x1 + x2) / 2, round(top - 7, 1), label)

    def _boxes_between(self, source: str, target: str) -> list[Box]:
        boxes, numbers = self.builder.boxes, self._numbers
        numbers |= {boxes[number].volume.path: number for number in range(len(numbers), len(boxes))}
        return boxes[numbers[source] : numbers[target] + 1]

    def _add_arrivals(self) -> None:
        """Add a short arrow from above for the volumes that a card reads from elsewhere."""
        boxes = {box.volume.path: box for box in self.builder.boxes}
        for arrival in self.ways.arrivals:
            x, y = boxes[arrival.target].top_back_middle
            self.builder.add_link("skip", line(x, y - 30, x, y - 4), "", arrival.target)
            count = len(arrival.sources)
            name = text_metrics.shorten(arrival.sources[0], 120) if count == 1 else f"{count} volumes"
            label = Label(round(x, 1), round(y - 36, 1), f"from {name}", "step")
            spans = [[boxes[path].top_back_middle[0] for path in (a.source, a.target)] for a in self.ways.arches]
            left, _, right, _ = label.extent
            covered = any(start < right and left < end for start, end in spans)
            if not covered and not any(_touch(label.extent, other.extent) for other in self.builder.labels):
                self.builder.labels.append(label)

    def _lower_labels(self, y: float) -> None:
        """Move shapes that a taller neighbour would cover below all volumes."""
        volumes = [box.extent for box in self.builder.boxes]
        for number, label in enumerate(self.builder.labels):
            if label.style == "shape":
                own = label.extent
                if any(_touch(own, extent) for extent in volumes):
                    self.builder.labels[number] = replace(label, y=round(y, 1))

    def _add_fold(self, count: int) -> None:
        fold = Fold(self.layer.path, count, self.x + 24 + Fold.radius, self.arrow_y)
        before = self.builder.boxes[-1].volume.path
        path = line(self.x + 3, fold.y, fold.x - fold.radius - 3, fold.y)
        self.builder.add_link("flow", path, before, self.layer.path)
        self.builder.folds.append(fold)
        self.x = fold.x + fold.radius

    def _add_brackets(self, drawn: list[BlockCards], base: float) -> None:
        """Add a bracket per block, labelled with its name, or its number alone, where that fits."""
        boxes = {box.volume.path: box for box in self.builder.boxes}
        end = 0.0
        for cards in drawn:
            first, last = boxes[cards.volumes[0].path], boxes[cards.volumes[-1].path]
            left, right = first.x, last.x + last.cuboid.thickness
            self.builder.brackets.append(Bracket(left, right, base, self.context.tones[self.layer.path]))
            texts = (block_name(cards.block, cards.number), str(cards.number))
            labels = [Label(round((left + right) / 2, 1), base + 19, text, "name") for text in texts]
            if label := next((label for label in labels if label.extent[0] > end + 6), None):
                self.builder.labels.append(label)
                end = label.extent[2]


def _touch(one: Extent, other: Extent) -> bool:
    return max(one[0], other[0]) < min(one[2], other[2]) + 4 and max(one[1], other[1]) < min(one[3], other[3]) + 2
