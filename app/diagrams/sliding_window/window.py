"""A kernel on its padded input, and the output cell it makes: where they stand for one position of the window."""

from dataclasses import dataclass
from typing import Literal

from app.diagrams.scene.marks import Box, Link, WindowPart
from app.diagrams.scene.projection import RECEDE_X, RECEDE_Y, Cuboid, Scale
from app.diagrams.scene.svg_paths import line
from app.diagrams.sliding_window.axes import Axes, axes
from app.tracing.records import Pair, Step

Lengths = tuple[float, float]
"""A height and a depth, in units of the picture."""


@dataclass(frozen=True, slots=True)
class Track:
    """Where a part slides about: over `rooms`, in a face whose near upper corner is (x, y)."""

    kind: Literal["kernel", "cell"]
    x: float
    y: float
    thickness: float
    rooms: Lengths

    def part(self, sides: Lengths, shares: Lengths) -> WindowPart:
        """The part, `sides` large, after these shares of its way down and back."""
        down, back = ((room - side) * share for room, side, share in zip(self.rooms, sides, shares, strict=True))
        cuboid = Cuboid(self.thickness, sides[0], sides[1] * RECEDE_X, sides[1] * RECEDE_Y)
        return WindowPart(self.kind, self.x + back * RECEDE_X, self.y + down - back * RECEDE_Y, cuboid)


@dataclass(frozen=True, slots=True)
class SlidingWindow:
    """The window of `step` where it makes the output cell `cell` (row, column)."""

    step: Step
    scale: Scale
    source: Box
    target: Box
    cell: Pair = (0, 0)

    @property
    def axes(self) -> Axes:
        """How the window lies over rows and columns."""
        return axes(self.step)

    def ring(self) -> WindowPart:
        """The padded input around the volume, half of the padding on either side."""
        rows, columns = self.axes
        whole = self.scale.cuboid((self.step.input_shapes[0][0], rows.padded, columns.padded))
        return WindowPart("ring", *self._corner(whole), whole)

    def _corner(self, whole: Cuboid) -> tuple[float, float]:
        own = self.source.cuboid
        x = self.source.x - (whole.dx - own.dx) / 2
        y = self.source.y - (whole.height - own.height) / 2 + (whole.dy - own.dy) / 2
        return x, y

    def kernel_track(self) -> Track:
        """The window's way over the padded input; its first position touches the padding's near upper edge."""
        ring = self.ring()
        return Track("kernel", ring.x, ring.y, ring.cuboid.thickness, _rooms(ring.cuboid))

    def cell_track(self) -> Track:
        """The cell's way over the output."""
        own = self.target.cuboid
        return Track("cell", self.target.x, self.target.y, own.thickness, _rooms(own))

    def kernel(self) -> WindowPart:
        """The window over all channels."""
        rows, columns = (axis.reads(cell) for axis, cell in zip(self.axes, self.cell, strict=True))
        sides = self.scale.length(len(rows)), self.scale.length(len(columns))
        down, back = (axis.share(cell) for axis, cell in zip(self.axes, self.cell, strict=True))
        return self.kernel_track().part(sides, (down, back))

    def output_cell(self) -> WindowPart:
        """One position of the output, through all of its channels."""
        side = self.scale.length(1)
        down, back = (cell / max(1, axis.outputs - 1) for axis, cell in zip(self.axes, self.cell, strict=True))
        return self.cell_track().part((side, side), (down, back))

    def rays(self) -> list[Link]:
        """From the corners of the window's side to those of the cell's left end."""
        kernel, cell = self.kernel(), self.output_cell()
        starts = _corners(kernel.x + kernel.cuboid.thickness, kernel.y, kernel.cuboid)
        ends = _corners(cell.x, cell.y, cell.cuboid)
        return [Link("ray", line(*a, *b)) for a, b in zip(starts, ends, strict=True)]


def _rooms(cuboid: Cuboid) -> Lengths:
    return cuboid.height, cuboid.dx / RECEDE_X


def _corners(x: float, y: float, cuboid: Cuboid) -> list[tuple[float, float]]:
    """The four corners of a face that recedes from (x, y)."""
    bottom = y + cuboid.height
    return [(x, y), (x, bottom), (x + cuboid.dx, y - cuboid.dy), (x + cuboid.dx, bottom - cuboid.dy)]
