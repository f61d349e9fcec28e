"""The three options for shortcuts side by side: where the shape changes, above, and where it does not, below."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.diagrams.scene.builder import SceneBuilder, place_box
from app.diagrams.scene.marks import Box, Junction, Label, Link, LinkKind, Volume
from app.diagrams.scene.projection import Scale, fit
from app.diagrams.scene.scene import Scene
from app.diagrams.scene.svg_paths import bridge, line, turn_down
from app.diagrams.text.formatting import ShapeStyle, shape_text
from app.diagrams.text.labels import SHORTCUT_WORDS, volume_name
from app.diagrams.text.tooltips import TooltipRows, Tooltips
from app.diagrams.views.cards import producer_place
from app.networks.outline import Block, Operation
from app.tracing.records import Step, Trace

MARGIN, WIDTH = 20.0, 1200.0
ROW = 276.0  # from one row of blocks to the next
LIFT = 112.0  # from a block's axis to that of its shortcut
BRANCH = 86.0  # where a block's own branch would be
TOP = 246.0  # the axis of the first row
ENTERS = ":in"  # after a step's path: what is given to it


@dataclass(frozen=True, slots=True)
class Variant:
    """A network with one option: its key in the paths of the picture, its name, what it costs, and what is shown."""

    key: str
    name: str
    note: str
    trace: Trace
    blocks: tuple[Block, ...]


def shortcut_options_scene(variants: Sequence[Variant], title: str, style: ShapeStyle) -> Scene:
    """Every variant in a column of its own. Paths of volumes are `key/path`: the same block is in each."""
    shapes = [shape for variant in variants for block in variant.blocks for shape in _shapes(variant.trace, block)]
    scale = fit("readable", shapes, tallest=86, thickest=44)
    sketch = SceneBuilder()
    room = (WIDTH - 2 * MARGIN) / len(variants)
    for number, variant in enumerate(variants):
        left = MARGIN + number * room
        sketch.labels.append(Label(left, 26, variant.name, "name", "start"))
        sketch.labels.append(Label(left, 45, variant.note, "shape", "start"))
        for row, block in enumerate(variant.blocks):
            _Panel(sketch, variant, block, scale, style).draw(left, TOP + row * ROW)
    lowest = max(label.y for label in sketch.labels)
    height = sketch.add_legend(scale, lowest + 36, MARGIN)
    sketch.rows = [TOP + ROW * (row + 0.5) for row in range(max(len(variant.blocks) for variant in variants) - 1)]
    return sketch.build("block", title, scale, WIDTH, height)


def shortcut_options_tooltips(variants: Sequence[Variant], scene: Scene, style: ShapeStyle) -> dict[str, TooltipRows]:
    """What is read out of every volume, each from the trace of its own variant."""
    readouts = {variant.key: Tooltips(variant.trace, style) for variant in variants}
    return {volume.path: _rows(readouts[volume.path.partition("/")[0]], volume) for volume in scene.volumes}


def _rows(readout: Tooltips, volume: Volume) -> TooltipRows:
    path = volume.at if volume.path.endswith(ENTERS) else volume.path.partition("/")[2]
    return readout.rows(replace(volume, path=path))


def _shapes(trace: Trace, block: Block) -> list[tuple[int, ...]]:
    own = [trace.step(path) for operation in block.operations for path in operation.steps]
    return [*own[0].input_shapes, own[-1].output_shape]


class _Panel:
    """One block: what enters, its branch as a stand-in, its shortcut in full, and what leaves."""

    def __init__(self, sketch: SceneBuilder, variant: Variant, block: Block, scale: Scale, style: ShapeStyle) -> None:
        self.sketch, self.variant, self.block, self.scale, self.style = sketch, variant, block, scale, style
        self.trace = variant.trace
        own = [self.trace.step(path) for operation in block.operations for path in operation.steps]
        self.first, self.last = own[0], own[-1]
        self.tone = block.path.split(".")[0]

    def draw(self, left: float, axis: float) -> None:
        """The panel with its left edge at `left` and its flow along `axis`."""
        where = f"{self.block.path}: {SHORTCUT_WORDS[self.block.shortcut]}"
        self.sketch.labels.append(Label(left, axis - LIFT - 56, where, "note", "start"))
        entry = self._put(self._entry(), left + 36, axis)
        y, start = axis + 6, entry.extent[2] + 6
        centre = start + BRANCH + 62
        self.sketch.labels.append(Label(start + BRANCH / 2 + 14, y + 4, "f(x)", "name"))
        self.sketch.links.append(Link("flow", line(start, y, start + 28, y), entry.volume.path, self._key(self.last)))
        rest = line(start + BRANCH, y, centre - 18, y)
        self.sketch.links.append(Link("flow", rest, entry.volume.path, self._key(self.last), arrow=True))
        self.sketch.junctions.append(Junction(centre, y))
        self._shortcut(entry, centre, y, axis)
        output = self._put(self._output(), centre + 62, axis)
        self.sketch.labels.append(Label((centre + 15 + output.x) / 2, y - 9, "ReLU", "step"))
        self.sketch.links.append(
            Link("flow", line(centre + 18, y, output.x - 5, y), entry.volume.path, output.volume.path, arrow=True)
        )

    def _key(self, step: Step) -> str:
        return f"{self.variant.key}/{step.path}"

    def _put(self, volume: Volume, x: float, axis: float) -> Box:
        box = place_box(volume, self.scale, x, axis)
        self.sketch.boxes.append(box)
        middle = round(box.x + box.cuboid.thickness / 2, 1)
        text = shape_text(volume.shape, self.style)
        self.sketch.labels.append(Label(middle, round(box.extent[3] + 19, 1), text, "shape"))
        return box

    def _entry(self) -> Volume:
        """What enters; its path says so, since what leaves one block may be drawn again as what enters the next."""
        shape, path = self.first.input_shapes[0], self.first.inputs[0]
        name = f"{path}, what enters {self.block.path}: {shape_text(shape, self.style)}"
        return Volume(f"{self._key(self.first)}{ENTERS}", path, producer_place(path), shape, "input", name)

    def _output(self) -> Volume:
        given, made = (shape_text(s, self.style) for s in (self.first.input_shapes[0], self.last.output_shape))
        name = volume_name(self.block.path, "what leaves the block", given, made)
        where = (self._key(self.last), self.block.path, self.block.path)
        made_from = (
            f"{self._key(self.first)}{ENTERS}",
            *(self._key(self.trace.step(op.steps[-1])) for op in self._side_operations()),
        )
        return Volume(*where, self.last.output_shape, self.tone, name, made_from)

    def _side_operations(self) -> list[Operation]:
        return [operation for operation in self.block.operations if operation.kind in ("projection", "padding")]

    def _shortcut(self, entry: Box, x2: float, y: float, axis: float) -> None:
        (x1, y1), target, y2 = entry.top_back_middle, self._key(self.last), y - 18
        side = self._side_operations()
        if not side:
            kind: LinkKind = "identity"
            d = bridge(x1, y1 - 4, x2, y2, axis - LIFT, 30)
            self.sketch.links.append(Link(kind, d, entry.volume.path, target, arrow=True))
            return
        kind = "projection" if side[0].kind == "projection" else "padding"
        volume = self._side(side[0])
        cuboid = self.scale.cuboid(volume.shape)
        box = self._put(volume, (x1 + x2 - cuboid.width) / 2, axis - LIFT)
        top = axis - LIFT + 4
        into = f"M{x1:.1f} {y1 - 4:.1f}V{top + 24:.1f}Q{x1:.1f} {top:.1f} {x1 + 24:.1f} {top:.1f}H{box.x - 5:.1f}"
        self.sketch.links.append(Link(kind, into, entry.volume.path, volume.path, arrow=True))
        down = turn_down(box.extent[2] + 6, top, x2, y2, 24)
        self.sketch.links.append(Link(kind, down, volume.path, target, arrow=True))

    def _side(self, side: Operation) -> Volume:
        first, last = self.trace.step(side.steps[0]), self.trace.step(side.steps[-1])
        given, made = (shape_text(s, self.style) for s in (first.input_shapes[0], last.output_shape))
        name = volume_name(side.path, SHORTCUT_WORDS[self.block.shortcut], given, made)
        blank = last.output_shape[0] - first.input_shapes[0][0] if side.kind == "padding" else 0
        return Volume(
            self._key(last),
            side.path,
            side.path,
            last.output_shape,
            "projection",
            name,
            (f"{self._key(self.first)}{ENTERS}",),
            blank,
        )
