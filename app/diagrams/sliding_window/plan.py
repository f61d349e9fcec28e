"""The plan of a walking kernel: padded input and output seen from the front, and the words for one of its places."""

import math
from dataclasses import asdict, dataclass

from app.diagrams.scene.projection import RECEDE_X, RECEDE_Y
from app.diagrams.scene.scene import Scene
from app.diagrams.sliding_window.axes import COUNTABLE, Axes, Axis, Magnifier, axes, nearest_cell, sliding_step
from app.diagrams.sliding_window.sentences import channel_sentence, reading_sentence, signed, span
from app.diagrams.sliding_window.window import SlidingWindow, Track
from app.diagrams.text.text_metrics import width
from app.networks.outline import Operation
from app.tracing.records import Pair, Trace

PLANE = 250.0  # pixels of the longest side of a whole plane
LOUPE = 330.0  # pixels of the loupe's longer side
CELL = 24.0  # the largest cell, so that a plane of a few cells does not become a wall
THINNEST = 8.0  # pixels of a plane's shorter side, where it would be a line otherwise


@dataclass(frozen=True, slots=True)
class WindowPlan:
    """Everything that is drawn and said of the window where it stands; `window` is the same in the oblique picture."""

    window: SlidingWindow

    @property
    def cell(self) -> Pair:
        return self.window.cell

    @property
    def axes(self) -> Axes:
        return self.window.axes

    @property
    def magnifiers(self) -> tuple[Magnifier, Magnifier]:
        return Magnifier(self.axes[0]), Magnifier(self.axes[1])

    @property
    def can_move(self) -> bool:
        """Whether there is more than one place to go to."""
        return any(axis.outputs > 1 for axis in self.axes)

    @property
    def magnifiable(self) -> bool:
        """Whether the window is small enough for its cells to be counted in a loupe."""
        return all(lens.cells <= 3 * COUNTABLE for lens in self.magnifiers)

    @property
    def whole(self) -> bool:
        """Whether the loupe shows all of the input, so that nothing has to be shown beside it."""
        return self.magnifiable and all(lens.cells == lens.axis.padded for lens in self.magnifiers)

    @property
    def px(self) -> float:
        """Pixels for a cell of a whole plane, the same for input and output."""
        if self.whole and max(axis.outputs for axis in self.axes) <= COUNTABLE:
            return self.magnifier_px
        return min(CELL, PLANE / max(max(axis.padded, axis.outputs) for axis in self.axes))

    @property
    def magnifier_px(self) -> float:
        """Pixels for a cell in the loupe."""
        return min(CELL, LOUPE / max(lens.cells for lens in self.magnifiers))

    def side(self, cells: int) -> float:
        """So many cells of a whole plane, in pixels."""
        return max(THINNEST, cells * self.px)

    def every(self, side: int) -> int:
        """Which rows (0) or columns (1) have their number beside them: all, or one in so many where it is crowded."""
        axis = self.axes[side]
        longest = max(width(signed(n), 10) for n in (-axis.padding, axis.inputs + axis.padding - 1))
        return math.ceil((longest + 2 if side else 11) / self.magnifier_px)

    def ticks(self, side: int) -> list[str]:
        """The numbers along an edge of the loupe, one for each of its rows or columns."""
        lens, every = self.magnifiers[side], self.every(side)
        start = lens.start(self.cell[side])
        return ["" if n % every else signed(n) for n in range(start, start + lens.cells)]

    def stride(self, side: int) -> int:
        """How far on the next window is; 0 after the last."""
        axis, cell = self.axes[side], self.cell[side]
        return axis.reads(cell + 1).start - axis.reads(cell).start if cell + 1 < axis.outputs else 0

    def cell_after(self, by: int) -> str | None:
        """The address of the cell that comes `by` later in reading_sentence order, after the last again the first."""
        rows, columns = (axis.outputs for axis in self.axes)
        row, column = divmod((self.cell[0] * columns + self.cell[1] + by) % (rows * columns), columns)
        return cell_parameter((row, column))

    @property
    def sentence(self) -> str:
        """What the window reads where it stands."""
        return reading_sentence(self.axes, self.cell)

    @property
    def channels(self) -> str:
        """Which channels an output cell reads."""
        return channel_sentence(self.window.step)

    @property
    def window_name(self) -> str:
        """What walks: a convolution's kernel, or the window of a pooling or of a shortcut."""
        return "kernel" if self.window.step.kind == "conv" else "window"

    def slider_text(self, side: int) -> str:
        """What a screen reader says of the slider of rows (0) or of columns (1): `3, reads input rows 3 to 9`."""
        what, cell = ("row", "column")[side], self.cell[side]
        return f"{cell}, reads input {span(what, self.axes[side].reads(cell))}"

    @property
    def script_data(self) -> dict[str, object]:
        """What the script needs to move everything to another cell, by the same formulas."""
        runs = {1, *(len(axis.reads(cell)) for axis in self.axes for cell in _distinct(axis))}
        magnifiers = [
            {**asdict(lens.axis), "cells": lens.cells, "page": lens.page, "every": self.every(side)}
            for side, lens in enumerate(self.magnifiers)
        ]
        return {
            "cell": self.cell,
            "axes": magnifiers,
            "px": self.magnifier_px,
            "recede": (RECEDE_X, RECEDE_Y),
            "lengths": {run: round(self.window.scale.length(run), 3) for run in sorted(runs)},
            "kernel": _track(self.window.kernel_track()),
            "made": _track(self.window.cell_track()),
        }


def _distinct(axis: Axis) -> range:
    """Cells whose windows have all the lengths that there are."""
    return range(axis.outputs if axis.cut > 1 else 1)


def _track(track: Track) -> dict[str, object]:
    return {name: value for name, value in asdict(track).items() if name != "kind"}


def window_plan(trace: Trace, operation: Operation, scene: Scene, cell: Pair = (0, 0)) -> WindowPlan | None:
    """The plan of the operation that a scene shows, its window at a cell of the output; nothing where none slides."""
    step = sliding_step(trace, operation)
    if not step or not scene.scale:
        return None
    boxes = {box.volume.path: box for box in scene.boxes}
    at = nearest_cell(cell, axes(step))
    return WindowPlan(SlidingWindow(step, scene.scale, boxes[step.inputs[0]], boxes[step.path], at))


def cell_parameter(cell: Pair) -> str | None:
    """A cell as an address has it; the first one needs no words."""
    return f"{cell[0]},{cell[1]}" if any(cell) else None
