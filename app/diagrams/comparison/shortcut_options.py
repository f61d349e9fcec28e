"""The options for shortcuts side by side: a block that changes the shape above one that keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...networks.outline import Block
from ...tracing.records import Shape, Trace
from ..scene.builder import SceneBuilder, place_box
from ..scene.marks import Box, Junction, Label, Link, LinkKind, Volume
from ..scene.projection import Scale, fit
from ..scene.scene import Scene
from ..scene.svg_paths import bridge, line
from ..text.formatting import Notation
from ..text.labels import SHORTCUT_LABELS
from ..text.tooltips import TooltipRows, Tooltips
from ..views.context import ViewContext
from ..views.flow import FlowDrawing
from ..views.volumes import entry_volume, shortcut_operation, shortcut_volume

MARGIN = 20.0
ROW = 276.0  # from one row of blocks to the next
LIFT = 112.0  # from a block's axis to that of its shortcut
WIDTH = 946.0  # the room of a figure in the article, so that its labels have 13 pixels there
INDENT = 22.0  # from a panel's left edge to its input
BRANCH = 66.0  # length of the stand-in for a block's own branch
ADDITION = 42.0  # from there to ⊕
END = 56.0  # from ⊕ to the output
TOP = 246.0  # axis of the first row
LABEL_GAP = 19.0
INPUT_SUFFIX = ":in"  # after the path of a block's first step: its input


@dataclass(frozen=True, slots=True)
class Variant:
    """A network with one option, and the blocks to draw. `key` prefixes its paths, `note` states its cost."""

    key: str
    name: str
    note: str
    trace: Trace
    blocks: tuple[Block, ...]


def shortcut_options_scene(variants: Sequence[Variant], title: str, notation: Notation) -> Scene:
    """Draw each variant in a column of its own. Paths of volumes are `key/path`, as the same block is in each."""
    shapes = [shape for variant in variants for block in variant.blocks for shape in _end_shapes(variant.trace, block)]
    scale = fit("readable", shapes, tallest=86, thickest=44)
    builder = SceneBuilder()
    for number, variant in enumerate(variants):
        left = MARGIN + number * (WIDTH - 2 * MARGIN) / len(variants)
        builder.labels.append(Label(left, 26, variant.name, "name", "start"))
        builder.labels.append(Label(left, 45, variant.note, "shape", "start"))
        context = ViewContext(variant.trace, notation=notation)
        for row, block in enumerate(variant.blocks):
            ShortcutPanel(context, scale, builder, variant.key, block).draw(left, TOP + row * ROW)
    height = builder.add_legend(scale, builder.lowest_text + 36, MARGIN, WIDTH - MARGIN)
    builder.rows = [TOP + ROW * (row + 0.5) for row in range(max(len(variant.blocks) for variant in variants) - 1)]
    return builder.build("block", title, scale, WIDTH, height)


def shortcut_options_tooltips(variants: Sequence[Variant], scene: Scene, notation: Notation) -> dict[str, TooltipRows]:
    """Return the tooltip of every volume, from the trace of its own variant."""
    tooltips = {variant.key: Tooltips(variant.trace, notation) for variant in variants}
    return {volume.path: _rows(tooltips[volume.path.partition("/")[0]], volume) for volume in scene.volumes}


def _rows(tooltips: Tooltips, volume: Volume) -> TooltipRows:
    path = volume.at if volume.path.endswith(INPUT_SUFFIX) else volume.path.partition("/")[2]
    return tooltips.rows(replace(volume, path=path))


def _end_shapes(trace: Trace, block: Block) -> list[Shape]:
    steps = [trace.step(path) for operation in block.operations for path in operation.steps]
    return [*steps[0].input_shapes, steps[-1].output_shape]


class ShortcutPanel(FlowDrawing):
    """One block: its input, f(x) in place of its branch, its shortcut in full, and its output."""

    def __init__(self, context: ViewContext, scale: Scale, builder: SceneBuilder, key: str, block: Block) -> None:
        super().__init__(context, scale, builder)
        self.key, self.block, self.shortcut = key, block, shortcut_operation(block)
        self.entry_path = f"{key}/{block.operations[0].steps[0]}{INPUT_SUFFIX}"
        self.output_path = f"{key}/{block.operations[-1].steps[-1]}"

    def draw(self, left: float, axis: float) -> None:
        """Draw the panel with its left edge at `left` and its flow along y = `axis`."""
        caption = f"{self.block.path}: {SHORTCUT_LABELS[self.block.shortcut]}"
        self.builder.labels.append(Label(left, axis - LIFT - 56, caption, "note", "start"))
        # the path names the block, since the output of one block may be drawn again as the input of the next
        volume = replace(entry_volume(self.context, self.block), path=self.entry_path)
        entry = self.add_box(place_box(volume, self.scale, left + INDENT, axis), LABEL_GAP)
        y, start = axis + 6, entry.extent[2] + 6
        centre = start + BRANCH + ADDITION
        self.builder.labels.append(Label(start + BRANCH / 2 + 14, y + 4, "f(x)", "name"))
        self.builder.links.append(Link("flow", line(start, y, start + 28, y), self.entry_path, self.output_path))
        rest = line(start + BRANCH, y, centre - 18, y)
        self.builder.add_link("flow", rest, self.entry_path, self.output_path)
        self.builder.junctions.append(Junction(centre, y))
        self._add_shortcut(entry, (centre, y - 18), axis)
        output = self.add_box(place_box(self._output(), self.scale, centre + END, axis), LABEL_GAP)
        self.builder.labels.append(Label((centre + 15 + output.x) / 2, y - 9, "ReLU", "step"))
        last = line(centre + 18, y, output.x - 5, y)
        self.builder.add_link("flow", last, self.entry_path, self.output_path)

    def _output(self) -> Volume:
        shape, output = _end_shapes(self.trace, self.block)
        description = self.context.describe(self.block.path, "what leaves the block", shape, output)
        inputs = (self.entry_path, *([f"{self.key}/{self.shortcut.steps[-1]}"] if self.shortcut else []))
        place = (self.output_path, self.block.path, self.block.path)
        return Volume(*place, output, self.context.tones[self.block.path], description, inputs)

    def _add_shortcut(self, entry: Box, end: tuple[float, float], axis: float) -> None:
        if not self.shortcut:
            x, top = entry.top_back_middle
            path = bridge(x, top - 4, *end, axis - LIFT, 30)
            self.builder.add_link("identity", path, self.entry_path, self.output_path)
            return
        volume = shortcut_volume(self.context, self.shortcut, SHORTCUT_LABELS[self.block.shortcut])
        volume = replace(volume, path=f"{self.key}/{volume.path}", inputs=(self.entry_path,))
        box = self.add_box(self.shortcut_box(volume, entry, end[0], axis - LIFT), LABEL_GAP)
        kind: LinkKind = "projection" if self.shortcut.kind == "projection" else "padding"
        self.link_shortcut(kind, entry, box, end, self.output_path, axis - LIFT + 4, 24)
