"""A picture as plain records, read by every renderer: the SVG template and the 3-D figure."""

from bisect import bisect
from dataclasses import dataclass
from typing import Literal

from .marks import Box, Bracket, Fold, Junction, Label, Link, Sample, Tile, Volume, WindowPart
from .projection import Scale

FRAME = 1276.0
"""Width of the frame of a page 1366 wide, in which no label is to be smaller than drawn."""

View = Literal["network", "downward", "layer", "block", "operation", "columns", "flows"]


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture of `width` × `height`. It has no scale if it has no boxes.

    A picture of several flows, one above the other, has a y in `rows` between each two of them.
    """

    view: View
    title: str
    width: float
    height: float
    scale: Scale | None
    boxes: tuple[Box, ...]
    links: tuple[Link, ...] = ()
    labels: tuple[Label, ...] = ()
    brackets: tuple[Bracket, ...] = ()
    junctions: tuple[Junction, ...] = ()
    folds: tuple[Fold, ...] = ()
    window_parts: tuple[WindowPart, ...] = ()
    tiles: tuple[Tile, ...] = ()
    rows: tuple[float, ...] = ()
    sample: Sample | None = None

    @property
    def size_class(self) -> str:
        """How a page fits the picture to its frame, as a class. A `wide` one is not made smaller."""
        if self.view == "downward":
            return "down"
        if self.width < 1150 or (self.view in ("block", "operation") and self.width <= FRAME):
            return "small"
        return "" if self.width > 1480 else "fits wide" if self.width > FRAME else "fits"

    @property
    def volumes(self) -> list[Volume]:
        """The volumes that can be pointed at, along the flow."""
        return [mark.volume for mark in self.flow if not isinstance(mark, Fold) and mark.volume]

    @property
    def flow(self) -> list[Box | Junction | Fold | Tile]:
        """The elements that can be pointed at, in painting and tab order: left to right, then down."""
        if self.view == "columns":
            return sorted((*self.tiles, *self.folds), key=lambda mark: (mark.x, mark.y))
        marks: list[Box | Junction | Fold | Tile] = [*self.boxes, *self.junctions, *self.folds]
        return sorted(marks, key=lambda mark: (bisect(self.rows, mark.y), mark.x))
