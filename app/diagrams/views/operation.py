"""The operation view: padded input, kernel, output cell, arithmetic (article, Figures 4, 5, 6, 9, 10)."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ...networks.outline import Block, Operation
from ...tracing.records import Shape, Step, Trace
from ..scene.builder import place_box
from ..scene.marks import Box, Junction, Volume
from ..scene.projection import Scale, fit
from ..scene.scene import Scene
from ..scene.svg_paths import line, turn_down
from ..sliding_window.axes import axes, nearest_cell, slides
from ..sliding_window.window import SlidingWindow
from ..text import text_metrics
from ..text.labels import SHORTCUT_LABELS
from ..text.named_shape import input_shapes, output_shape
from ..text.step_labels import step_label
from ..text.step_names import short_step_name
from .additions import Shortcut, addition_shortcut
from .composite import volume_name
from .context import ViewContext
from .derivation_lines import add_derivations
from .flow import FlowDrawing
from .step_graph import step_graph_scene
from .volumes import producer_place, step_volume, zero_channels

MARGIN, BRIEF_MARGIN = 40.0, 12.0
SHORTEST, BRIEF_SHORTEST = (150.0, 64.0), (110.0, 44.0)  # arrows with a window, and others
AIR, BRIEF_AIR = 34.0, 12.0  # beside the label of an arrow
RAY_GAP = 5.0  # from a label down to the rays of a window
LEAST_BELOW = 14.0  # between a volume and the labels below it


def operation_scene(context: ViewContext, operation: Operation, block: Block | None, title: str) -> Scene:
    """Draw one operation of a block, or of stem or head: its input, the output of each step, and the arithmetic."""
    steps = [context.trace.step(path) for path in operation.steps]
    shortcut = addition_shortcut(context.trace, operation, block) if block and steps[0].kind == "add" else None
    if not is_chain(steps) or (len(steps[0].inputs) > 1 and not shortcut):
        return step_graph_scene(context, operation, title)
    tallest = 128 if shortcut or context.brief else 220  # an addition has two volumes above each other
    scale = context.fitted or fit(context.scale, _sides(context.trace, steps), tallest, 96)
    return OperationDrawing(context, operation, steps, scale).draw(shortcut, title)


def _sides(trace: Trace, steps: list[Step]) -> list[Shape]:
    return [shape.sides for step in steps for shape in (*input_shapes(trace, step), output_shape(step))]


def is_chain(steps: Sequence[Step]) -> bool:
    """Whether each step reads the one before it, and the first one volume, or two in an addition."""
    first, *rest = steps
    inputs = set(first.inputs)
    if not len(first.inputs) == len(inputs) == (2 if first.kind == "add" else 1):
        return False
    return all(step.inputs == (before.path,) for before, step in pairwise([first, *rest]))


def has_window(step: Step) -> bool:
    """Whether a window is drawn for a step: that of a linear layer covers the whole vector."""
    vectors = step.kind == "linear" and {len(step.output_shape), *map(len, step.input_shapes)} == {1}
    return vectors or slides(step)


class OperationDrawing(FlowDrawing):
    """An operation drawn from left to right. `below` is the gap under volumes, `spare` the extra length of arrows."""

    def __init__(self, context: ViewContext, operation: Operation, steps: list[Step], scale: Scale) -> None:
        super().__init__(context, scale)
        self.steps, self.tone = steps, context.tones[operation.path]
        tallest = max(scale.cuboid(shape).silhouette for shape in _sides(self.trace, steps))
        self.below = max(LEAST_BELOW, *(self._padding_below(step) + 6 for step in steps))
        self.axis = 26 + self.below + tallest / 2
        self.spare = 0.0
        self.margin = BRIEF_MARGIN if context.brief else MARGIN

    def draw(self, shortcut: Shortcut | None, title: str) -> Scene:
        """Draw the steps and the arithmetic below them."""
        first, *rest = self.steps
        if shortcut:
            box = self._add_addition(first, shortcut)
        else:
            self.spare = self._spare_length()
            entry = self._entry(first, 0)
            box = self._put(place_box(entry, self.scale, self.margin + self._overhang(entry), self.axis))
            rest = self.steps
        for step in rest:
            box = self._add_step(box, step)
        y = self.builder.lowest_text + (20 if self.context.brief else 40)
        if not self.context.brief:
            y = add_derivations(self.builder, self.steps, self.margin, y)
        height = y if self.context.brief else self.builder.add_legend(self.scale, y, self.margin)
        return self.builder.build("operation", title, self.scale, self.builder.right + self.margin, height)

    def _entry(self, step: Step, number: int) -> Volume:
        path, shape = step.inputs[number], input_shapes(self.trace, step)[number]
        description = f"{path}, given to {step.path}: {self.context.shape(shape)}"
        place = (path, path, producer_place(self.trace, path))
        return Volume(*place, shape.shape, "input", description, layout=shape.layout, folded=shape.folded)

    def _output(self, step: Step) -> Volume:
        given, output = input_shapes(self.trace, step)[0], output_shape(step)
        description = self.context.describe(step.path, step_label(step), given, output)
        return step_volume(step, step.path, step.path, self.tone, description, step.inputs, zero_channels(step))

    def _arrow_label(self, step: Step) -> str:
        short = step.kind == "norm" or (step.kind == "add" and len(step.inputs) > 1)
        return (short_step_name(step) if short else None) or step_label(step)

    def _arrow_length(self, step: Step) -> float:
        with_window, least = BRIEF_SHORTEST if self.context.brief else SHORTEST
        air = BRIEF_AIR if self.context.brief else AIR
        return max(with_window if has_window(step) else least, text_metrics.width(self._arrow_label(step)) + air)

    def _spare_length(self) -> float:
        """Length to add to every arrow so that the operation fills the usual width."""
        entry = self._entry(self.steps[0], 0)
        shapes = [entry.sides, *(output_shape(step).sides for step in self.steps)]
        length = 2 * self.margin + sum(self.scale.cuboid(shape).width + 12 for shape in shapes)
        length += self.overhang(entry) + sum(self._arrow_length(step) for step in self.steps)
        return min(90.0, max(0.0, (self.context.width - length) / len(self.steps)))

    def _overhang(self, entry: Volume) -> float:
        """How far the labels of the entry extend to the left of it; names may use the margin."""
        name = text_metrics.width(volume_name(entry.path)) - self.scale.cuboid(entry.sides).thickness
        return max(self.overhang(entry), name / 2 - self.margin)

    def _put(self, box: Box) -> Box:
        """Add a box with its shape and its path below."""
        self.add_box(box, self.below + 20)
        self.add_label(box.middle, round(box.extent[3] + self.below + 37, 1), volume_name(box.volume.path), "note")
        return box

    def _padding_below(self, step: Step) -> float:
        """How far the padding extends below the input of a step."""
        if not has_window(step):
            return 0.0
        rows, columns = axes(step)
        shape = step.input_shapes[0]
        own, padded = self.scale.cuboid(shape), self.scale.cuboid((shape[0], rows.padded, columns.padded))
        return (padded.height - own.height) * (1 - rows.near) + (padded.dy - own.dy) * columns.near

    def _add_step(self, before: Box, step: Step) -> Box:
        start, volume = before.extent[2] + 6, self._output(step)
        length = max(self._arrow_length(step) + self.spare, self._room_for_labels(before, volume))
        box = place_box(volume, self.scale, start + length, self.axis)
        if has_window(step):
            self._add_window(before, box, step)
        else:
            y = self.axis + 8
            self.builder.add_link("flow", line(start, y, box.x - 6, y), before.volume.path, step.path)
            self._label_arrow(start, box.x, y - 9, self._arrow_label(step))
        return self._put(box)

    def _room_for_labels(self, before: Box, volume: Volume) -> float:
        """Minimum length of an arrow at which the labels below its two volumes do not touch."""
        labels = (self._label_width(before.volume) + self._label_width(volume)) / 2 + (6 if self.context.brief else 10)
        return labels - before.cuboid.width + (before.cuboid.thickness - self.scale.cuboid(volume.sides).thickness) / 2

    def _label_width(self, volume: Volume) -> float:
        return max(self.shape_width(volume), text_metrics.width(volume_name(volume.path)))

    def _label_arrow(self, left: float, right: float, y: float, text: str) -> None:
        self.add_label((left + right) / 2 - 3, round(y, 1), text)

    def _add_window(self, before: Box, box: Box, step: Step) -> None:
        """Add the padding ring, the kernel, the output cell and the rays between them."""
        window = SlidingWindow(step, self.scale, before, box, nearest_cell(self.context.cell, axes(step)))
        ring = window.ring()
        if any(axis.padded > axis.inputs for axis in window.axes):
            self.builder.window_parts.append(ring)
        self.builder.window_parts += [window.kernel(), window.output_cell()]
        self.builder.links += window.rays()
        self._label_window(window, before.extent[2], box.x, step_label(step))

    def _label_window(self, window: SlidingWindow, left: float, right: float, text: str) -> None:
        """Add a label on the rays, above the highest of them at any position of the window."""
        middle, half = (left + right) / 2 - 3, text_metrics.width(text) / 2
        highest = min(window.highest_ray(middle - half), window.highest_ray(middle + half))
        self.add_label(middle, round(highest - RAY_GAP, 1), text)

    def _add_addition(self, step: Step, ends: Shortcut) -> Box:
        """Add the residual branch on the axis, the shortcut above it, ⊕ and the sum."""
        residual, shortcut, kind = self._entry(step, ends.residual), self._entry(step, ends.own), ends.kind
        if kind in ("projection", "padding"):
            shortcut = replace(shortcut, tone="projection")
        heights = [self.scale.cuboid(volume.sides).silhouette for volume in (residual, shortcut)]
        lift = max(heights[1], sum(heights) / 2) + 72
        self.axis += lift
        left = self.margin + max(70.0, self._overhang(residual), self._overhang(shortcut))
        below = self._put(place_box(residual, self.scale, left, self.axis))
        above = self._put(place_box(shortcut, self.scale, left, self.axis - lift))
        y, x, top = self.axis + 8, below.extent[2] + 190, above.y + above.cuboid.height / 2
        self.builder.junctions.append(Junction(x, y))
        self.builder.add_link("flow", line(below.extent[2] + 6, y, x - 18, y), residual.path, step.path)
        self.builder.add_link(kind, turn_down(above.extent[2] + 6, top, x, y - 18), shortcut.path, step.path)
        self._label_arrow(below.extent[2], x - 15, y - 9, "residual branch")
        self._label_arrow(above.extent[2], x - 15, top - 9, SHORTCUT_LABELS[kind])
        box = place_box(self._output(step), self.scale, x + 110, self.axis)
        self.builder.add_link("flow", line(x + 18, y, box.x - 6, y), step.path, step.path)
        return self._put(box)
