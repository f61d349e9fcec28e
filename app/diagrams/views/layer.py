"""The layer view: every operation of every block, arrows between, shortcuts above (article, Figures 8 and 12)."""

from dataclasses import replace

from app.diagrams.scene.builder import SceneBuilder, place_box
from app.diagrams.scene.marks import ENDS, Box, Bracket, Fold, Label, Link, Volume
from app.diagrams.scene.projection import Scale, ScaleKind, fit
from app.diagrams.scene.scene import Scene
from app.diagrams.scene.svg_paths import arch, line
from app.diagrams.text import text_metrics
from app.diagrams.text.formatting import ShapeStyle, shape_text
from app.diagrams.text.labels import block_name
from app.diagrams.views.cards import Cards, block_cards, entry_volume, shortcut_words
from app.networks.outline import Layer
from app.tracing.records import Trace

MARGIN = 28.0
WIDEST = 2600.0  # beyond this the later blocks close up to decks
LEAST_WIDTH = 1200.0
FULL_BLOCKS = 2  # blocks drawn at full length even where the rest close up
CARD = 13.0  # the pitch within a closed block
FOLDED_ABOVE = 60  # blocks


def layer_scene(
    trace: Trace, layer: Layer, title: str, scale_kind: ScaleKind, style: ShapeStyle, opened: frozenset[str]
) -> Scene:
    """One layer, from the volume that enters it to the one that leaves it."""
    entry = entry_volume(layer.blocks[0], trace, style)
    blocks = [block_cards(layer, n, block, trace, style) for n, block in enumerate(layer.blocks, 1)]
    scale = fit(scale_kind, [entry.shape, *(v.shape for c in blocks for v in c.volumes)], tallest=132, thickest=62)
    if _length(blocks, scale) > WIDEST:
        blocks = [replace(cards, closed=cards.number > FULL_BLOCKS) for cards in blocks]
    folded = len(blocks) > FOLDED_ABOVE and layer.path not in opened
    return _Drawing(layer, scale, style, title, trace).draw(entry, blocks, folded)


def _arrow(words: str) -> float:
    return max(44.0, text_metrics.width(words, 11) + 20)


def _length(blocks: list[Cards], scale: Scale) -> float:
    return sum(
        scale.cuboid(volume.shape).width + _arrow(words)
        for cards in blocks
        for volume, words in zip(cards.volumes, cards.words, strict=True)
    )


class _Drawing:
    """A layer being drawn from left to right; `x` is where the next thing may stand."""

    def __init__(self, layer: Layer, scale: Scale, style: ShapeStyle, title: str, trace: Trace) -> None:
        self.layer, self.scale, self.style, self.title, self.trace = layer, scale, style, title, trace
        self.sketch, self.x, self.axis = SceneBuilder(), MARGIN, 0.0
        self.stretch = 0.0

    def draw(self, entry: Volume, blocks: list[Cards], folded: bool) -> Scene:
        kept = [*blocks[: ENDS[0]], *blocks[-ENDS[1] :]] if folded else blocks
        tallest = max(self.scale.cuboid(v.shape).silhouette for v in (entry, *(v for c in kept for v in c.volumes)))
        shortcuts = any(cards.block.shortcut != "none" for cards in kept)
        self.axis = 26 + (64 if shortcuts else 20) + tallest / 2
        self._stretch_to_width(entry, kept)
        box = self._enter(entry)
        for cards in kept:
            hides = folded and cards is kept[ENDS[0]]
            if hides:
                self._fold(len(blocks) - len(kept))
            box = self._block(cards, box, joined=not hides)
        base = self.axis + tallest / 2 + 46
        self._brackets(kept, base)
        height = self.sketch.add_legend(self.scale, base + 60, MARGIN)
        return self.sketch.build("layer", self.title, self.scale, self.sketch.right + MARGIN, height)

    def _stretch_to_width(self, entry: Volume, kept: list[Cards]) -> None:
        """Longer arrows where the layer is short, so that it fills the usual width."""
        arrows = [w for cards in kept if not cards.closed for w in cards.words]
        length = 2 * MARGIN + self._entry_room(entry) + _length(kept, self.scale)
        if length < LEAST_WIDTH and len(arrows) == sum(len(cards.words) for cards in kept):
            self.stretch = min(70.0, (LEAST_WIDTH - length) / len(arrows))

    def _entry_room(self, entry: Volume) -> float:
        words = text_metrics.width(shape_text(entry.shape, self.style), 12)
        cuboid = self.scale.cuboid(entry.shape)
        return cuboid.width + max(0.0, (words - cuboid.thickness) / 2)

    def _enter(self, entry: Volume) -> Box:
        cuboid = self.scale.cuboid(entry.shape)
        words = text_metrics.width(shape_text(entry.shape, self.style), 12)
        box = place_box(entry, self.scale, self.x + max(0.0, (words - cuboid.thickness) / 2), self.axis)
        self.sketch.boxes.append(box)
        self._shape_below(box)
        self.x = box.extent[2]
        return box

    def _shape_below(self, box: Box) -> None:
        text = shape_text(box.volume.shape, self.style)
        y = box.extent[3] + 18
        self.sketch.labels.append(Label(round(box.x + box.cuboid.thickness / 2, 1), round(y, 1), text, "shape"))

    def _block(self, cards: Cards, entry: Box, joined: bool) -> Box:
        box = entry
        for place, (volume, words) in enumerate(zip(cards.volumes, cards.words, strict=True)):
            if cards.closed:
                box = self._closed_card(volume, box, first=place == 0)
            else:
                box = self._full_card(volume, words, box)
        self.x = box.extent[2]
        if joined and cards.block.shortcut != "none":
            self._shortcut(cards, entry, box)
        if cards.closed and box.volume.path == self.layer.blocks[-1].output:
            self._shape_below(box)
        return box

    def _full_card(self, volume: Volume, words: str, before: Box) -> Box:
        room = _arrow(words) + self.stretch
        box = place_box(volume, self.scale, self.x + room, self.axis)
        self._flow(box, self.x + 5)
        self.sketch.labels.append(Label(round(self.x + room / 2 - 1, 1), self.flow_y - 8, words, "step"))
        self.sketch.boxes.append(box)
        self.x = box.extent[2]
        if self._worth_a_shape(before, box):
            self._shape_below(box)
        return box

    def _closed_card(self, volume: Volume, before: Box, first: bool) -> Box:
        x = self.x + 22 if first else before.x + CARD
        box = place_box(volume, self.scale, x, self.axis)
        if first:
            self._flow(box, self.x + 3)
        self.sketch.boxes.append(box)
        self.x = box.extent[2]
        return box

    def _worth_a_shape(self, before: Box, box: Box) -> bool:
        """A shape is written where it changes, if it fits between those written before it and the next volume."""
        last = box.volume.path == self.layer.blocks[-1].output
        wide = text_metrics.width(shape_text(box.volume.shape, self.style), 12)
        fits = box.x + box.cuboid.thickness / 2 - wide / 2 > self._written + 8
        return (last or before.volume.shape != box.volume.shape) and fits

    @property
    def _written(self) -> float:
        ends = [label.extent[2] for label in self.sketch.labels if label.style == "shape"]
        return max(ends, default=0.0)

    @property
    def flow_y(self) -> float:
        """The height of the arrows: a little below the axis, in the middle of the front faces."""
        return round(self.axis + 6, 1)

    def _flow(self, box: Box, start: float) -> None:
        d = line(start, self.flow_y, box.x - 3, self.flow_y)
        self.sketch.links.append(Link("flow", d, box.volume.inputs[0], box.volume.path, arrow=True))

    def _shortcut(self, cards: Cards, entry: Box, box: Box) -> None:
        kind = cards.block.shortcut
        assert kind != "none"  # the caller asks only for blocks that have one
        (x1, y1), (x2, y2) = entry.top_back_middle, box.top_back_middle
        top = min(y1, y2) - 4 - min(44.0, max(12.0, 0.22 * (x2 - x1)))
        d = arch(x1, y1 - 4, x2, y2 - 4, top)
        self.sketch.links.append(Link(kind, d, entry.volume.path, box.volume.path, arrow=True))
        words = shortcut_words(cards.block, self.trace)
        if not cards.closed and text_metrics.width(words, 11) < x2 - x1 - 10:
            y = top - 7 + (max(y1, y2) - min(y1, y2)) * 0.1
            self.sketch.labels.append(Label(round((x1 + x2) / 2, 1), round(min(top - 7, y), 1), words, "step"))

    def _fold(self, hidden: int) -> None:
        fold = Fold(self.layer.path, hidden, self.x + 24 + Fold.radius, self.flow_y)
        before = self.sketch.boxes[-1].volume.path
        d = line(self.x + 3, fold.y, fold.x - fold.radius - 3, fold.y)
        self.sketch.links.append(Link("flow", d, before, self.layer.path, arrow=True))
        self.sketch.folds.append(fold)
        self.x = fold.x + fold.radius

    def _brackets(self, kept: list[Cards], base: float) -> None:
        boxes = {box.volume.path: box for box in self.sketch.boxes}
        ended = 0.0
        for cards in kept:
            first, last = boxes[cards.volumes[0].path], boxes[cards.volumes[-1].path]
            left, right = first.x, last.x + last.cuboid.thickness
            self.sketch.brackets.append(Bracket(left, right, base, self.layer.path))
            for text in (block_name(cards.block, cards.number), str(cards.number)):
                label = Label(round((left + right) / 2, 1), base + 19, text, "name")
                if label.extent[0] > ended + 6:
                    self.sketch.labels.append(label)
                    ended = label.extent[2]
                    break
