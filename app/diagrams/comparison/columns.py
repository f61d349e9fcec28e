"""Networks as columns of words, side by side, a stage at the same height in each (the paper's Figure 3)."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from app.diagrams.comparison.column_items import Column, Hidden, Piece, Strip, strip
from app.diagrams.comparison.grid import BETWEEN, FOLD, GAP, HIGH, LANE, MARGIN, Grid, measured
from app.diagrams.scene.builder import SceneBuilder
from app.diagrams.scene.marks import TEXT_SIZE, Fold, Label, Link, TextStyle, Tile
from app.diagrams.scene.scene import Scene
from app.diagrams.scene.svg_paths import lane, line
from app.diagrams.text import text_metrics
from app.diagrams.text.formatting import ShapeStyle
from app.diagrams.text.labels import size_words, stage_words
from app.diagrams.text.tooltips import TooltipRows, Tooltips
from app.studies.stages import StageRow, align_stages, have_common_sizes
from app.tracing.hooks import IMAGE
from app.tracing.records import Pair

__all__ = ["Column", "columns_scene", "columns_tooltips"]

Placed = tuple[Piece, Tile] | tuple[Hidden, Fold]


def columns_scene(
    columns: Sequence[Column], title: str, style: ShapeStyle, opened: frozenset[str] = frozenset()
) -> Scene:
    """The networks from the image at the top to the classes at the bottom.

    `opened` are the layers that are not folded, each with its column's key before it (`resnet152/layer3`).
    """
    return _Drawing(columns, style, opened).draw(title)


def columns_tooltips(columns: Sequence[Column], scene: Scene, style: ShapeStyle) -> dict[str, TooltipRows]:
    """The rows of every volume of the picture, by its path."""
    readouts = {column.key: Tooltips(column.trace, style) for column in columns}
    keyed = [(volume, *volume.path.partition("/")[::2]) for volume in scene.volumes]
    return {volume.path: readouts[key].rows(replace(volume, path=path)) for volume, key, path in keyed}


class _Drawing:
    """The columns being drawn, row by row."""

    def __init__(self, columns: Sequence[Column], style: ShapeStyle, opened: frozenset[str]) -> None:
        self.columns = columns
        self.strips = [strip(column, style, opened) for column in columns]
        self.rows = align_stages([column.trace for column in columns])
        self.by_size = have_common_sizes(self.rows)
        self.names = [text_metrics.split_in_two(stage_words(row.factor, self._size(row))) for row in self.rows]
        self.grid: Grid = measured(self.names, [words for each in self.strips for words in _words(each)], len(columns))
        self.stacks: list[list[Placed]] = [[] for _ in columns]
        self.sketch = SceneBuilder()

    def draw(self, title: str) -> Scene:
        y = self._texts([(column.title,) for column in self.columns], "name", 24.0)
        y = self._stack([[each[IMAGE]] for each in self.strips], y)
        for row, name in zip(self.rows, self.names, strict=True):
            y = self._row(row, name, y)
        for stack in self.stacks:
            self._layers(stack)
            self._arrows(stack)
            self._shortcuts(stack)
        y = self._texts([column.notes for column in self.columns], "shape", y + 26)
        height = self.sketch.add_legend(None, y + 22, MARGIN, self.grid.width - MARGIN)
        return self.sketch.build("columns", title, None, self.grid.width, height)

    def _size(self, row: StageRow) -> Pair | None:
        """The size that a row is named by, if any: the head's only where its very first pooling leaves 1×1."""
        shapes = {piece.volume.shape[1:] for each in self._pieces(row) for piece in each if isinstance(piece, Piece)}
        vectors = all(side == 1 for shape in shapes for side in shape)
        named = vectors if row.factor is None else self.by_size
        return row.size if named else None

    def _pieces(self, row: StageRow) -> list[list[Piece | Hidden]]:
        """What stands in a row, column by column."""
        paths = [[operation.path for operation in stage.operations] if stage else [] for stage in row.stages]
        return [[each[path] for path in own if path in each] for each, own in zip(self.strips, paths, strict=True)]

    def _row(self, row: StageRow, name: list[str], y: float) -> float:
        """A row with its name at the left, under a rule; each network's own size where the name does not say it."""
        own = not self.by_size and row.factor is not None
        rule, top = y + BETWEEN / 2, y + BETWEEN + (14 if own else 0)
        self.sketch.links.append(Link("rule", line(MARGIN, rule, self.grid.width - MARGIN, rule)))
        for index, part in enumerate(name):
            y = top + HIGH / 2 + 4 - 7 * (len(name) - 1) + 14 * index
            self.sketch.labels.append(Label(MARGIN, y, part, "shape", "start"))
        for number, stage in enumerate(row.stages):
            if own and stage:
                left = self.grid.centre(number) - self.grid.tile / 2
                self.sketch.labels.append(Label(left, top - 6, size_words(stage.size), "note", "start"))
        return self._stack(self._pieces(row), top)

    def _stack(self, row: Sequence[Sequence[Piece | Hidden]], top: float) -> float:
        """What stands in each column, from the same height downwards; gives the height at which the longest ends."""
        lowest = top
        for number, pieces in enumerate(row):
            y = top
            for piece in pieces:
                y = self._put(number, piece, y)
            lowest = max(lowest, y - GAP)
        return lowest

    def _put(self, number: int, piece: Piece | Hidden, y: float) -> float:
        x = round(self.grid.centre(number), 1)
        if isinstance(piece, Hidden):
            fold = Fold(piece.path, piece.count, x, y + FOLD / 2)
            self.sketch.folds.append(fold)
            self.stacks[number].append((piece, fold))
            return y + FOLD + GAP
        tile = Tile(piece.volume, x, y + HIGH / 2, self.grid.tile, HIGH, piece.words)
        self.sketch.tiles.append(tile)
        self.stacks[number].append((piece, tile))
        return y + HIGH + GAP

    def _layers(self, stack: list[Placed]) -> None:
        """The name of each layer at the left of its first tile: no colour is without its word."""
        tiles = [drawn for _, drawn in stack if isinstance(drawn, Tile)]
        for before, tile in pairwise(tiles):
            if tile.volume.tone != before.volume.tone:
                left = round(tile.extent[0] - 7, 1)
                self.sketch.labels.append(Label(left, tile.y + 4, tile.volume.tone, "note", "end"))

    def _arrows(self, stack: list[Placed]) -> None:
        for (before, above), (after, below) in pairwise(stack):
            start, end = above.y + _high(above) / 2 + 1, below.y - _high(below) / 2 - 1
            source = before.output if isinstance(before, Hidden) else before.volume.path
            target = after.path if isinstance(after, Hidden) else after.volume.path
            self.sketch.links.append(Link("flow", line(above.x, start, below.x, end), source, target, arrow=True))

    def _shortcuts(self, stack: list[Placed]) -> None:
        """At the right of the column: out of a tile a little below its middle, and in a little above it."""
        places = {piece.output if isinstance(piece, Hidden) else piece.volume.path: drawn for piece, drawn in stack}
        for piece, tile in stack:
            if isinstance(piece, Hidden) or piece.shortcut == "none":
                continue
            origin = piece.volume.inputs[-1]
            start, right = places[origin], tile.x + self.grid.tile / 2
            left = start.x + (start.radius if isinstance(start, Fold) else start.width / 2)
            d = lane(left + 1, start.y + 4, right + 1, tile.y - 4, right + LANE)
            self.sketch.links.append(Link(piece.shortcut, d, origin, piece.volume.path, arrow=True))

    def _texts(self, texts: Sequence[Sequence[str]], style: TextStyle, y: float) -> float:
        """Lines of text in each column, from baseline y on downwards; gives the height at which the longest ends."""
        size, bold = TEXT_SIZE[style], style == "name"
        wrapped = [
            [part for text in own for part in text_metrics.wrap(text, self.grid.room, size, bold)] for own in texts
        ]
        for number, parts in enumerate(wrapped):
            for index, text in enumerate(parts):
                self.sketch.labels.append(Label(round(self.grid.centre(number), 1), y + 17 * index, text, style))
        return y + 17 * max(map(len, wrapped)) - 5


def _words(pieces: Strip) -> list[str]:
    return [piece.words for piece in pieces.values() if isinstance(piece, Piece)]


def _high(drawn: Tile | Fold) -> float:
    return FOLD if isinstance(drawn, Fold) else drawn.height
