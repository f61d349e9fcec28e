"""A kernel on its padded input, and the output cell it makes: where they stand for one position of the window."""

from dataclasses import dataclass

from app.diagrams.projection import RECEDE_X, RECEDE_Y, Cuboid, Scale
from app.diagrams.scene import Box, Link, Part
from app.diagrams.strokes import line
from app.tracing.records import Pair, Step


@dataclass(frozen=True, slots=True)
class Walk:
    """The window of `step` where it makes the output cell `cell` (row, column)."""

    step: Step
    scale: Scale
    source: Box
    target: Box
    cell: Pair = (0, 0)

    @property
    def padded(self) -> tuple[int, int]:
        """Rows and columns of the padded input."""
        shape, padding = (*self.step.input_shapes[0], 1, 1)[:3], self.step.padding or (0, 0)
        return shape[1] + 2 * padding[0], shape[2] + 2 * padding[1]

    @property
    def kernel_size(self) -> Pair:
        """Rows and columns of the window; a linear layer sees all there is."""
        return self.step.kernel_size or self.padded

    def ring(self) -> Part:
        """The padded input around the volume, half of the padding on either side."""
        whole = self.scale.cuboid((self.step.input_shapes[0][0], *self.padded))
        return Part("ring", *self._corner(whole), whole)

    def _corner(self, whole: Cuboid) -> tuple[float, float]:
        own = self.source.cuboid
        x = self.source.x - (whole.dx - own.dx) / 2
        y = self.source.y - (whole.height - own.height) / 2 + (whole.dy - own.dy) / 2
        return x, y

    def kernel(self) -> Part:
        """The window over all channels; its first position touches the padding's near upper edge."""
        ring = self.ring()
        kernel = self.scale.cuboid((self.step.input_shapes[0][0], *self.kernel_size))
        down, back = (self._share(axis) for axis in (0, 1))
        depth = (ring.cuboid.dx - kernel.dx) / RECEDE_X * back
        x = ring.x + depth * RECEDE_X
        y = ring.y + (ring.cuboid.height - kernel.height) * down - depth * RECEDE_Y
        return Part("kernel", x, y, kernel)

    def _share(self, axis: int) -> float:
        """How far along its way over the padded input the window is, from 0 to 1."""
        stride = (self.step.stride or (1, 1))[axis]
        way = self.padded[axis] - self.kernel_size[axis]
        return self.cell[axis] * stride / way if way else 0.0

    def output_cell(self) -> Part:
        """One position of the output, through all of its channels."""
        shape = (*self.step.output_shape, 1, 1)[:3]
        own, cell = self.target.cuboid, self.scale.cuboid((shape[0], 1, 1))
        down, back = (self.cell[axis] / max(1, shape[axis + 1] - 1) for axis in (0, 1))
        depth = (own.dx - cell.dx) / RECEDE_X * back
        x = self.target.x + depth * RECEDE_X
        return Part("cell", x, self.target.y + (own.height - cell.height) * down - depth * RECEDE_Y, cell)

    def rays(self) -> list[Link]:
        """From the corners of the window's side to those of the cell's left end."""
        kernel, cell = self.kernel(), self.output_cell()
        starts = _corners(kernel.x + kernel.cuboid.thickness, kernel.y, kernel.cuboid)
        ends = _corners(cell.x, cell.y, cell.cuboid)
        return [Link("ray", line(*a, *b)) for a, b in zip(starts, ends, strict=True)]


def _corners(x: float, y: float, cuboid: Cuboid) -> list[tuple[float, float]]:
    """The four corners of a face that recedes from (x, y)."""
    bottom = y + cuboid.height
    return [(x, y), (x, bottom), (x + cuboid.dx, y - cuboid.dy), (x + cuboid.dx, bottom - cuboid.dy)]
