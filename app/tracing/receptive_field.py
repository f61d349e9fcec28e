"""Receptive fields, propagated from step to step along each axis.

Formulas: Araujo et al., Computing Receptive Fields of Convolutional Neural Networks, Distill 2019.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from .arithmetic import Window
from .records import AxisReceptiveField, Pair, ReceptiveField, Shape


class AxisState(NamedTuple):
    """A volume's receptive field along one axis, in input pixels.

    One value sees `max` pixels along the longest path and `min` along the shortest. Neighbouring values are `jump`
    apart, the first and the last value `spread`, so all values together see `max + spread`.
    """

    max: int
    min: int
    jump: int
    spread: int


class ReceptiveFieldState(NamedTuple):
    """A volume's receptive field along both axes."""

    height: AxisState
    width: AxisState

    def record(self) -> ReceptiveField:
        """Return the receptive field as a trace reports it."""
        return _record(self)


@lru_cache(maxsize=1024)  # consecutive steps share a state
def _record(state: ReceptiveFieldState) -> ReceptiveField:
    height, width = (AxisReceptiveField(axis.max, axis.min, axis.jump) for axis in state)
    larger = (max(height.max, width.max), max(height.min, width.min), max(height.jump, width.jump))
    return ReceptiveField(*larger) if height == width else ReceptiveField(*larger, height, width)


def of_image(shape: Shape) -> ReceptiveFieldState:
    """A pixel sees itself. `shape` is `[C, H, W]`."""
    _, height, width = shape
    return ReceptiveFieldState(AxisState(1, 1, 1, height - 1), AxisState(1, 1, 1, width - 1))


def after_window(state: ReceptiveFieldState, window: Window, outputs: Pair) -> ReceptiveFieldState:
    """A window widens the field by its extent and moves values apart by its stride; `outputs` are its H×W."""
    return ReceptiveFieldState(*map(_after_window, state, window.extent, window.stride, outputs))


def _after_window(axis: AxisState, kernel: int, stride: int, outputs: int) -> AxisState:
    wider, jump = (kernel - 1) * axis.jump, axis.jump * stride
    return AxisState(axis.max + wider, axis.min + wider, jump, (outputs - 1) * jump)


def after_adaptive(state: ReceptiveFieldState, window: Window) -> ReceptiveFieldState:
    """`max` and `min` are those of the largest `window`; all windows together read every row and column."""
    return ReceptiveFieldState(*map(_after_adaptive, state, window.kernel, window.stride))


def _after_adaptive(axis: AxisState, kernel: int, stride: int) -> AxisState:
    wider = (kernel - 1) * axis.jump
    return AxisState(axis.max + wider, axis.min + wider, axis.jump * stride, axis.spread - wider)


def after_merge(states: Sequence[ReceptiveFieldState]) -> ReceptiveFieldState:
    """A sum, product or concatenation sees as much as its longest path and as little as its shortest.

    The grid of the result is the finest of its volumes.
    """
    if len(states) == 1:
        return states[0]
    return ReceptiveFieldState(*(_merged(*sorted(axes, key=_jump)) for axes in zip(*states, strict=True)))


def _jump(axis: AxisState) -> int:
    return axis.jump


def _merged(*axes: AxisState) -> AxisState:
    return AxisState(max(axis.max for axis in axes), min(axis.min for axis in axes), axes[0].jump, axes[0].spread)


def after_linear(state: ReceptiveFieldState) -> ReceptiveFieldState:
    """A linear layer sees every position of the volume that was flattened for it."""
    return ReceptiveFieldState(*map(_after_linear, state))


def _after_linear(axis: AxisState) -> AxisState:
    return AxisState(axis.max + axis.spread, axis.min + axis.spread, axis.jump + axis.spread, 0)
