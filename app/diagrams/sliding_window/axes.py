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

    Counted from the near edge of the padding, output row n reads every `dilation`-th row of
    [⌊n·stride / cut⌋, ⌈(n·stride + extent) / cut⌉). `cut` is 1 except for adaptive pooling, which divides its input
    into `outputs` runs that may differ in length and overlap (PyTorch, `adaptive_avg_pool2d`): there `cut` is
    `outputs`, and `stride` and `kernel` are `inputs`. In ceil mode the last window may reach beyond the padding.
    """

    inputs: int
    outputs: int
    padding: int
    stride: int
    kernel: int
    cut: int = 1
    dilation: int = 1
    ceil_mode: bool = False

    @property
    def extent(self) -> int:
        """Number of rows from the first to the last one under a window."""
        return (self.kernel - 1) * self.dilation + 1

    @property
    def overhang(self) -> int:
        """Number of rows beyond the padded input under the last window."""
        return max(0, self.covers(self.outputs - 1).stop - self.inputs - self.padding)

    @property
    def padded(self) -> int:
        """Number of rows of the padded input, with those that the last window adds in ceil mode."""
        return self.inputs + 2 * self.padding + self.overhang

    @property
    def near(self) -> float:
        """The share of the rows outside the input that are before its first row."""
        return self.padding / (self.padded - self.inputs) if self.padded > self.inputs else 0.5

    @property
    def fits(self) -> bool:
        """Whether a window of this size, stride and padding has as many positions as there are output rows."""
        return self.outputs == output_side(self.inputs, self.extent, self.stride, self.padding, self.ceil_mode)

    @property
    def longest(self) -> int:
        """Number of rows from the first to the last one of the tallest window."""
        return max(len(self.covers(cell)) for cell in range(self.outputs)) if self.cut > 1 else self.extent

    @property
    def tail(self) -> int:
        """Number of rows at the far end of the padded input that no window reaches, because of the floor."""
        return max(0, self.inputs + self.padding - self.covers(self.outputs - 1).stop)

    @property
    def gap(self) -> int:
        """Number of rows between two windows that neither reads; 0 for a single window."""
        return max(0, self.stride - self.extent) if self.outputs > 1 else 0

    @property
    def holes(self) -> tuple[int, ...]:
        """The rows that dilated windows never read, as the input counts them; `tail` and `gap` are for others."""
        if self.dilation == 1:
            return ()
        read = {row for cell in range(self.outputs) for row in self.reads(cell)}
        return tuple(row for row in range(-self.padding, self.padded - self.padding) if row not in read)

    def covers(self, cell: int) -> range:
        """Return the input rows from the first to the last one under the window.

        Rows of the padding are below 0, or `inputs` and above.
        """
        start, stop = cell * self.stride // self.cut, -(-(cell * self.stride + self.extent) // self.cut)
        return range(start - self.padding, stop - self.padding)

    def reads(self, cell: int) -> range:
        """Return the input rows that the window reads."""
        return self.covers(cell)[:: self.dilation]

    def inside(self, cell: int) -> int:
        """Return the number of rows that the window reads and that are not padding."""
        return sum(0 <= row < self.inputs for row in self.reads(cell))

    def position(self, cell: int) -> float:
        """Return the position of the window on the padded input, from 0 to 1."""
        covered = self.covers(cell)
        distance = self.padded - len(covered)
        return (covered.start + self.padding) / distance if distance else 0.0


def slides(step: Step) -> bool:
    """Whether a step reads rows and columns of its input through a window that explains its output's size.

    Not so with padding at one side only, or in a transposed convolution.
    """
    shapes = [NamedShape(step.input_shapes[0]), output_shape(step)] if step.input_shapes else []
    if step.kind not in WINDOWS or not shapes or not all(shape.is_image for shape in shapes):
        return False
    if "transpose" in step.module.lower() or not step.kernel_size:
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
    dilation = step.dilation[side] if step.dilation else 1
    return Axis(inputs, outputs, padding or 0, stride or 1, kernel or inputs, 1, dilation, step.ceil_mode)


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
        first = self.axis.covers(cell - cell % self.page).start - 1
        return max(-self.axis.padding, min(first, self.axis.padded - self.axis.padding - self.cells))
