"""How large a volume is drawn: an oblique cuboid whose thickness is C, whose height is H, and whose W recedes."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.tracing.records import Shape

ScaleKind = Literal["readable", "true"]

RECEDE_X = 0.42 * math.cos(math.radians(38))  # W recedes to the upper right at 38°, foreshortened by 0.42
RECEDE_Y = 0.42 * math.sin(math.radians(38))
LARGEST_UNIT = 24.0  # so that a 1×1 volume is not drawn as large as a 224×224 one when it is the largest there is


@dataclass(frozen=True, slots=True)
class Cuboid:
    """A projected volume, in units of the picture: the front face, and by how much the back is moved right and up."""

    thickness: float
    height: float
    dx: float
    dy: float

    @property
    def width(self) -> float:
        """From the front's left edge to the back's right edge."""
        return self.thickness + self.dx

    @property
    def silhouette(self) -> float:
        """From the back's top edge to the front's bottom edge."""
        return self.height + self.dy


@dataclass(frozen=True, slots=True)
class Scale:
    """One scale for a whole picture: `side` units for a row or column, `channel` units for a channel.

    *readable* draws sides by their square root and channels by log₂(C + 1); *true* draws both linearly.
    """

    kind: ScaleKind
    side: float
    channel: float

    def cuboid(self, shape: Shape) -> Cuboid:
        """The volume of `[C, H, W]`, or of `[C]` as 1×1×C, projected."""
        channels, height, width = (*shape, 1, 1)[:3]
        depth = self.length(width)
        return Cuboid(self.thickness(channels), self.length(height), depth * RECEDE_X, depth * RECEDE_Y)

    def length(self, rows: float) -> float:
        """So many rows or columns as drawn."""
        return self.side * (math.sqrt(rows) if self.kind == "readable" else rows)

    def thickness(self, channels: float) -> float:
        """So many channels as drawn; never so thin that it cannot be seen."""
        drawn = math.log2(channels + 1) if self.kind == "readable" else channels
        return max(1.5, self.channel * drawn)

    @property
    def description(self) -> str:
        """The scale as the legend names it."""
        if self.kind == "readable":
            return "readable scale: sides by √, channels by log₂"
        return f"true scale: all linear, a row as long as {self.side / self.channel:.3g} channels"


def fit(kind: ScaleKind, shapes: Iterable[Shape], tallest: float, thickest: float) -> Scale:
    """The scale at which the largest side is `tallest` and the most channels are at most `thickest`."""
    full = [(*shape, 1, 1)[:3] for shape in shapes]
    side, channels = max(max(shape[1:]) for shape in full), max(shape[0] for shape in full)
    if kind == "true":
        return Scale("true", min(tallest / side, LARGEST_UNIT), min(thickest / channels, LARGEST_UNIT))
    return Scale(
        "readable",
        min(tallest / math.sqrt(side), LARGEST_UNIT),
        min(thickest / math.log2(channels + 1), tallest / 30),
    )
