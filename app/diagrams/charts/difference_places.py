"""Where the places of a chart of differences stand: in the columns of the drawing above it, or at equal distances."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...studies.comparison import Comparison, ComparisonRow
from ..scene.marks import Box
from ..scene.scene import Scene

WIDTH = 1200.0
FIRST, LAST = 150.0, WIDTH - 20  # edges of the places at equal distances
TITLES = 124.0  # right edge of the titles of the rows

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ChartPlace:
    """The edges of a place, and the x around which its bars stand."""

    left: float
    right: float
    middle: float

    @property
    def room(self) -> float:
        """The width around the middle."""
        return 2 * min(self.middle - self.left, self.right - self.middle)


def even_places(count: int) -> list[ChartPlace]:
    """Return places at equal distances."""
    pitch = (LAST - FIRST) / count
    lefts = [FIRST + number * pitch for number in range(count)]
    return [ChartPlace(left, left + pitch, left + pitch / 2) for left in lefts]


def drawn_places(comparison: Comparison, keys: Sequence[str], scene: Scene) -> list[ChartPlace]:
    """Return the places below their volumes in a drawing of the networks, whose paths have these keys.

    Empty if a place is not drawn, if networks have it at different places of the drawing, or if it is below the titles.
    """
    own = [[box for box in scene.boxes if box.volume.path.startswith(f"{key}/")] for key in keys]
    found = [[*_fronts(row, own)] for row in comparison.rows]
    if not all(found):
        return []
    spans = [(min(left for left, _ in fronts), max(right for _, right in fronts)) for fronts in found]
    if spans[0][0] < TITLES or any(before[1] >= after[0] for before, after in pairwise(spans)):
        return []
    edges = [TITLES, *((before[1] + after[0]) / 2 for before, after in pairwise(spans)), scene.width]
    return [ChartPlace(*ends, (span[0] + span[1]) / 2) for span, ends in zip(spans, pairwise(edges), strict=True)]


def _fronts(row: ComparisonRow, boxes: Sequence[Sequence[Box]]) -> Iterator[Span]:
    """Yield the left and right edges of the fronts of a row's volumes in all networks."""
    for cell, own in zip(row.cells, boxes, strict=True):
        for box in own if cell else ():
            if cell and any(f"{box.volume.at}.".startswith(f"{path}.") for path in cell.paths):
                yield box.x, box.x + box.cuboid.thickness
