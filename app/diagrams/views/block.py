"""The block view: each operation's volume, the shortcut's own volume, ⊕ and ReLU (article, Figures 7 and 11)."""

from dataclasses import dataclass
from typing import get_args

from ...networks.outline import Block, Operation, ShortcutKind
from ...tracing.records import Shape, Trace
from ..cards import own_branch
from ..dataflow import operation_flow
from ..scene.builder import place_box
from ..scene.marks import Box, Junction, LinkKind, Volume
from ..scene.projection import Scale, fit
from ..scene.scene import Scene
from ..scene.svg_paths import bridge, line
from ..text import text_metrics
from ..text.labels import describe_volume, main_step, operation_label
from ..text.named_shape import input_shapes, output_shape
from ..text.step_labels import following_label, step_label
from .composite import composite_scene
from .context import ViewContext
from .flow import FlowDrawing
from .volumes import (
    entry_volume,
    operation_volume,
    shortcut_label,
    shortcut_operation,
    shortcut_volume,
)

MARGIN = 34.0
MARGIN_TOP = 30.0
LABEL_GAP = 19.0
TURN_RADIUS = 46.0


@dataclass(frozen=True, slots=True)
class BranchVolume:
    """A volume of the residual branch and the labels of the arrow to it, from top to bottom."""

    volume: Volume
    labels: tuple[str, ...]

    @property
    def arrow_length(self) -> float:
        """Minimum length of the arrow."""
        return max(60.0, *(text_metrics.width(text) + 26 for text in self.labels))


def block_scene(context: ViewContext, block: Block, title: str) -> Scene:
    """Draw one block, from its input to its output."""
    if not is_residual(context.trace, block):
        return composite_scene(context, block, title)
    scale = context.fitted or fit(context.scale, _sides(context.trace, block), tallest=150, thickest=88)
    return BlockDrawing(context, block, scale).draw(title)


def _sides(trace: Trace, block: Block) -> list[Shape]:
    steps = [trace.step(path) for operation in block.operations for path in operation.steps]
    return [shape.sides for step in steps for shape in (*input_shapes(trace, step), output_shape(step))]


def is_residual(trace: Trace, block: Block) -> bool:
    """Whether a block is one of the paper's: a branch, at most one shortcut, and an addition and a ReLU at its end."""
    flow = operation_flow(trace, block.operations)
    additions = [operation for operation in block.operations if operation.kind == "addition"]
    if len(flow.entries) != 1 or len(flow.ways) != len(additions) or len(additions) > 1:
        return False
    branch = [node.operation.kind for node in flow.main if node.operation]
    if any(kind not in ("convolution", "pooling", "linear") for kind in branch[: len(branch) - len(additions)]):
        return False
    if not additions:
        return True
    kinds = [trace.step(path).kind for path in additions[0].steps]
    shortcut = flow.ways[0]
    return kinds == ["add", "relu"] and len(shortcut.nodes) < 2 and shortcut.kind in get_args(ShortcutKind)


class BlockDrawing(FlowDrawing):
    """A block drawn from left to right; `spare` is the extra length of every arrow."""

    def __init__(self, context: ViewContext, block: Block, scale: Scale) -> None:
        super().__init__(context, scale)
        self.block, self.shortcut = block, shortcut_operation(block)
        self.addition = next((operation for operation in block.operations if operation.kind == "addition"), None)
        self.tone = context.tones[block.path]
        self.axis = self.spare = 0.0

    def draw(self, title: str) -> Scene:
        """Draw the branch, then the shortcut and the sum."""
        entry = entry_volume(self.context, self.block)
        branch = [self._branch_volume(operation) for operation in own_branch(self.trace, self.block)]
        volumes = [entry, *(item.volume for item in branch)]
        self.axis = MARGIN_TOP + self._room_above() + self.tallest(volumes) / 2
        self.spare = self._spare_length(volumes, branch)
        first = place_box(entry, self.scale, MARGIN + self.overhang(entry), self.axis)
        box = self.add_box(first, LABEL_GAP)
        for item in branch:
            box = self._add_branch_volume(box, item)
        if self.addition:
            self._add_sum(self.addition, first, box)
        height = self.builder.add_legend(self.scale, self.builder.lowest_text + 40, MARGIN)
        return self.builder.build("block", title, self.scale, self.builder.right + MARGIN, height)

    def _branch_volume(self, operation: Operation) -> BranchVolume:
        first, *rest = (self.trace.step(path) for path in operation.steps)
        labels = (step_label(main_step(operation, self.trace)), *([following_label(rest)] if rest else []))
        label = operation_label(operation, self.trace)
        return BranchVolume(operation_volume(self.context, operation, self.tone, first.inputs[:1], label), labels)

    def _room_above(self) -> float:
        """Height that the shortcut takes above the volumes."""
        if self.shortcut:
            shape = self.trace.step(self.shortcut.steps[-1]).output_shape
            return self.scale.cuboid(shape).silhouette + 44
        return 62 if self.block.shortcut == "identity" else 0.0

    def _spare_length(self, volumes: list[Volume], branch: list[BranchVolume]) -> float:
        """Length to add to every arrow so that the block fills the usual width."""
        length = 2 * MARGIN + sum(self.scale.cuboid(volume.sides).width + 12 for volume in volumes)
        length += sum(item.arrow_length for item in branch)
        arrows = len(branch)
        if self.addition:
            length += self.scale.cuboid(volumes[-1].sides).width + 40 + 30 + 70
            arrows += 2
        return min(110.0, max(0.0, (self.context.width - length) / arrows))

    def _add_branch_volume(self, before: Box, item: BranchVolume) -> Box:
        start, length, y = before.extent[2] + 6, item.arrow_length + self.spare, self.axis + 8
        box = place_box(item.volume, self.scale, start + length, self.axis)
        self.builder.add_link("flow", line(start, y, box.x - 5, y), before.volume.path, box.volume.path)
        for row, text in enumerate(reversed(item.labels)):
            self.add_label(start + length / 2 - 3, y - 9 - 15 * row, text)
        return self.add_box(box, LABEL_GAP)

    def _add_sum(self, addition: Operation, entry: Box, branch: Box) -> None:
        """Add ⊕ behind the branch, the shortcut to it, and the ReLU's output, which leaves the block."""
        add, relu = (self.trace.step(path) for path in addition.steps)
        y, start = self.axis + 8, branch.extent[2] + 6
        x = start + 40 + self.spare / 2 + 15
        shape = self.context.shape(add.output_shape)
        what = "addition of the residual branch and the shortcut"
        description = describe_volume(addition.path, what, f"2 × {shape}", shape)
        volume = Volume(add.path, add.path, addition.path, add.output_shape, self.tone, description, add.inputs)
        junction = Junction(round(x, 1), y, volume)
        self.builder.junctions.append(junction)
        self.builder.add_link("flow", line(start, y, x - junction.radius - 2, y), branch.volume.path, add.path)
        self._add_shortcut(entry, junction, add.path)
        description = describe_volume(self.block.path, "what leaves the block, after the ReLU", shape, shape)
        output = Volume(relu.path, relu.path, addition.path, relu.output_shape, self.tone, description, (add.path,))
        right = x + junction.radius
        arrow = BranchVolume(output, ("ReLU",)).arrow_length
        box = place_box(output, self.scale, right + 6 + arrow + self.spare, self.axis)
        self.builder.add_link("flow", line(right + 3, y, box.x - 5, y), add.path, relu.path)
        self.add_label((right + box.x) / 2, y - 9, "ReLU")
        self.add_box(box, LABEL_GAP)

    def _add_shortcut(self, entry: Box, junction: Junction, target: str) -> None:
        start, end = entry.top_back_middle, (junction.x, junction.y - junction.radius - 3)
        top = min(box.extent[1] for box in self.builder.boxes)
        label = shortcut_label(self.block, self.trace)
        if self.shortcut:
            self._add_shortcut_volume(self.shortcut, label, entry, end, top, target)
            return
        path = bridge(start[0], start[1] - 4, *end, top - 32)
        self.builder.add_link("identity", path, entry.volume.path, target)
        self.add_label((start[0] + end[0]) / 2, top - 40, f"{label}: x as it is")

    def _add_shortcut_volume(
        self, operation: Operation, label: str, entry: Box, end: tuple[float, float], top: float, target: str
    ) -> None:
        """Add the shortcut's own volume half way, above the volumes of the branch and their labels."""
        volume = shortcut_volume(self.context, operation, label)
        centre = top - 40 - self.scale.cuboid(volume.sides).silhouette / 2
        box, y = self.shortcut_box(volume, entry, end[0], centre), centre + 8
        radius = min(TURN_RADIUS, entry.top_back_middle[1] - 4 - y)
        kind: LinkKind = "projection" if operation.kind == "projection" else "padding"
        self.link_shortcut(kind, entry, box, end, target, y, radius)
        main = operation.steps.index(main_step(operation, self.trace).path)
        rest = following_label([self.trace.step(path) for path in operation.steps[main + 1 :]])
        text = f"{label} · {rest}" if rest else f"{label}, {volume.zero_channels} blank channels"
        left = entry.top_back_middle[0] + radius
        lines = [text] if text_metrics.width(text) < box.x - left - 8 else text_metrics.split_in_two(text)
        for row, part in enumerate(reversed(lines)):
            self.add_label((left + box.x) / 2, y - 9 - 15 * row, part)
        self.add_box(box, LABEL_GAP)
