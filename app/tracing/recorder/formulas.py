"""The line of arithmetic of a recorded call; empty where no formula gives the traced size."""

from collections.abc import Callable, Sequence
from math import prod

from .. import arithmetic
from ..arithmetic import Window
from ..records import Pair, Shape
from .calls import RecordedCall


def line_of_arithmetic(call: RecordedCall, inputs: Sequence[Shape], output: Shape, window: Window | None) -> str:
    """Return the formula of a call with its numbers."""
    if not inputs:
        return ""
    if window:
        return _window(call, inputs[0], output, window)
    return FORMULAS[call.kind](call, inputs, output) if call.kind in FORMULAS else ""


def _window(call: RecordedCall, given: Shape, output: Shape, window: Window) -> str:
    if any(function.name.startswith("adaptive") for function in call.functions):
        text = arithmetic.adaptive_text(given, output) if len(output) == 3 else ""
        return text.replace("mean", "maximum") if call.kind == "maxpool" else text
    if not _fits(window, sides(given), sides(output)):
        return ""
    if call.kind == "pad":
        return arithmetic.pad_text(window, given, output) if len(given) == 3 else ""
    return arithmetic.window_text(window, (given[0], *sides(given)))


def _fits(window: Window, before: Pair, after: Pair) -> bool:
    """Whether the formula of windows gives the traced size, which uneven padding changes."""
    return after == arithmetic.output_sides(window, before)


def sides(shape: Shape) -> Pair:
    """Height and width, 1 where a volume has no such axis."""
    return (*shape, 1, 1, 1)[1], (*shape, 1, 1, 1)[2]


def _linear(_: RecordedCall, inputs: Sequence[Shape], output: Shape) -> str:
    return arithmetic.linear_text(prod(inputs[0]), prod(output)) if len(inputs[0]) == 1 else ""


def _flatten(_: RecordedCall, inputs: Sequence[Shape], output: Shape) -> str:
    return arithmetic.flatten_text(inputs[0]) if len(output) == 1 else ""


def _norm(call: RecordedCall, _: Sequence[Shape], output: Shape) -> str:
    per_channel = any(function.name == "batch_norm" for function in call.functions)
    return arithmetic.UNCHANGED["norm"](output) if per_channel else ""


def _unchanged(call: RecordedCall, inputs: Sequence[Shape], output: Shape) -> str:
    if call.kind == "add" and tuple(inputs) != (output, output):
        return ""
    return arithmetic.UNCHANGED[call.kind](output)


def _concat(_: RecordedCall, inputs: Sequence[Shape], output: Shape) -> str:
    channels = [shape[0] for shape in inputs]
    by_channel = all(len(shape) == 3 for shape in inputs) and sum(channels) == output[0]
    return f"{' + '.join(map(str, channels))} = {output[0]} channels" if by_channel else ""


def _mul(_: RecordedCall, inputs: Sequence[Shape], _output: Shape) -> str:
    return "value by value: one volume times the other" if len(inputs) == 2 else ""


FORMULAS: dict[str, Callable[[RecordedCall, Sequence[Shape], Shape], str]] = {
    "linear": _linear,
    "flatten": _flatten,
    "norm": _norm,
    "add": _unchanged,
    "relu": _unchanged,
    "dropout": _unchanged,
    "concat": _concat,
    "mul": _mul,
}
