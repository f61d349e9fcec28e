"""The operation view: padded input, kernel, the cell it makes, the arithmetic (article, Figures 4, 5, 6, 9, 10)."""

from dataclasses import replace

from app.diagrams.scene.builder import SceneBuilder, place_box
from app.diagrams.scene.marks import Box, Junction, Label, Link, LinkKind, Volume
from app.diagrams.scene.palette import tone_of
from app.diagrams.scene.projection import Scale, ScaleKind, fit
from app.diagrams.scene.scene import Scene
from app.diagrams.scene.svg_paths import line, turn_down
from app.diagrams.sliding_window.axes import axes, nearest_cell
from app.diagrams.sliding_window.window import Walk
from app.diagrams.text import text_metrics
from app.diagrams.text.formatting import ShapeStyle, shape_text
from app.diagrams.text.labels import SHORTCUT_WORDS, step_words, volume_name
from app.diagrams.views.cards import producer_place
from app.diagrams.views.derivation import derivation
from app.networks.outline import Operation, ShortcutKind
from app.tracing.records import Pair, Step, Trace

MARGIN = 40.0
WIDTH = 1200.0
LEAST_BELOW = 14.0  # between a volume and the words below it
SLIDING = ("conv", "maxpool", "avgpool", "pad", "linear")


def operation_scene(
    trace: Trace,
    operation: Operation,
    shortcut: ShortcutKind,
    title: str,
    scale_kind: ScaleKind,
    style: ShapeStyle,
    cell: Pair = (0, 0),
) -> Scene:
    """One operation: what it is given, what each of its steps makes of it, and how the sizes come about.

    `shortcut` is that of the block it belongs to; an addition shows it.
    """
    own = [trace.step(path) for path in operation.steps]
    tallest = 128 if operation.kind == "addition" else 220  # an addition has two volumes above each other
    scale = fit(scale_kind, [s for step in own for s in (*step.input_shapes, step.output_shape)], tallest, 96)
    return _Drawing(operation, own, shortcut, scale, style, title, cell).draw()


class _Drawing:
    """An operation being drawn from left to right along the axis."""

    def __init__(
        self,
        operation: Operation,
        steps: list[Step],
        shortcut: ShortcutKind,
        scale: Scale,
        style: ShapeStyle,
        title: str,
        cell: Pair,
    ) -> None:
        self.operation, self.steps, self.shortcut = operation, steps, shortcut
        self.scale, self.style, self.title = scale, style, title
        self.cell, self.tone, self.sketch = cell, tone_of(operation), SceneBuilder()
        tallest = max(scale.cuboid(s).silhouette for step in steps for s in (*step.input_shapes, step.output_shape))
        self.below = max(LEAST_BELOW, *(self._padding_below(step) + 6 for step in steps))
        self.axis = 26 + self.below + tallest / 2
        self.spare = 0.0

    def draw(self) -> Scene:
        first = self.steps[0]
        if first.kind == "add":
            box = self._addition(first)
        else:
            self._spread()
            entry = self._entry(first, 0)
            box = self._put(place_box(entry, self.scale, MARGIN + self._overhang(entry), self.axis))
            box = self._next(box, first)
        for step in self.steps[1:]:
            box = self._next(box, step)
        lowest = max(label.y for label in self.sketch.labels)
        height = self.sketch.add_legend(self.scale, self._arithmetic(lowest + 40), MARGIN)
        return self.sketch.build("operation", self.title, self.scale, self.sketch.right + MARGIN, height)

    def _entry(self, step: Step, number: int) -> Volume:
        path, shape = step.inputs[number], step.input_shapes[number]
        name = f"{path}, given to {step.path}: {shape_text(shape, self.style)}"
        return Volume(path, path, producer_place(path), shape, "input", name)

    def _overhang(self, volume: Volume) -> float:
        wide = text_metrics.width(shape_text(volume.shape, self.style), 12)
        return max(0.0, (wide - self.scale.cuboid(volume.shape).thickness) / 2)

    def _made(self, step: Step) -> Volume:
        given, made = shape_text(step.input_shapes[0], self.style), shape_text(step.output_shape, self.style)
        name = volume_name(step.path, step_words(step), given, made)
        blank = step.output_shape[0] - step.input_shapes[0][0] if step.kind == "pad" else 0
        return Volume(step.path, step.path, step.path, step.output_shape, self.tone, name, step.inputs, blank)

    def _words(self, step: Step) -> str:
        return {"norm": "BN", "add": "+"}.get(step.kind) or step_words(step)

    def _arrow_room(self, step: Step) -> float:
        least = 150.0 if step.kind in SLIDING else 64.0
        return max(least, text_metrics.width(self._words(step), 11) + 34)

    def _spread(self) -> None:
        """Longer arrows where there is room, so that the operation fills the usual width."""
        volumes = [self.steps[0].input_shapes[0], *(step.output_shape for step in self.steps)]
        taken = 2 * MARGIN + sum(self.scale.cuboid(shape).width + 12 for shape in volumes)
        taken += self._overhang(self._entry(self.steps[0], 0)) + sum(self._arrow_room(step) for step in self.steps)
        self.spare = min(90.0, max(0.0, (WIDTH - taken) / len(self.steps)))

    def _put(self, box: Box) -> Box:
        self.sketch.boxes.append(box)
        middle = round(box.x + box.cuboid.thickness / 2, 1)
        y, text = box.extent[3] + self.below, shape_text(box.volume.shape, self.style)
        self.sketch.labels.append(Label(middle, round(y + 20, 1), text, "shape"))
        self.sketch.labels.append(Label(middle, round(y + 37, 1), box.volume.path, "note"))
        return box

    def _padding_below(self, step: Step) -> float:
        """How far the padding reaches below the volume that a step is given."""
        if step.kind not in SLIDING:
            return 0.0
        rows, columns = axes(step)
        given = step.input_shapes[0]
        own, whole = self.scale.cuboid(given), self.scale.cuboid((given[0], rows.padded, columns.padded))
        return (whole.height - own.height + whole.dy - own.dy) / 2

    def _next(self, before: Box, step: Step) -> Box:
        start, volume = before.extent[2] + 6, self._made(step)
        room = max(self._arrow_room(step) + self.spare, self._room_below(before, volume))
        box = place_box(volume, self.scale, start + room, self.axis)
        if step.kind in SLIDING:
            self._slide(before, box, step)
        else:
            y = self.axis + 8
            self.sketch.links.append(
                Link("flow", line(start, y, box.x - 6, y), before.volume.path, step.path, arrow=True)
            )
            self._over_arrow(start, box.x, y - 9, self._words(step))
        return self._put(box)

    def _room_below(self, before: Box, volume: Volume) -> float:
        """How long the arrow has to be for the words below the volumes at its two ends."""
        words = (self._below(before.volume) + self._below(volume)) / 2 + 10
        return words - before.cuboid.width + (before.cuboid.thickness - self.scale.cuboid(volume.shape).thickness) / 2

    def _below(self, volume: Volume) -> float:
        return max(text_metrics.width(shape_text(volume.shape, self.style), 12), text_metrics.width(volume.path, 11))

    def _over_arrow(self, left: float, right: float, y: float, text: str) -> None:
        self.sketch.labels.append(Label(round((left + right) / 2 - 3, 1), round(y, 1), text, "step"))

    def _slide(self, before: Box, box: Box, step: Step) -> None:
        walk = Walk(step, self.scale, before, box, nearest_cell(self.cell, axes(step)))
        ring = walk.ring()
        if any(step.padding or ()):
            self.sketch.window_parts.append(ring)
        self.sketch.window_parts += [walk.kernel(), walk.output_cell()]
        self.sketch.links += walk.rays()
        lowest = max(ring.y + ring.cuboid.height, box.extent[3])  # that a ray reaches, wherever the window stands
        self._over_arrow(before.extent[2], box.x, lowest + 16, step_words(step))

    def _addition(self, step: Step) -> Box:
        """The residual branch on the axis, the shortcut above it, ⊕ and the sum."""
        residual, shortcut = self._entry(step, 0), self._entry(step, 1)
        if self.shortcut in ("projection", "padding"):
            shortcut = replace(shortcut, tone="projection")
        lift = self.scale.cuboid(shortcut.shape).silhouette + 72
        self.axis += lift
        x = MARGIN + 70
        below = self._put(place_box(residual, self.scale, x, self.axis))
        above = self._put(place_box(shortcut, self.scale, x, self.axis - lift))
        y, centre = self.axis + 8, below.extent[2] + 190
        volume = self._made(step)
        self.sketch.junctions.append(Junction(centre, y))
        self._joint(below, line(below.extent[2] + 6, y, centre - 18, y), step)
        top = above.y + above.cuboid.height / 2
        kind: LinkKind = "flow" if self.shortcut == "none" else self.shortcut
        self._joint(above, turn_down(above.extent[2] + 6, top, centre, y - 18), step, kind)
        self._over_arrow(below.extent[2], centre - 15, y - 9, "residual branch")
        self._over_arrow(above.extent[2], centre - 15, top - 9, SHORTCUT_WORDS[self.shortcut])
        box = place_box(volume, self.scale, centre + 110, self.axis)
        self.sketch.links.append(Link("flow", line(centre + 18, y, box.x - 6, y), step.path, step.path, arrow=True))
        return self._put(box)

    def _joint(self, box: Box, d: str, step: Step, kind: LinkKind = "flow") -> None:
        self.sketch.links.append(Link(kind, d, box.volume.path, step.path, arrow=True))

    def _arithmetic(self, y: float) -> float:
        rows = [row for step in self.steps for row in derivation(step)]
        for label, text in rows:
            self.sketch.labels.append(Label(MARGIN, y, label, "note", "start"))
            self.sketch.labels.append(Label(MARGIN + 110, y, text, "shape", "start"))
            y += 22
        return y + 18
