"""The formulas: from numbers to numbers, and to the line of arithmetic that a person can check. No tensors here."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from app.tracing.records import Pair, ReceptiveField, Shape

BYTES_PER_VALUE = 4  # float32


@dataclass(frozen=True, slots=True)
class Window:
    """A kernel that slides over H and W; `groups` divides the channels that it sees."""

    kernel: Pair
    stride: Pair
    padding: Pair = (0, 0)
    groups: int = 1


@dataclass(frozen=True, slots=True)
class ReceptiveFieldState:
    """What one value of a volume sees, and over how many rows and columns such values are spread."""

    field: ReceptiveField
    grid: Pair


def output_side(side: int, kernel: int, stride: int, padding: int) -> int:
    """Rows (or columns) that a window makes of `side` rows: ⌊(side + 2·padding − kernel) / stride⌋ + 1."""
    return (side + 2 * padding - kernel) // stride + 1


def size_in_bytes(shape: Shape) -> int:
    """A volume in float32."""
    return math.prod(shape) * BYTES_PER_VALUE


def conv_macs(window: Window, inputs: Shape, output: Shape) -> int:
    """Multiply-adds of a convolution: one kernel's worth for every value it puts out."""
    return math.prod(output) * math.prod(window.kernel) * inputs[0] // window.groups


def linear_macs(inputs: int, outputs: int) -> int:
    """Multiply-adds of a linear layer."""
    return inputs * outputs


def adaptive_window(inputs: Pair, outputs: Pair) -> Window:
    """The largest window of an adaptive pooling, which cuts `inputs` rows into `outputs` runs that may overlap."""
    kernel = tuple(_widest_run(i, o) for i, o in zip(inputs, outputs, strict=True))
    return Window((kernel[0], kernel[1]), (inputs[0] // outputs[0], inputs[1] // outputs[1]))


def _widest_run(inputs: int, outputs: int) -> int:
    return max(-(-(n + 1) * inputs // outputs) - n * inputs // outputs for n in range(outputs))


# Receptive fields: Araujo et al., Computing Receptive Fields of Convolutional Neural Networks, Distill 2019.


def image_reach(shape: Shape) -> ReceptiveFieldState:
    """A pixel sees itself."""
    return ReceptiveFieldState(ReceptiveField(1, 1, 1), (shape[1], shape[2]))


def window_reach(reach: ReceptiveFieldState, window: Window, grid: Pair) -> ReceptiveFieldState:
    """A window sees its kernel's worth of what its inputs see; its stride spreads the values apart."""
    field = reach.field
    seen = ReceptiveField(
        field.max + (max(window.kernel) - 1) * field.jump,
        field.min + (min(window.kernel) - 1) * field.jump,
        field.jump * window.stride[0],
    )
    return ReceptiveFieldState(seen, grid)


def joined_reach(reaches: tuple[ReceptiveFieldState, ...]) -> ReceptiveFieldState:
    """An addition sees as much as its longest path and as little as its shortest."""
    fields = [reach.field for reach in reaches]
    joined = ReceptiveField(max(f.max for f in fields), min(f.min for f in fields), fields[0].jump)
    return ReceptiveFieldState(joined, reaches[0].grid)


def linear_reach(reach: ReceptiveFieldState) -> ReceptiveFieldState:
    """A linear layer sees every position of the volume that was flattened for it."""
    return window_reach(reach, Window(reach.grid, reach.grid), (1, 1))


# The same in words. Sides are named only where height and width differ.


def window_text(window: Window, inputs: Shape) -> str:
    """`⌊(224 + 2·3 − 7) / 2⌋ + 1 = 112`, for height and width where they differ."""
    sides = [_side_text(inputs[axis + 1], window, axis) for axis in (0, 1)]
    return sides[0] if sides[0] == sides[1] else f"height {sides[0]}, width {sides[1]}"


def _side_text(side: int, window: Window, axis: int) -> str:
    kernel, stride, padding = window.kernel[axis], window.stride[axis], window.padding[axis]
    return f"⌊({side} + 2·{padding} − {kernel}) / {stride}⌋ + 1 = {output_side(side, kernel, stride, padding)}"


def adaptive_text(inputs: Shape, output: Shape) -> str:
    """What an adaptive pooling averages."""
    if output[1:] == (1, 1):
        return f"mean of {inputs[1]}·{inputs[2]} = {inputs[1] * inputs[2]:,} values per channel"
    return f"{inputs[1]}×{inputs[2]} cut into {output[1]}×{output[2]} windows, the mean of each"


def pad_text(window: Window, inputs: Shape, output: Shape) -> str:
    """The rows that a zero-padding shortcut keeps, and the channels it appends."""
    return f"{window_text(window, inputs)}; {inputs[0]} + {output[0] - inputs[0]} zero channels = {output[0]}"


def linear_text(inputs: int, outputs: int) -> str:
    """What a linear layer computes."""
    return f"{outputs:,} sums of {inputs:,} products"


def flatten_text(inputs: Shape) -> str:
    """The length of a flattened volume."""
    return f"{'·'.join(str(side) for side in inputs)} = {math.prod(inputs):,}"


UNCHANGED: dict[str, Callable[[Shape], str]] = {
    "norm": lambda shape: f"(x − mean) / deviation · weight + bias, for each of {shape[0]:,} channels",
    "relu": lambda _: "max(0, x) of every value",
    "dropout": lambda _: "nothing is dropped outside training",
    "add": lambda _: "value by value: residual + shortcut",
}
"""What is done by the kinds of step that put out the shape they are given."""
