"""Formulas from numbers to numbers, and to the line of arithmetic that a person can check. No tensors."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from .records import Pair, Shape

BYTES_PER_VALUE = 4  # float32


@dataclass(frozen=True, slots=True)
class Window:
    """A kernel that slides over H and W, each pair as (height, width); `groups` divides the channels that it reads.

    With `ceil_mode` the last window may reach beyond the padded input.
    """

    kernel: Pair
    stride: Pair
    padding: Pair = (0, 0)
    groups: int = 1
    dilation: Pair = (1, 1)
    ceil_mode: bool = False

    @property
    def extent(self) -> Pair:
        """The rows and columns from the first to the last value that one window reads."""
        (rows, columns), (down, across) = self.kernel, self.dilation
        return down * (rows - 1) + 1, across * (columns - 1) + 1


def output_side(side: int, kernel: int, stride: int, padding: int, ceil_mode: bool = False) -> int:
    """Return a window's output rows (or columns) for `side` input rows: ⌊(side + 2·padding − kernel) / stride⌋ + 1.

    `kernel` is the extent of a dilated one. `ceil_mode` rounds up, without a window that would begin beyond the input
    (PyTorch, `pooling_output_shape`).
    """
    reach = side + 2 * padding - kernel
    if not ceil_mode:
        return reach // stride + 1
    windows = -(-reach // stride) + 1
    return windows - ((windows - 1) * stride >= side + padding)


def output_sides(window: Window, inputs: Pair) -> Pair:
    """Return the output rows and columns of a window."""
    axes = zip(inputs, window.extent, window.stride, window.padding, strict=True)
    rows, columns = (output_side(*axis, window.ceil_mode) for axis in axes)
    return rows, columns


def size_in_bytes(shape: Shape) -> int:
    """Return the bytes of a volume in float32."""
    return math.prod(shape) * BYTES_PER_VALUE


def adaptive_window(inputs: Pair, outputs: Pair) -> Window:
    """Return the largest window and the smallest stride of an adaptive pooling.

    Output row n averages input rows ⌊n·inputs / outputs⌋ up to before ⌈(n + 1)·inputs / outputs⌉ (PyTorch,
    `adaptive_avg_pool2d`), so windows may overlap, differ in size and be unevenly spaced.
    """
    (height, width), (rows, columns) = inputs, outputs
    kernel = (_largest_run(height, rows), _largest_run(width, columns))
    return Window(kernel, (height // rows, width // columns))


def _largest_run(inputs: int, outputs: int) -> int:
    return max(-(-(n + 1) * inputs // outputs) - n * inputs // outputs for n in range(outputs))


# Lines of arithmetic. Height and width are named only where they differ.


def window_text(window: Window, inputs: Shape) -> str:
    """Return `⌊(224 + 2·3 − 7) / 2⌋ + 1 = 112`, with `⌈…⌉` in ceil mode, for height and width where they differ."""
    sides = [_side_text(inputs[axis + 1], window, axis) for axis in (0, 1)]
    return sides[0] if sides[0] == sides[1] else f"height {sides[0]}, width {sides[1]}"


def _side_text(side: int, window: Window, axis: int) -> str:
    extent, stride, padding = window.extent[axis], window.stride[axis], window.padding[axis]
    kernel, dilation = window.kernel[axis], window.dilation[axis]
    read = f"{extent}" if dilation == 1 else f"({dilation}·{kernel - 1} + 1)"
    outputs = output_side(side, extent, stride, padding, window.ceil_mode)
    low, high = "⌈⌉" if window.ceil_mode else "⌊⌋"
    beyond = -(-(side + 2 * padding - extent) // stride) + 1 - outputs if window.ceil_mode else 0
    less = f" − {beyond} that would begin beyond the input" if beyond else ""
    return f"{low}({side} + 2·{padding} − {read}) / {stride}{high} + 1{less} = {outputs}"


def adaptive_text(inputs: Shape, output: Shape) -> str:
    """Describe the windows of an adaptive average pooling."""
    if output[1:] == (1, 1):
        return f"mean of {inputs[1]}·{inputs[2]} = {inputs[1] * inputs[2]:,} values per channel"
    return f"{inputs[1]}×{inputs[2]} cut into {output[1]}×{output[2]} windows, the mean of each"


def pad_text(window: Window, inputs: Shape, output: Shape) -> str:
    """Describe the rows that a zero-padding shortcut reads and the channels that it appends."""
    return f"{window_text(window, inputs)}; {inputs[0]} + {output[0] - inputs[0]} zero channels = {output[0]}"


def linear_text(inputs: int, outputs: int) -> str:
    """Describe the sums of a linear layer."""
    return f"{outputs:,} sums of {inputs:,} products"


def flatten_text(inputs: Shape) -> str:
    """Return the length of a flattened volume as a product."""
    return f"{'·'.join(str(side) for side in inputs)} = {math.prod(inputs):,}"


UNCHANGED: dict[str, Callable[[Shape], str]] = {
    "norm": lambda shape: f"(x − mean) / deviation · weight + bias, for each of {shape[0]:,} channels",
    "relu": lambda _: "max(0, x) of every value",
    "dropout": lambda _: "nothing is dropped outside training",
    "add": lambda _: "value by value: residual + shortcut",
}
"""Describes the kinds of step whose output has the shape of their input."""
