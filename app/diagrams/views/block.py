"""The block view: each operation's volume, the shortcut's own path, ⊕ and its ReLU (article, Figures 7 and 11)."""

from dataclasses import dataclass

from app.diagrams.scene.builder import SceneBuilder, place_box
from app.diagrams.scene.marks import Box, Junction, Label, Link, LinkKind, Volume
from app.diagrams.scene.projection import Scale, ScaleKind, fit
from app.diagrams.scene.scene import Scene
from app.diagrams.scene.svg_paths import bridge, line, turn_down
from app.diagrams.text import text_metrics
from app.diagrams.text.formatting import ShapeStyle, shape_text
from app.diagrams.text.labels import after_words, main_step, operation_words, step_words, volume_name
from app.diagrams.views.cards import entry_volume, own_branch, shortcut_words
from app.networks.outline import Block, Operation
from app.tracing.records import Trace

MARGIN = 34.0
WIDTH = 1200.0
MARGIN_TOP = 30.0


@dataclass(frozen=True, slots=True)
class Leg:
    """A volume of the block's own branch and the words on the arrow that leads to it."""

    volume: Volume
    words: tuple[str, ...]

    @property
    def arrow(self) -> float:
        """The least length of the arrow."""
        return max(60.0, *(text_metrics.width(text, 11) + 26 for text in self.words))


def block_scene(trace: Trace, block: Block, title: str, scale_kind: ScaleKind, style: ShapeStyle) -> Scene:
    """One block, from the volume that enters it to the one that leaves it."""
    shapes = [shape for op in block.operations for path in op.steps for shape in _shapes(trace, path)]
    scale = fit(scale_kind, shapes, tallest=150, thickest=88)
    return _Drawing(block, trace, scale, style, title).draw()


def _shapes(trace: Trace, path: str) -> list[tuple[int, ...]]:
    return [*trace.step(path).input_shapes, trace.step(path).output_shape]


class _Drawing:
    """A block being drawn from left to right along the axis."""

    def __init__(self, block: Block, trace: Trace, scale: Scale, style: ShapeStyle, title: str) -> None:
        self.block, self.trace, self.scale, self.style, self.title = block, trace, scale, style, title
        self.tone = block.path.split(".")[0]
        self.sketch = SceneBuilder()
        self.by_kind = {operation.kind: operation for operation in block.operations}

    def draw(self) -> Scene:
        entry = entry_volume(self.block, self.trace, self.style)
        legs = [self._leg(operation) for operation in own_branch(self.block)]
        axis = self._axis([entry, *(leg.volume for leg in legs)])
        spare = self._spare(entry, legs)
        x = MARGIN + max(0.0, (self._written(entry) - self.scale.cuboid(entry.shape).thickness) / 2)
        box = first = self._put(place_box(entry, self.scale, x, axis))
        for leg in legs:
            box = self._go(box, leg, spare, axis)
        if addition := self.by_kind.get("addition"):
            box = self._join(addition, first, box, spare, axis)
        lowest = max(label.y for label in self.sketch.labels)
        height = self.sketch.add_legend(self.scale, lowest + 40, MARGIN)
        return self.sketch.build("block", self.title, self.scale, self.sketch.right + MARGIN, height)

    def _leg(self, operation: Operation) -> Leg:
        first, last = self.trace.step(operation.steps[0]), self.trace.step(operation.steps[-1])
        rest = [self.trace.step(path) for path in operation.steps[1:]]
        words = (step_words(main_step(operation, self.trace)), *([after_words(rest)] if rest else []))
        given, made = shape_text(first.input_shapes[0], self.style), shape_text(last.output_shape, self.style)
        name = volume_name(operation.path, operation_words(operation, self.trace), given, made)
        where = (last.path, operation.path, operation.path)
        return Leg(Volume(*where, last.output_shape, self.tone, name, (first.inputs[0],)), words)

    def _axis(self, volumes: list[Volume]) -> float:
        tallest = max(self.scale.cuboid(volume.shape).silhouette for volume in volumes)
        above = 0.0
        if self.block.shortcut in ("projection", "padding"):
            above = self.scale.cuboid(self._side_shape()).silhouette + 44
        elif self.block.shortcut == "identity":
            above = 62
        return MARGIN_TOP + above + tallest / 2

    def _side_shape(self) -> tuple[int, ...]:
        side = self.by_kind.get("projection") or self.by_kind["padding"]
        return self.trace.step(side.steps[-1]).output_shape

    def _written(self, volume: Volume) -> float:
        return text_metrics.width(shape_text(volume.shape, self.style), 12)

    def _spare(self, entry: Volume, legs: list[Leg]) -> float:
        """By how much every arrow is longer than it must be, so that the block fills the width."""
        taken = 2 * MARGIN + sum(self.scale.cuboid(v.shape).width + 12 for v in (entry, *(leg.volume for leg in legs)))
        taken += sum(leg.arrow for leg in legs)
        arrows = len(legs)
        if "addition" in self.by_kind:
            taken += self.scale.cuboid(legs[-1].volume.shape).width + 40 + 30 + 70
            arrows += 2
        return min(110.0, max(0.0, (WIDTH - taken) / arrows))

    def _put(self, box: Box) -> Box:
        self.sketch.boxes.append(box)
        middle = round(box.x + box.cuboid.thickness / 2, 1)
        text = shape_text(box.volume.shape, self.style)
        self.sketch.labels.append(Label(middle, round(box.extent[3] + 19, 1), text, "shape"))
        return box

    def _go(self, before: Box, leg: Leg, spare: float, axis: float) -> Box:
        start, length = before.extent[2] + 6, leg.arrow + spare
        box = place_box(leg.volume, self.scale, start + length, axis)
        y = axis + 8
        self._arrow("flow", line(start, y, box.x - 5, y), before, box.volume.path)
        for row, text in enumerate(reversed(leg.words)):
            self.sketch.labels.append(Label(round(start + length / 2 - 3, 1), y - 9 - 15 * row, text, "step"))
        return self._put(box)

    def _arrow(self, kind: LinkKind, d: str, before: Box, target: str) -> None:
        self.sketch.links.append(Link(kind, d, before.volume.path, target, arrow=True))

    def _join(self, addition: Operation, entry: Box, branch: Box, spare: float, axis: float) -> Box:
        """⊕ behind the branch, the shortcut above from entry to ⊕, and the ReLU that makes the block's output."""
        add, relu = (self.trace.step(path) for path in addition.steps)
        y, start = axis + 8, branch.extent[2] + 6
        x = start + 40 + spare / 2 + 15
        given, made = (shape_text(add.output_shape, self.style) for _ in range(2))
        name = volume_name(addition.path, "addition of the residual branch and the shortcut", f"2 × {given}", made)
        volume = Volume(add.path, add.path, addition.path, add.output_shape, self.tone, name, add.inputs)
        junction = Junction(round(x, 1), y, volume)
        self.sketch.junctions.append(junction)
        self._arrow("flow", line(start, y, x - junction.radius - 2, y), branch, add.path)
        self._shortcut(entry, junction, add.path)
        name = volume_name(self.block.path, "what leaves the block, after the ReLU", made, made)
        output = Volume(relu.path, relu.path, addition.path, relu.output_shape, self.tone, name, (add.path,))
        leg = Leg(output, ("ReLU",))
        box = place_box(output, self.scale, x + junction.radius + 6 + leg.arrow + spare, axis)
        self.sketch.links.append(
            Link("flow", line(x + junction.radius + 3, y, box.x - 5, y), add.path, relu.path, arrow=True)
        )
        self.sketch.labels.append(Label(round((x + junction.radius + box.x) / 2, 1), y - 9, "ReLU", "step"))
        return self._put(box)

    def _shortcut(self, entry: Box, junction: Junction, target: str) -> None:
        side = self.by_kind.get("projection") or self.by_kind.get("padding")
        (x1, y1), x2, y2 = entry.top_back_middle, junction.x, junction.y - junction.radius - 3
        crowns = [box.extent[1] for box in self.sketch.boxes]
        words = shortcut_words(self.block, self.trace)
        if side is None:
            top = min(crowns) - 32
            self._arrow("identity", bridge(x1, y1 - 4, x2, y2, top), entry, target)
            self.sketch.labels.append(Label(round((x1 + x2) / 2, 1), top - 8, f"{words}: x as it is", "step"))
            return
        self._side_box(side, entry, junction, target, min(crowns), words)

    def _side_box(self, side: Operation, entry: Box, junction: Junction, target: str, crown: float, words: str) -> None:
        """The shortcut's own volume, in the middle of its way, clear of the volumes below and of its labels."""
        first, last = self.trace.step(side.steps[0]), self.trace.step(side.steps[-1])
        kind: LinkKind = "projection" if side.kind == "projection" else "padding"
        given, made = shape_text(first.input_shapes[0], self.style), shape_text(last.output_shape, self.style)
        name = volume_name(side.path, words, given, made)
        blank = last.output_shape[0] - first.input_shapes[0][0] if kind == "padding" else 0
        where = (last.path, side.path, side.path)
        volume = Volume(*where, last.output_shape, "projection", name, first.inputs, blank)
        cuboid = self.scale.cuboid(volume.shape)
        (x1, y1), x2, y2 = entry.top_back_middle, junction.x, junction.y - junction.radius - 3
        centre = crown - 40 - cuboid.silhouette / 2
        box = place_box(volume, self.scale, (x1 + x2 - cuboid.width) / 2, centre)
        y = centre + 8
        radius = min(46.0, y1 - 4 - y)
        into = f"M{x1:.1f} {y1 - 4:.1f}V{y + radius:.1f}Q{x1:.1f} {y:.1f} {x1 + radius:.1f} {y:.1f}H{box.x - 5:.1f}"
        self._arrow(kind, into, entry, volume.path)
        self._arrow(kind, turn_down(box.extent[2] + 6, y, x2, y2), box, target)
        rest = after_words([self.trace.step(path) for path in side.steps[1:]])
        text = f"{words} · {rest}" if rest else f"{words}, {blank} blank channels"
        self.sketch.labels.append(Label(round((x1 + radius + box.x) / 2, 1), y - 9, text, "step"))
        self._put(box)
