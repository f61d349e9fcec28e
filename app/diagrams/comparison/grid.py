"""Positions and distances of the columns picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..scene.marks import TEXT_SIZE
from ..scene.scene import FRAME
from ..text import text_metrics

WIDTH = FRAME  # four columns have to fit this
MARGIN = 18.0
TILE_HEIGHT = 20.0
FOLD_HEIGHT = 26.0
GAP = 10.0  # between tiles: an arrow
STAGE_GAP = 24.0
NARROWEST = 140.0  # tile, so that short labels do not make slim columns
END = MARGIN + 8  # beyond the last lane, so that rules are longer than shortcuts are wide
LANE = 22.0  # from a tile to the outermost of its shortcuts
AIR = (54.0, 72.0)  # least and most room between a lane and the next column, for the name of a layer


@dataclass(frozen=True, slots=True)
class ColumnGrid:
    """Columns of tiles `tile` wide, the first one's at x = `left`, `pitch` apart."""

    tile: float
    left: float
    pitch: float
    width: float

    @property
    def text_width(self) -> float:
        """Width available to a text centred above or below a column."""
        return min(self.tile + 2 * LANE, self.pitch - 10)

    def centre(self, number: int) -> float:
        """Middle of a column's tiles."""
        return self.left + self.tile / 2 + number * self.pitch


def column_grid(names: Sequence[Sequence[str]], labels: Sequence[str], columns: int) -> ColumnGrid:
    """Return the grid for a number of columns, with room for the rows' names and the tiles' labels."""
    tile = max(NARROWEST, *(text_metrics.width(text, TEXT_SIZE["tile"]) + 8 for text in labels))
    left = MARGIN + max(text_metrics.width(part, TEXT_SIZE["shape"]) for name in names for part in name) + AIR[0]
    width = left + columns * (tile + LANE) + END
    air = min(AIR[1], max(AIR[0], (WIDTH - width) / max(1, columns - 1)))
    return ColumnGrid(tile, left, tile + LANE + air, width + (columns - 1) * air)
