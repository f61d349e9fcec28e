"""Oblique projection of a volume: thickness is C, height is H, and W recedes."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from ...tracing.records import Shape

ScaleKind = Literal["readable", "true"]

RECEDE_X = 0.42 * math.cos(math.radians(38))  # W recedes to the upper right at 38°, foreshortened by 0.42
RECEDE_Y = 0.42 * math.sin(math.radians(38))
LARGEST_UNIT = 24.0  # upper bound of a row's length: the largest volume of a picture may be 1×1


@dataclass(frozen=True, slots=True)
class Cuboid:
    """A projected volume, in units of the picture: the front face, and the back face's offset to the right and up."""

    thickness: float
    height: float
    dx: float
    dy: float

    @property
    def width(self) -> float:
        """Width of the silhouette."""
        return self.thickness + self.dx

    @property
    def silhouette(self) -> float:
        """Height of the silhouette."""
        return self.height + self.dy


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of a whole picture: `side` units per row or column, `channel` units per channel.

    *readable* draws sides by their square root and channels by log₂(C + 1); *true* draws both linearly.
    """

    kind: ScaleKind
    side: float
    channel: float

    def cuboid(self, shape: Shape) -> Cuboid:
        """Project a volume of shape `[C, H, W]`, or `[C]` as 1×1×C."""
        channels, height, width = (*shape, 1, 1)[:3]
        depth = self.length(width)
        return Cuboid(self.thickness(channels), self.length(height), depth * RECEDE_X, depth * RECEDE_Y)

    def length(self, rows: float) -> float:
        """Length of a number of rows or columns."""
        return self.side * (math.sqrt(rows) if self.kind == "readable" else rows)

    def thickness(self, channels: float) -> float:
        """Thickness of a number of channels; at least 1.5, to stay visible."""
        drawn = math.log2(channels + 1) if self.kind == "readable" else channels
        return max(1.5, self.channel * drawn)

    def thinner(self, share: float) -> "Scale":
        """The scale with this share of the thickness of every volume."""
        return replace(self, channel=self.channel * share)

    def smaller(self, share: float) -> "Scale":
        """The scale with this share of every length."""
        return replace(self, side=self.side * share, channel=self.channel * share)

    @property
    def description(self) -> str:
        """The scale in the words of the legend."""
        if self.kind == "readable":
            return "readable scale: sides by √, channels by log₂"
        return f"true scale: all linear, a row as long as {self.side / self.channel:.3g} channels"


def smallest(kind: ScaleKind, scales: Iterable[Scale | None]) -> Scale | None:
    """The scale at which each of several pictures fits that has a scale of its own; `None` if none has."""
    known = [scale for scale in scales if scale]
    return Scale(kind, min(s.side for s in known), min(s.channel for s in known)) if known else None


def fit(kind: ScaleKind, shapes: Iterable[Shape], tallest: float, thickest: float) -> Scale:
    """Return the scale at which the largest side is `tallest` units and the most channels at most `thickest`."""
    padded = [(*shape, 1, 1)[:3] for shape in shapes]
    side, channels = max(max(shape[1:]) for shape in padded), max(shape[0] for shape in padded)
    if kind == "true":
        return Scale("true", min(tallest / side, LARGEST_UNIT), min(thickest / channels, LARGEST_UNIT))
    return Scale(
        "readable",
        min(tallest / math.sqrt(side), LARGEST_UNIT),
        min(thickest / math.log2(channels + 1), tallest / 30),
    )
