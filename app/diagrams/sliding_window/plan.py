"""The plan of a sliding window: padded input and output seen from the front, and sentences about one position."""

import math
from dataclasses import asdict, dataclass

from ...networks.outline import Operation
from ...tracing.records import Pair, Trace
from ..scene.projection import RECEDE_X, RECEDE_Y
from ..scene.scene import Scene
from ..text.text_metrics import width
from .axes import COUNTABLE, Axes, Axis, Magnifier, axes, nearest_cell, sliding_step
from .sentences import channel_sentence, reading_sentence, signed, span
from .window import SlidingWindow, Track

PLANE = 250.0  # longest side of a whole plane, in pixels
MAGNIFIER = 330.0  # longer side of the magnifier, in pixels
CELL = 24.0  # largest cell, in pixels
THINNEST = 8.0  # shorter side of a plane at the least, in pixels


@dataclass(frozen=True, slots=True)
class WindowPlan:
    """Drawings and sentences of a window at one position; `window` is the same in the oblique picture."""

    window: SlidingWindow

    @property
    def cell(self) -> Pair:
        """The output cell."""
        return self.window.cell

    @property
    def axes(self) -> Axes:
        """The axes of rows and of columns."""
        return self.window.axes

    @property
    def magnifiers(self) -> tuple[Magnifier, Magnifier]:
        """The magnified rows and columns."""
        return Magnifier(self.axes[0]), Magnifier(self.axes[1])

    @property
    def can_move(self) -> bool:
        """Whether the window has more than one position."""
        return any(axis.outputs > 1 for axis in self.axes)

    @property
    def magnifiable(self) -> bool:
        """Whether the window is small enough for a magnifier in which its cells can be counted."""
        return all(magnifier.cells <= 3 * COUNTABLE for magnifier in self.magnifiers)

    @property
    def whole(self) -> bool:
        """Whether the magnifier shows the whole input, which is then not drawn beside it."""
        return self.magnifiable and all(magnifier.cells == magnifier.axis.padded for magnifier in self.magnifiers)

    @property
    def px(self) -> float:
        """Pixels per cell of a whole plane, the same for input and output."""
        if self.whole and max(axis.outputs for axis in self.axes) <= COUNTABLE:
            return self.magnifier_px
        return min(CELL, PLANE / max(max(axis.padded, axis.outputs) for axis in self.axes))

    @property
    def magnifier_px(self) -> float:
        """Pixels per cell of the magnifier."""
        return min(CELL, MAGNIFIER / max(magnifier.cells for magnifier in self.magnifiers))

    def side(self, cells: int) -> float:
        """Length of a number of cells of a whole plane, in pixels."""
        return max(THINNEST, cells * self.px)

    def tick_interval(self, side: int) -> int:
        """Return the interval of the row (0) or column (1) numbers that fit along the magnifier."""
        axis = self.axes[side]
        longest = max(width(signed(n), 10) for n in (-axis.padding, axis.padded - axis.padding - 1))
        return math.ceil((longest + 2 if side else 11) / self.magnifier_px)

    def ticks(self, side: int) -> list[str]:
        """Return the number of each row or column along the magnifier; empty where it does not fit."""
        magnifier, interval = self.magnifiers[side], self.tick_interval(side)
        start = magnifier.start(self.cell[side])
        return ["" if n % interval else signed(n) for n in range(start, start + magnifier.cells)]

    def stride(self, side: int) -> int:
        """Return the distance to the next window; 0 after the last."""
        axis, cell = self.axes[side], self.cell[side]
        return axis.covers(cell + 1).start - axis.covers(cell).start if cell + 1 < axis.outputs else 0

    def cell_after(self, by: int) -> str | None:
        """Return the `cell` parameter of the cell that is `by` later in reading order, wrapping around."""
        rows, columns = (axis.outputs for axis in self.axes)
        row, column = divmod((self.cell[0] * columns + self.cell[1] + by) % (rows * columns), columns)
        return cell_parameter((row, column))

    @property
    def sentence(self) -> str:
        """The rows and columns that the window reads at this position."""
        return reading_sentence(self.axes, self.cell)

    @property
    def channels(self) -> str:
        """The channels that an output cell reads."""
        return channel_sentence(self.window.step)

    @property
    def window_name(self) -> str:
        """`kernel` for a convolution, `window` for a pooling or a shortcut."""
        return "kernel" if self.window.step.kind == "conv" else "window"

    def slider_text(self, side: int) -> str:
        """Return the slider's value for screen readers, of rows (0) or columns (1): `3, reads input rows 3 to 9`."""
        what, cell = ("row", "column")[side], self.cell[side]
        return f"{cell}, reads input {span(what, self.axes[side].reads(cell))}"

    @property
    def script_data(self) -> dict[str, object]:
        """Numbers with which the page's script moves the window by the same formulas."""
        lengths = {1, *(len(axis.covers(cell)) for axis in self.axes for cell in _distinct(axis))}
        axes = [
            {
                **asdict(item.axis),
                "overhang": item.axis.overhang,
                "cells": item.cells,
                "page": item.page,
                "every": self.tick_interval(side),
            }
            for side, item in enumerate(self.magnifiers)
        ]
        return {
            "cell": self.cell,
            "axes": axes,
            "px": self.magnifier_px,
            "recede": (RECEDE_X, RECEDE_Y),
            "lengths": {rows: round(self.window.scale.length(rows), 3) for rows in sorted(lengths)},
            "kernel": _track(self.window.kernel_track()),
            "made": _track(self.window.cell_track()),
        }


def _distinct(axis: Axis) -> range:
    """Cells that together have windows of every length."""
    return range(axis.outputs if axis.cut > 1 else 1)


def _track(track: Track) -> dict[str, object]:
    return {name: value for name, value in asdict(track).items() if name != "kind"}


def window_plan(trace: Trace, operation: Operation, scene: Scene, cell: Pair = (0, 0)) -> WindowPlan | None:
    """Return the plan of an operation and its scene, with the window at an output cell; `None` without a window."""
    step = sliding_step(trace, operation)
    if not step or not scene.scale:
        return None
    boxes = {box.volume.path: box for box in scene.boxes}
    at = nearest_cell(cell, axes(step))
    return WindowPlan(SlidingWindow(step, scene.scale, boxes[step.inputs[0]], boxes[step.path], at))


def cell_parameter(cell: Pair) -> str | None:
    """Return the `cell` parameter of a URL; `None` for the first cell, the default."""
    return f"{cell[0]},{cell[1]}" if any(cell) else None
