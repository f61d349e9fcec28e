"""The inverse of a trace: which inputs give a map, and which give a classifier that many values.

The windows between the image and a volume are inverted one by one, along each axis. All ways through a network give a
volume the same height and width, so one way is enough.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ..networks.bounds import smallest_side
from ..tracing.arithmetic import output_side
from ..tracing.records import IMAGE, Pair, Step, Trace
from .maps import image, is_image

LONGEST = 1_000_000
"""Rows of the largest volume that is considered: beyond any image."""

FIXED_POOLING = 7
"""The kernel of the average pooling of stride 1 before the classifier of older ResNet code."""


class NotInvertible(ValueError):
    """The size of a volume does not follow from windows alone: the message says at which step."""


@dataclass(frozen=True, slots=True)
class SideRange:
    """The inputs' rows, or columns, that give a volume a number of rows, or columns."""

    least: int
    most: int


class AxisWindow(NamedTuple):
    """A window along one axis."""

    extent: int
    stride: int
    padding: int
    ceil_mode: bool

    @property
    def keeps_side(self) -> bool:
        return self.stride == 1 and self.extent == 2 * self.padding + 1

    def outputs(self, side: int) -> int:
        return output_side(side, self.extent, self.stride, self.padding, self.ceil_mode)


def windows_before(trace: Trace, step: Step) -> tuple[list[AxisWindow], list[AxisWindow]]:
    """The windows from a step's output back to the image, for rows and for columns. Raises `NotInvertible`."""
    if not image(trace) or not is_image(step.output_shape, step.layout):
        raise NotInvertible(f"{step.path} gives no map of an image.")
    rows: list[AxisWindow] = []
    columns: list[AxisWindow] = []
    for each in _way_back(trace, step):
        for side, windows in enumerate((rows, columns)):
            window = _window(each, side)
            if not window.keeps_side:
                windows.append(window)
    return rows, columns


def _way_back(trace: Trace, end: Step) -> list[Step]:
    """The steps of one way from `end` back to the image, along inputs from which the sides follow.

    The last input of a step is tried first: that of an addition is the shortcut, which has the fewest steps.
    """
    after: dict[str, Step | None] = {end.path: None}
    waiting = [step := end]
    while waiting:
        step = waiting.pop()
        for source, shape in zip(step.inputs, step.input_shapes, strict=True):
            if source in after or not _follows(step, shape):
                continue
            if source == IMAGE:
                return _way_from(step, after)
            after[source] = step
            waiting.append(trace.step(source))
    raise NotInvertible(f"The size after {step.path} ({step.module}) does not follow from windows.")


def _way_from(first: Step, after: Mapping[str, Step | None]) -> list[Step]:
    """The steps from the first to the end, in reverse order."""
    way: list[Step] = []
    step: Step | None = first
    while step:
        way.append(step)
        step = after[step.path]
    return way[::-1]


def _follows(step: Step, before: tuple[int, ...]) -> bool:
    """Whether the sides after a step follow from those of this input by its window, or are the same."""
    if not is_image(before) or not is_image(step.output_shape, step.layout) or step.folded:
        return False
    if not step.kernel_size or not step.stride:
        return before[1:] == step.output_shape[1:]
    if "Adaptive" in step.module or "ranspose" in step.module:
        return False
    return all(_window(step, side).outputs(before[side + 1]) == step.output_shape[side + 1] for side in (0, 1))


def _window(step: Step, side: int) -> AxisWindow:
    kernel, stride = (step.kernel_size or (1, 1))[side], (step.stride or (1, 1))[side]
    extent = (kernel - 1) * (step.dilation or (1, 1))[side] + 1
    return AxisWindow(extent, stride, (step.padding or (0, 0))[side], "⌈" in step.arithmetic)


def side_range(windows: list[AxisWindow], outputs: int) -> SideRange | None:
    """The image's rows that give so many rows after these windows; `None` if there are none.

    Every window's outputs grow with its input, so the inputs of a range of outputs are a range too.
    """
    least = most = outputs
    for window in windows:
        smallest = max(1, window.extent - 2 * window.padding)
        sides = range(smallest, LONGEST)
        least, most = (
            smallest + bisect_left(sides, least, key=window.outputs),
            smallest + bisect_right(sides, most, key=window.outputs) - 1,
        )
        if least > most:
            return None
    return SideRange(least, most)


def map_inputs(trace: Trace, step: Step, sides: Pair) -> tuple[SideRange, SideRange] | None:
    """The heights and widths of inputs that give a step's output these sides, or `None`. Raises `NotInvertible`."""
    rows, columns = windows_before(trace, step)
    least = smallest_side(trace.spec) if trace.spec else 1
    height, width = (
        _from(least, side_range(windows, side)) for windows, side in zip((rows, columns), sides, strict=True)
    )
    return (height, width) if height and width else None


def _from(least: int, sides: SideRange | None) -> SideRange | None:
    """The part of a range that the whole network accepts."""
    return SideRange(max(sides.least, least), sides.most) if sides and sides.most >= least else None


def classifier_maps(values: int, channels: int) -> list[Pair]:
    """The sides of the maps with so many values in all; only the square one if there is one. The higher is never
    the wider."""
    positions, rest = divmod(values, channels)
    if rest or positions < 1:
        return []
    root = math.isqrt(positions)
    if root * root == positions:
        return [(root, root)]
    return [(rows, positions // rows) for rows in range(1, root + 1) if positions % rows == 0]
