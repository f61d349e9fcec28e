"""The kernel on its padded input and the output cell, in the oblique picture, for one position of the window."""

from dataclasses import dataclass
from typing import Literal

from ...tracing.records import Pair, Step
from ..scene.marks import Box, Link, WindowPart
from ..scene.projection import RECEDE_X, RECEDE_Y, Cuboid, Scale
from ..scene.svg_paths import line
from .axes import Axes, axes

Lengths = tuple[float, float]
"""Height and depth, in units of the picture."""

THINNEST = 5.0  # thickness of the channels of a group at the least, in units of the picture


@dataclass(frozen=True, slots=True)
class Track:
    """The face over which a part slides: `rooms` large, its near upper corner at (x, y)."""

    kind: Literal["kernel", "cell"]
    x: float
    y: float
    thickness: float
    rooms: Lengths

    @property
    def upper_back(self) -> tuple[float, float]:
        """The upper back corner of the face."""
        return self.x + self.rooms[1] * RECEDE_X, self.y - self.rooms[1] * RECEDE_Y

    def part(self, sides: Lengths, position: Lengths) -> WindowPart:
        """Return the part, `sides` large, at a position from 0 to 1 downwards and one backwards."""
        down, back = ((room - side) * share for room, side, share in zip(self.rooms, sides, position, strict=True))
        cuboid = Cuboid(self.thickness, sides[0], sides[1] * RECEDE_X, sides[1] * RECEDE_Y)
        return WindowPart(self.kind, self.x + back * RECEDE_X, self.y + down - back * RECEDE_Y, cuboid)


@dataclass(frozen=True, slots=True)
class SlidingWindow:
    """The window of `step` for the output cell `cell` (row, column), between the boxes of input and output."""

    step: Step
    scale: Scale
    input_box: Box
    output_box: Box
    cell: Pair = (0, 0)

    @property
    def axes(self) -> Axes:
        """The axes of rows and of columns."""
        return axes(self.step)

    def ring(self) -> WindowPart:
        """Return the outline of the padded input around the volume."""
        rows, columns = self.axes
        whole = self.scale.cuboid((self.step.input_shapes[0][0], rows.padded, columns.padded))
        return WindowPart("ring", *self._corner(whole), whole)

    def _corner(self, whole: Cuboid) -> tuple[float, float]:
        own, (rows, columns) = self.input_box.cuboid, self.axes
        x = self.input_box.x - (whole.dx - own.dx) * columns.near
        y = self.input_box.y - (whole.height - own.height) * rows.near + (whole.dy - own.dy) * columns.near
        return x, y

    def kernel_track(self) -> Track:
        """Return the face of the padded input over which the window slides, from its near upper edge."""
        ring = self.ring()
        return Track("kernel", ring.x, ring.y, self._group_of(ring.cuboid), _rooms(ring.cuboid))

    def cell_track(self) -> Track:
        """Return the face of the output over which the cell slides."""
        own = self.output_box.cuboid
        return Track("cell", self.output_box.x, self.output_box.y, self._group_of(own), _rooms(own))

    def _group_of(self, cuboid: Cuboid) -> float:
        """Thickness of the channels of one group, the first one: of all channels but in a grouped convolution."""
        return min(cuboid.thickness, max(THINNEST, cuboid.thickness / (self.step.groups or 1)))

    def kernel(self) -> WindowPart:
        """Return the window through the channels of a group."""
        rows, columns = (axis.covers(cell) for axis, cell in zip(self.axes, self.cell, strict=True))
        sides = self.scale.length(len(rows)), self.scale.length(len(columns))
        down, back = (axis.position(cell) for axis, cell in zip(self.axes, self.cell, strict=True))
        return self.kernel_track().part(sides, (down, back))

    def output_cell(self) -> WindowPart:
        """Return the output cell through the channels of a group."""
        side = self.scale.length(1)
        down, back = (cell / max(1, axis.outputs - 1) for axis, cell in zip(self.axes, self.cell, strict=True))
        return self.cell_track().part((side, side), (down, back))

    def rays(self) -> list[Link]:
        """Return lines from the corners of the window's right face to those of the cell's left face."""
        kernel, cell = self.kernel(), self.output_cell()
        starts = _corners(kernel.x + kernel.cuboid.thickness, kernel.y, kernel.cuboid)
        ends = _corners(cell.x, cell.y, cell.cuboid)
        return [Link("ray", line(*a, *b)) for a, b in zip(starts, ends, strict=True)]

    def highest_ray(self, x: float) -> float:
        """The y of the ray that is highest at any position: from upper back edge to upper back edge."""
        kernel = self.kernel_track()
        (x1, y1), (x2, y2) = kernel.upper_back, self.cell_track().upper_back
        start = x1 + kernel.thickness
        return y1 + (y2 - y1) * (x - start) / (x2 - start)


def _rooms(cuboid: Cuboid) -> Lengths:
    return cuboid.height, cuboid.dx / RECEDE_X


def _corners(x: float, y: float, cuboid: Cuboid) -> list[tuple[float, float]]:
    """Return the four corners of a face that recedes from (x, y)."""
    bottom = y + cuboid.height
    return [(x, y), (x, bottom), (x + cuboid.dx, y - cuboid.dy), (x + cuboid.dx, bottom - cuboid.dy)]
