"""Where the columns of the columns picture stand, and how far apart the things in them are."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.diagrams.scene.marks import TEXT_SIZE
from app.diagrams.text import text_metrics

WIDTH = 1200.0  # what four columns have to fit
MARGIN = 18.0
HIGH = 20.0  # a tile
FOLD = 26.0  # a fold
GAP = 10.0  # between tiles: an arrow
BETWEEN = 24.0  # between stages
NARROWEST = 140.0  # a tile, so that short words do not make slim columns
END = MARGIN + 8  # beyond the last lane, so that rules reach further than shortcuts
LANE = 22.0  # from a tile to the outermost of its shortcuts
AIR = (48.0, 72.0)  # between a lane and the next column, at the least and at the most: the name of a layer


@dataclass(frozen=True, slots=True)
class Grid:
    """`left` is the left edge of the first column's tiles, all `tile` wide; columns begin `pitch` apart."""

    tile: float
    left: float
    pitch: float
    width: float

    @property
    def room(self) -> float:
        """How wide a text may be that stands in the middle of a column, above or below it."""
        return min(self.tile + 2 * LANE, self.pitch - 10)

    def centre(self, number: int) -> float:
        """The middle of a column's tiles."""
        return self.left + self.tile / 2 + number * self.pitch


def measured(names: Sequence[Sequence[str]], words: Sequence[str], columns: int) -> Grid:
    """The grid for so many columns: the names of rows at the left, and tiles as wide as the longest words need."""
    tile = max(NARROWEST, *(text_metrics.width(text, TEXT_SIZE["tile"]) + 8 for text in words))
    left = MARGIN + max(text_metrics.width(part, TEXT_SIZE["shape"]) for name in names for part in name) + AIR[0]
    full = left + columns * (tile + LANE) + END
    between = max(1, columns - 1)
    air = min(AIR[1], max(AIR[0], (WIDTH - full) / between))
    return Grid(tile, left, tile + LANE + air, full + (columns - 1) * air)
