"""A picture as plain records: what stands where, before anyone chooses how to render it.

Every renderer reads the same scene: the SVG template and the 3-D figure.
"""

from bisect import bisect
from dataclasses import dataclass
from typing import Literal

from app.diagrams.scene.marks import Box, Bracket, Fold, Junction, Label, Link, Tile, Volume, WindowPart
from app.diagrams.scene.projection import Scale

View = Literal["network", "layer", "block", "operation", "columns", "flows"]


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole picture; nothing in it reaches beyond `width` × `height`. One without boxes has no scale.

    Where it has several flows, one above the other, each y of `rows` lies between two of them.
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

    @property
    def volumes(self) -> list[Volume]:
        """Everything that can be pointed at, along the flow."""
        return [drawn.volume for drawn in self.flow if not isinstance(drawn, Fold) and drawn.volume]

    @property
    def flow(self) -> list[Box | Junction | Fold | Tile]:
        """What can be pointed at, in the order in which it is painted and tabbed through: to the right, and down."""
        if self.view == "columns":
            return sorted((*self.tiles, *self.folds), key=lambda drawn: (drawn.x, drawn.y))
        every: list[Box | Junction | Fold | Tile] = [*self.boxes, *self.junctions, *self.folds]
        return sorted(every, key=lambda drawn: (bisect(self.rows, drawn.y), drawn.x))
