"""The rows and columns of its padded input that a step reads for each output cell: numbers, no pixels."""

from dataclasses import dataclass

from ...networks.outline import Operation
from ...tracing.arithmetic import output_side
from ...tracing.records import Pair, Step, Trace
from ..text.named_shape import NamedShape, output_shape
from ..text.step_labels import is_adaptive

Axes = tuple["Axis", "Axis"]

COUNTABLE = 16  # cells along a magnifier: a 7×7 window of stride 2, the next four, and one cell before
WINDOWS = ("conv", "maxpool", "avgpool", "pad")
"""Kinds of step with a window over H and W."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The rows (or columns) of a step's input, and those that each output row reads.

    Counted from the near edge of the padding, output row n reads [⌊n·stride / cut⌋, ⌈(n·stride + kernel) / cut⌉).
    `cut` is 1 except for adaptive pooling, which divides its input into `outputs` runs that may differ in length and
    overlap (PyTorch, `adaptive_avg_pool2d`): there `cut` is `outputs`, and `stride` and `kernel` are `inputs`.
    """

    inputs: int
    outputs: int
    padding: int
    stride: int
    kernel: int
    cut: int = 1

    @property
    def padded(self) -> int:
        """Number of rows of the padded input."""
        return self.inputs + 2 * self.padding

    @property
    def fits(self) -> bool:
        """Whether a window of this size, stride and padding has as many positions as there are output rows."""
        return output_side(self.inputs, self.kernel, self.stride, self.padding) == self.outputs

    @property
    def longest(self) -> int:
        """Number of rows of the tallest window."""
        return max(len(self.reads(cell)) for cell in range(self.outputs)) if self.cut > 1 else self.kernel

    @property
    def tail(self) -> int:
        """Number of rows at the far end of the padded input that no window reaches, because of the floor."""
        return self.inputs + self.padding - self.reads(self.outputs - 1).stop

    @property
    def gap(self) -> int:
        """Number of rows between two windows that neither reads; 0 for a single window."""
        return max(0, self.stride - self.kernel) if self.outputs > 1 else 0

    def reads(self, cell: int) -> range:
        """Return the input rows under the window; rows of the padding are below 0, or `inputs` and above."""
        start, stop = cell * self.stride // self.cut, -(-(cell * self.stride + self.kernel) // self.cut)
        return range(start - self.padding, stop - self.padding)

    def inside(self, cell: int) -> int:
        """Return the number of rows under the window that are not padding."""
        reads = self.reads(cell)
        return len(range(max(0, reads.start), min(self.inputs, reads.stop)))

    def position(self, cell: int) -> float:
        """Return the position of the window on the padded input, from 0 to 1."""
        reads = self.reads(cell)
        distance = self.padded - len(reads)
        return (reads.start + self.padding) / distance if distance else 0.0


def slides(step: Step) -> bool:
    """Whether a step reads contiguous rows and columns of its input through a window that explains its output's size.

    Not so with dilation, ceil mode, padding at one side only, or a transposed convolution.
    """
    shapes = [NamedShape(step.input_shapes[0]), output_shape(step)] if step.input_shapes else []
    if step.kind not in WINDOWS or not shapes or not all(shape.is_image for shape in shapes):
        return False
    if "transpose" in step.module.lower() or not step.kernel_size or max(step.dilation or (1, 1)) > 1:
        return False
    return all(axis.cut > 1 or axis.fits for axis in axes(step))


def axes(step: Step) -> Axes:
    """Return the axes of rows and of columns; the window of a linear layer covers the whole input."""
    return _axis(step, 0), _axis(step, 1)


def sliding_step(trace: Trace, operation: Operation) -> Step | None:
    """Return the step of an operation that reads its input through a window, if there is one."""
    return next((step for step in trace.steps if step.path in operation.steps and slides(step)), None)


def operation_axes(trace: Trace, operation: Operation | None) -> Axes | None:
    """Return the axes of an operation's window, if it has one."""
    step = sliding_step(trace, operation) if operation else None
    return axes(step) if step else None


def _axis(step: Step, side: int) -> Axis:
    inputs, outputs = ((*shape, 1, 1)[side + 1] for shape in (step.input_shapes[0], step.output_shape))
    if step.kind == "avgpool" and is_adaptive(step):
        return Axis(inputs, outputs, 0, inputs, inputs, outputs)
    kernel, stride, padding = (pair and pair[side] for pair in (step.kernel_size, step.stride, step.padding))
    return Axis(inputs, outputs, padding or 0, stride or 1, kernel or inputs)


def nearest_cell(cell: Pair, axes: Axes) -> Pair:
    """Return the output cell closest to `cell`, which may lie outside the output."""
    row, column = (min(max(0, index), axis.outputs - 1) for index, axis in zip(cell, axes, strict=True))
    return row, column


@dataclass(frozen=True, slots=True)
class Magnifier:
    """The rows of an axis that the magnifier shows: the same for a page of several output cells, then the next page."""

    axis: Axis

    @property
    def _stride(self) -> int:
        return -(-self.axis.stride // self.axis.cut)

    @property
    def cells(self) -> int:
        """Number of visible rows: at least the window, the next one and a row before."""
        return min(self.axis.padded, max(COUNTABLE, self.axis.longest + self._stride + 1))

    @property
    def page(self) -> int:
        """Number of output cells per page; the window after the last of them is still visible."""
        return max(1, (self.cells - 1 - self.axis.longest) // self._stride)

    def start(self, cell: int) -> int:
        """Return the first visible row, as the input counts rows."""
        first = self.axis.reads(cell - cell % self.page).start - 1
        return max(-self.axis.padding, min(first, self.axis.inputs + self.axis.padding - self.cells))
