"""A cell of Table 1 as a small picture for a tooltip: its input and the volumes it computes."""

from ...studies.table_one import BlockRun, TableCell
from ...tracing.records import Shape
from ..scene.builder import SceneBuilder, place_box
from ..scene.marks import ENDS, Bracket, Fold, Label, TextStyle, Volume
from ..scene.projection import Scale, fit
from ..scene.scene import Scene
from ..scene.svg_paths import line
from ..text import text_metrics
from ..text.formatting import shape_text

WIDTH, MARGIN = 400.0, 34.0  # a phone shows it at nine tenths
ARROW = 62.0  # from one group of volumes to the next
AIR = 8.0  # between the cards of a deck
LEAST_PITCH = 4.0  # a deck with a smaller pitch is folded
FOLD_ROOM = 62.0
CAPTION: tuple[TextStyle, ...] = ("name", "shape", "note")


def thumbnail_scene(cell: TableCell, tone: str, title: str) -> Scene:
    """Draw the input, then a deck of a layer's blocks, or the outputs of single operations."""
    shapes = [cell.runs[0].input_shape, *(run.output_shape for run in cell.runs)]
    scale = fit("readable", shapes, tallest=104, thickest=44)
    drawing = ThumbnailDrawing(tone, scale, (shapes[0], shapes[-1]))
    if cell.blocks:
        drawing.fold_to_fit(cell)
    drawing.add_input(shapes[0])
    if cell.blocks:
        drawing.add_deck(cell)
    else:
        for run in cell.runs:
            drawing.add_operation(run)
    return drawing.finish(title)


class ThumbnailDrawing:
    """A cell drawn from left to right; `x` is the left edge of the next volume."""

    def __init__(self, tone: str, scale: Scale, ends: tuple[Shape, Shape]) -> None:
        self.tone, self.scale = tone, scale
        tallest = max(scale.cuboid(shape).silhouette for shape in ends)
        self.axis, self.base = 16 + tallest / 2, 34 + tallest
        self.builder, self.x, self.folded = SceneBuilder(), 0.0, False

    def fold_to_fit(self, cell: TableCell) -> None:
        """Make volumes thinner so that no card covers another one; fold the deck if they would be too thin."""
        entry, shape = cell.runs[0].input_shape, cell.runs[-1].output_shape
        first, card = self.scale.cuboid(entry), self.scale.cuboid(shape)
        room = WIDTH - MARGIN - self._left(entry) - first.width - ARROW - card.dx
        self.folded = room < cell.blocks * LEAST_PITCH
        if self.folded:
            room, cards = room - FOLD_ROOM - card.dx, sum(ENDS)
        else:
            cards = cell.blocks
        self.scale = self.scale.thinner(min(1.0, room / (cards * card.thickness)))

    def _left(self, shape: Shape) -> float:
        """The left edge of the input, whose caption begins at the edge of the picture."""
        return max(MARGIN, 10 + (text_metrics.width(shape_text(shape)) - self.scale.cuboid(shape).thickness) / 2)

    def add_input(self, shape: Shape) -> None:
        """Add the cell's input; its caption begins at the left edge."""
        cuboid = self.scale.cuboid(shape)
        self.x = self._left(shape)
        self._add_box("", shape, "input")
        self._add_caption(self.x, self.x + cuboid.thickness, "input", ("in", shape_text(shape)))
        self.x += cuboid.width

    def add_operation(self, run: BlockRun) -> None:
        """Add one operation's output."""
        self._add_arrow()
        cuboid = self.scale.cuboid(run.output_shape)
        self._add_box(run.first, run.output_shape, self.tone)
        caption = (run.first, shape_text(run.output_shape))
        self._add_caption(self.x, self.x + cuboid.thickness, self.tone, caption)
        self.x += cuboid.width

    def add_deck(self, cell: TableCell) -> None:
        """Add a layer's blocks, all of one output shape, spread as far as there is room, or folded."""
        self._add_arrow()
        shape, left, right = cell.runs[-1].output_shape, self.x, self.x
        cuboid = self.scale.cuboid(shape)
        spare = WIDTH - MARGIN - left - cuboid.width - (cell.blocks - 1) * cuboid.thickness
        air = 0.0 if self.folded else min(AIR, max(0.0, spare / max(1, cell.blocks - 1)))
        for number in (*range(ENDS[0]), *range(-ENDS[1], 0)) if self.folded else range(cell.blocks):
            if self.folded and number == -ENDS[1]:
                self._add_fold(cell, cuboid.dx)
            self._add_box(f"{cell.at}.{number % cell.blocks}", shape, self.tone)
            right = self.x + cuboid.thickness
            self.x = right + air
        blocks = f"{cell.blocks} block{'' if cell.blocks == 1 else 's'}"
        self._add_caption(left, right, self.tone, (cell.at, shape_text(shape), blocks))

    def _add_fold(self, cell: TableCell, depth: float) -> None:
        centre = self.x + depth + FOLD_ROOM / 2
        self.builder.folds.append(Fold(cell.at, cell.blocks - sum(ENDS), centre, self.axis))
        self.x = centre + FOLD_ROOM / 2

    def _add_box(self, path: str, shape: Shape, tone: str) -> None:
        volume = Volume(path, path, path, shape, tone, path)
        self.builder.boxes.append(place_box(volume, self.scale, self.x, self.axis))

    def _add_arrow(self) -> None:
        y = self.axis + 8
        self.builder.add_link("flow", line(self.x + 6, y, self.x + ARROW - 6, y))
        self.x += ARROW

    def _add_caption(self, left: float, right: float, tone: str, lines: tuple[str, ...]) -> None:
        self.builder.brackets.append(Bracket(left, right, self.base, tone))
        for number, (text, style) in enumerate(zip(lines, CAPTION, strict=False)):
            self.builder.labels.append(Label((left + right) / 2, self.base + 18 + 17 * number, text, style))

    def finish(self, title: str) -> Scene:
        """Build the scene, as wide as its content."""
        builder = self.builder
        return builder.build("layer", title, self.scale, builder.right + 10, builder.lowest_text + 12)
