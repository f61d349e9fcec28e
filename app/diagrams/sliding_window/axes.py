"""Which rows and columns of its padded input a step reads for each cell of its output: numbers, no pixels."""

from dataclasses import dataclass

from app.networks.outline import Operation
from app.tracing.records import Pair, Step, Trace

Axes = tuple["Axis", "Axis"]

COUNTABLE = 16  # cells along a loupe: a 7×7 window of stride 2, the next four, and one cell before
WINDOWS = ("conv", "maxpool", "avgpool", "pad")


@dataclass(frozen=True, slots=True)
class Axis:
    """The rows (or the columns) of a step's input, and which of them each row of its output reads.

    Counted from the padding's near edge, output row n reads from ⌊n·stride / cut⌋ up to before
    ⌈(n·stride + kernel) / cut⌉. `cut` is 1 but for an adaptive pooling, which cuts its input into `outputs` runs that
    may differ in length and overlap (PyTorch, `adaptive_avg_pool2d`): there it is `outputs`, the other two `inputs`.
    """

    inputs: int
    outputs: int
    padding: int
    stride: int
    kernel: int
    cut: int = 1

    @property
    def padded(self) -> int:
        """Rows of the padded input."""
        return self.inputs + 2 * self.padding

    @property
    def longest(self) -> int:
        """Rows of the tallest window."""
        return max(len(self.reads(cell)) for cell in range(self.outputs)) if self.cut > 1 else self.kernel

    @property
    def tail(self) -> int:
        """Rows at the far end of the padded input that no window reaches, because of the floor."""
        return self.inputs + self.padding - self.reads(self.outputs - 1).stop

    @property
    def gap(self) -> int:
        """Rows between a window and the next that neither reads; none where there is no next one."""
        return max(0, self.stride - self.kernel) if self.outputs > 1 else 0

    def reads(self, cell: int) -> range:
        """The input rows under the window; those of the padding are below 0, or `inputs` and above."""
        start, stop = cell * self.stride // self.cut, -(-(cell * self.stride + self.kernel) // self.cut)
        return range(start - self.padding, stop - self.padding)

    def inside(self, cell: int) -> int:
        """How many of the rows under the window are the input's own and not padding."""
        reads = self.reads(cell)
        return len(range(max(0, reads.start), min(self.inputs, reads.stop)))

    def share(self, cell: int) -> float:
        """How far along its way over the padded input the window is, from 0 to 1."""
        reads = self.reads(cell)
        way = self.padded - len(reads)
        return (reads.start + self.padding) / way if way else 0.0


def axes(step: Step) -> Axes:
    """How the window of a step lies over rows and columns; that of a linear layer sees all there is."""
    return _axis(step, 0), _axis(step, 1)


def sliding_step(trace: Trace, operation: Operation) -> Step | None:
    """The step of an operation that reads its input through a window, which may have one place only."""
    return next((step for step in trace.steps if step.path in operation.steps and step.kind in WINDOWS), None)


def operation_axes(trace: Trace, operation: Operation | None) -> Axes | None:
    """How the window of an operation lies over its input, where there is one."""
    step = sliding_step(trace, operation) if operation else None
    return axes(step) if step else None


def _axis(step: Step, side: int) -> Axis:
    inputs, outputs = ((*shape, 1, 1)[side + 1] for shape in (step.input_shapes[0], step.output_shape))
    if step.kind == "avgpool":
        return Axis(inputs, outputs, 0, inputs, inputs, outputs)
    kernel, stride, padding = (pair and pair[side] for pair in (step.kernel_size, step.stride, step.padding))
    return Axis(inputs, outputs, padding or 0, stride or 1, kernel or inputs)


def nearest_cell(cell: Pair, over: Axes) -> Pair:
    """The cell of the output that is nearest to one that may lie outside."""
    row, column = (min(max(0, wanted), axis.outputs - 1) for wanted, axis in zip(cell, over, strict=True))
    return row, column


@dataclass(frozen=True, slots=True)
class Magnifier:
    """What the loupe shows of an axis. It stands still for a page of several output cells, then goes on to the next."""

    axis: Axis

    @property
    def _stride(self) -> int:
        return -(-self.axis.stride // self.axis.cut)

    @property
    def cells(self) -> int:
        """How many rows are seen: the window, the next one and a row before at the least."""
        return min(self.axis.padded, max(COUNTABLE, self.axis.longest + self._stride + 1))

    @property
    def page(self) -> int:
        """Output cells for which the loupe stands still, with the window after the last of them in it."""
        return max(1, (self.cells - 1 - self.axis.longest) // self._stride)

    def start(self, cell: int) -> int:
        """The first row that is seen, as the input counts them."""
        wanted = self.axis.reads(cell - cell % self.page).start - 1
        return max(-self.axis.padding, min(wanted, self.axis.inputs + self.axis.padding - self.cells))
