"""Networks as columns of labelled tiles, each stage at the same height in all columns (the paper's Figure 3)."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ...studies.stages import StageRow, align_stages, have_common_sizes
from ...tracing.records import IMAGE, Pair
from ..scene.builder import SceneBuilder
from ..scene.marks import TEXT_SIZE, Fold, Label, Link, TextStyle, Tile
from ..scene.scene import Scene
from ..scene.svg_paths import lane, line
from ..text import text_metrics
from ..text.formatting import Notation
from ..text.labels import size_label, stage_label
from ..text.tooltips import TooltipRows, Tooltips
from .column_items import Column, ColumnItems, FoldedBlocks, OperationItem, column_items
from .grid import FOLD_HEIGHT, GAP, LANE, MARGIN, STAGE_GAP, TILE_HEIGHT, column_grid

__all__ = ["Column", "columns_scene", "columns_tooltips"]

LEGEND = 380.0  # room for its longest entry, which is wider than one column

PlacedItem = tuple[OperationItem, Tile] | tuple[FoldedBlocks, Fold]


def columns_scene(
    columns: Sequence[Column], title: str, notation: Notation, opened: frozenset[str] = frozenset()
) -> Scene:
    """Draw the networks from the image at the top to the classes at the bottom.

    `opened` are the layers that are not folded, each prefixed by its column's key (`resnet152/layer3`).
    """
    return ColumnsDrawing(columns, notation, opened).draw(title)


def columns_tooltips(columns: Sequence[Column], scene: Scene, notation: Notation) -> dict[str, TooltipRows]:
    """Return the tooltip of every volume and fold of a picture of several networks, by its path."""
    tooltips = {column.key: Tooltips(column.trace, notation) for column in columns}
    parts = [(volume, *volume.path.partition("/")[::2]) for volume in scene.volumes]
    drawn = {key: {path for _, other, path in parts if other == key} for key in tooltips}
    folds = {fold.path: fold.path.partition("/")[::2] for fold in scene.folds}
    return {
        **{fold: tooltips[key].fold_rows(path, drawn[key]) for fold, (key, path) in folds.items()},
        **{volume.path: tooltips[key].rows(replace(volume, path=path)) for volume, key, path in parts},
    }


class ColumnsDrawing:
    """Columns drawn row by row. `stacks` are the items of each column from top to bottom."""

    def __init__(self, columns: Sequence[Column], notation: Notation, opened: frozenset[str]) -> None:
        self.columns = columns
        self.items: list[ColumnItems] = [column_items(column, notation, opened) for column in columns]
        self.rows = align_stages([column.trace for column in columns])
        self.by_size = have_common_sizes(self.rows)
        self.names = [text_metrics.split_in_two(stage_label(row.factor, self._named_size(row))) for row in self.rows]
        labels = [item.label for items in self.items for item in items.values() if isinstance(item, OperationItem)]
        self.grid = column_grid(self.names, labels, len(columns))
        self.stacks: list[list[PlacedItem]] = [[] for _ in columns]
        self.builder = SceneBuilder()

    def draw(self, title: str) -> Scene:
        """Draw titles, rows, the lines of every column, and notes."""
        y = self._add_texts([(column.title,) for column in self.columns], "name", 24.0)
        y = self._add_stacks([[items[IMAGE]] for items in self.items], y)
        for row, name in zip(self.rows, self.names, strict=True):
            y = self._add_row(row, name, y)
        for stack in self.stacks:
            self._add_layer_names(stack)
            self._add_arrows(stack)
            self._add_shortcuts(stack)
        y = self._add_texts([column.notes for column in self.columns], "shape", y + 26)
        right = max(self.grid.width - MARGIN, LEGEND)
        height = self.builder.add_legend(None, y + 22, MARGIN, right)
        width = max(self.grid.width, self.builder.right + 4)  # of the legend of one column
        return self.builder.build("columns", title, None, width, height)

    def _named_size(self, row: StageRow) -> Pair | None:
        """Return the size in a row's name, if any: for the head only if its first pooling leaves 1×1."""
        items = [item for column in self._row_items(row) for item in column]
        shapes = {item.volume.shape[1:] for item in items if isinstance(item, OperationItem)}
        vectors = all(side == 1 for shape in shapes for side in shape)
        return row.size if (vectors if row.factor is None else self.by_size) else None

    def _row_items(self, row: StageRow) -> list[list[OperationItem | FoldedBlocks]]:
        """Return a row's items, column by column."""
        paths = [[operation.path for operation in stage.operations] if stage else [] for stage in row.stages]
        return [[items[path] for path in own if path in items] for items, own in zip(self.items, paths, strict=True)]

    def _add_row(self, row: StageRow, name: list[str], y: float) -> float:
        """Add a row under a rule, with its name at the left, and each network's size unless the name states it."""
        own_sizes = not self.by_size and row.factor is not None
        rule, top = y + STAGE_GAP / 2, y + STAGE_GAP + (14 if own_sizes else 0)
        self.builder.links.append(Link("rule", line(MARGIN, rule, self.grid.width - MARGIN, rule)))
        for number, part in enumerate(name):
            baseline = top + TILE_HEIGHT / 2 + 4 - 7 * (len(name) - 1) + 14 * number
            self.builder.labels.append(Label(MARGIN, baseline, part, "shape", "start"))
        for number, stage in enumerate(row.stages):
            if own_sizes and stage:
                left = self.grid.centre(number) - self.grid.tile / 2
                self.builder.labels.append(Label(left, top - 6, size_label(stage.size), "note", "start"))
        return self._add_stacks(self._row_items(row), top)

    def _add_stacks(self, columns: Sequence[Sequence[OperationItem | FoldedBlocks]], top: float) -> float:
        """Add items to each column from y = `top` downwards; returns the y at which the longest column ends."""
        lowest = top
        for number, items in enumerate(columns):
            y = top
            for item in items:
                y = self._add_item(number, item, y)
            lowest = max(lowest, y - GAP)
        return lowest

    def _add_item(self, number: int, item: OperationItem | FoldedBlocks, y: float) -> float:
        x = round(self.grid.centre(number), 1)
        if isinstance(item, FoldedBlocks):
            fold = Fold(item.path, item.count, x, y + FOLD_HEIGHT / 2)
            self.builder.folds.append(fold)
            self.stacks[number].append((item, fold))
            return y + FOLD_HEIGHT + GAP
        tile = Tile(item.volume, x, y + TILE_HEIGHT / 2, self.grid.tile, TILE_HEIGHT, item.label)
        self.builder.tiles.append(tile)
        self.stacks[number].append((item, tile))
        return y + TILE_HEIGHT + GAP

    def _add_layer_names(self, stack: list[PlacedItem]) -> None:
        """Add the name of each layer at the left of its first tile, so that colour is not its only mark."""
        tiles = [mark for _, mark in stack if isinstance(mark, Tile)]
        for before, tile in pairwise(tiles):
            if tile.volume.tone != before.volume.tone:
                left = round(tile.extent[0] - 7, 1)
                self.builder.labels.append(Label(left, tile.y + 4, tile.volume.tone, "note", "end"))

    def _add_arrows(self, stack: list[PlacedItem]) -> None:
        for (before, above), (after, below) in pairwise(stack):
            start, end = above.y + _height(above) / 2 + 1, below.y - _height(below) / 2 - 1
            target = after.path if isinstance(after, FoldedBlocks) else after.volume.path
            self.builder.add_link("flow", line(above.x, start, below.x, end), _output(before), target)

    def _add_shortcuts(self, stack: list[PlacedItem]) -> None:
        """Add shortcuts at the right: out of a tile a little below its middle, into one a little above it."""
        marks = {_output(item): mark for item, mark in stack}
        for item, tile in stack:
            if isinstance(item, FoldedBlocks) or item.shortcut == "none":
                continue
            origin = item.volume.inputs[-1]
            if origin not in marks:  # a block of an own network that begins within the operation of another one
                continue
            start, right = marks[origin], tile.x + self.grid.tile / 2
            left = start.x + (start.radius if isinstance(start, Fold) else start.width / 2)
            path = lane(left + 1, start.y + 4, right + 1, tile.y - 4, right + LANE)
            self.builder.add_link(item.shortcut, path, origin, item.volume.path)

    def _add_texts(self, texts: Sequence[Sequence[str]], style: TextStyle, y: float) -> float:
        """Add lines of text to each column from baseline y downwards; returns the y at which the longest ends."""
        size, bold = TEXT_SIZE[style], style == "name"
        columns = [
            [part for text in own for part in text_metrics.wrap(text, self.grid.text_width, size, bold)]
            for own in texts
        ]
        for number, parts in enumerate(columns):
            for row, text in enumerate(parts):
                self.builder.labels.append(Label(round(self.grid.centre(number), 1), y + 17 * row, text, style))
        return y + 17 * max(map(len, columns)) - 5


def _output(item: OperationItem | FoldedBlocks) -> str:
    return item.output if isinstance(item, FoldedBlocks) else item.volume.path


def _height(mark: Tile | Fold) -> float:
    return FOLD_HEIGHT if isinstance(mark, Fold) else mark.height
