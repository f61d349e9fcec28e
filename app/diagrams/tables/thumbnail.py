"""A cell of Table 1 at a glance: what enters it and the volumes that it makes, small enough for a tooltip."""

from app.diagrams.scene.builder import SceneBuilder, place_box
from app.diagrams.scene.marks import ENDS, Bracket, Fold, Label, Link, TextStyle, Volume
from app.diagrams.scene.projection import Scale, fit
from app.diagrams.scene.scene import Scene
from app.diagrams.scene.svg_paths import line
from app.diagrams.text import text_metrics
from app.diagrams.text.formatting import shape_text
from app.diagrams.text.labels import describe_volume
from app.studies.table_one import BlockRun, TableCell
from app.tracing.records import Shape

WIDTH, MARGIN = 400.0, 34.0  # a phone shows it at nine tenths
ARROW = 62.0  # from one group of volumes to the next
AIR = 8.0  # between the cards of a deck that has room
LEAST_PITCH = 4.0  # cards closer than this cannot be told apart; where they would be, they are folded
FOLD_ROOM = 62.0
CAPTION: tuple[TextStyle, ...] = ("name", "shape", "note")


def thumbnail_scene(cell: TableCell, tone: str, title: str) -> Scene:
    """From what enters, to the right: a deck of a layer's blocks, or the volumes of operations one by one."""
    given, made = cell.runs[0].input_shape, cell.runs[-1].output_shape
    scale = fit("readable", [given, *(run.output_shape for run in cell.runs)], tallest=104, thickest=44)
    drawing = _Drawing(tone, scale, max(scale.cuboid(shape).silhouette for shape in (given, made)))
    drawing.enter(given)
    for run in cell.runs if not cell.blocks else ():
        drawing.make(run)
    if cell.blocks:
        drawing.deal(cell)
    return drawing.finish(title)


class _Drawing:
    """A cell being drawn from left to right along the axis."""

    def __init__(self, tone: str, scale: Scale, tallest: float) -> None:
        self.tone, self.scale = tone, scale
        self.axis, self.base = 16 + tallest / 2, 34 + tallest
        self.sketch, self.x = SceneBuilder(), 0.0

    def enter(self, shape: Shape) -> None:
        """What is given to the cell; its label, the widest of what stands here, begins at the left edge."""
        thickness = self.scale.cuboid(shape).thickness
        self.x = max(MARGIN, 10 + (text_metrics.width(shape_text(shape), 12) - thickness) / 2)
        self._put("", shape, "input")
        self._caption(self.x, self.x + thickness, "input", ("in", shape_text(shape)))
        self.x += self.scale.cuboid(shape).width

    def make(self, run: BlockRun) -> None:
        """One operation and its volume."""
        self._arrow()
        self._put(run.first, run.output_shape, self.tone)
        right = self.x + self.scale.cuboid(run.output_shape).thickness
        self._caption(self.x, right, self.tone, (run.first, shape_text(run.output_shape)))
        self.x += self.scale.cuboid(run.output_shape).width

    def deal(self, cell: TableCell) -> None:
        """A layer's blocks, which all put out the same shape: as far apart as there is room, or folded."""
        self._arrow()
        shape, left = cell.runs[-1].output_shape, self.x
        cuboid = self.scale.cuboid(shape)
        pitch = (WIDTH - MARGIN - left - cuboid.width) / max(1, cell.blocks - 1)
        folds = pitch < LEAST_PITCH
        for number in (*range(ENDS[0]), *range(-ENDS[1], 0)) if folds else range(cell.blocks):
            if folds and number == -ENDS[1]:
                self._fold(cell)
            self._put(f"{cell.at}.{number % cell.blocks}", shape, self.tone)
            right = self.x + cuboid.thickness
            self.x += cuboid.thickness + AIR if folds else min(pitch, cuboid.thickness + AIR)
        blocks = f"{cell.blocks} block{'' if cell.blocks == 1 else 's'}"
        self._caption(left, right, self.tone, (cell.at, shape_text(shape), blocks))

    def _fold(self, cell: TableCell) -> None:
        centre = self.x + self.scale.cuboid(cell.runs[-1].output_shape).dx + FOLD_ROOM / 2 - AIR
        self.sketch.folds.append(Fold(cell.at, cell.blocks - sum(ENDS), centre, self.axis))
        self.x = centre + FOLD_ROOM / 2

    def _put(self, path: str, shape: Shape, tone: str) -> None:
        volume = Volume(path, path, path, shape, tone, describe_volume(path, "", "", shape_text(shape)))
        self.sketch.boxes.append(place_box(volume, self.scale, self.x, self.axis))

    def _arrow(self) -> None:
        start, end, y = self.x + 6, self.x + ARROW - 6, self.axis + 8
        self.sketch.links.append(Link("flow", line(start, y, end, y), arrow=True))
        self.x += ARROW

    def _caption(self, left: float, right: float, tone: str, words: tuple[str, ...]) -> None:
        middle = (left + right) / 2
        self.sketch.brackets.append(Bracket(left, right, self.base, tone))
        for line_number, (text, style) in enumerate(zip(words, CAPTION, strict=False)):
            self.sketch.labels.append(Label(middle, self.base + 18 + 17 * line_number, text, style))

    def finish(self, title: str) -> Scene:
        """The finished scene, as wide as what is drawn."""
        lowest = max(label.y for label in self.sketch.labels)
        return self.sketch.build("layer", title, self.scale, self.sketch.right + 10, lowest + 12)
