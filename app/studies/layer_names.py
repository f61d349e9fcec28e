"""How many convolutions a network has, and which layers the number in its name counts."""

import re

from ..tracing.records import Totals, Trace


def name_sentence(trace: Trace) -> str:
    """How many convolutions a network has, and which layers the number in its name counts."""
    totals = trace.totals
    classifiers = (operation for operation in trace.operations() if operation.kind == "linear")
    linear = sum(trace.step(path).kind == "linear" for operation in classifiers for path in operation.steps)
    others = totals.weighted_layers - linear
    named = re.search(r"-(\d+)", trace.title) if trace.spec else None
    what = _what_counts(trace, int(named[1]) if named else None, others, linear)
    return f"{_convolutions(totals)}{_gates(trace)}. {what}"


def _convolutions(totals: Totals) -> str:
    beside = totals.shortcut_convolutions
    text = _plural(totals.convolutions, "convolution")
    return f"{text}, {beside:,} of them on {'a shortcut' if beside == 1 else 'shortcuts'}" if beside else text


def _gates(trace: Trace) -> str:
    paths = [path for operation in trace.operations() if operation.kind == "gate" for path in operation.steps]
    inside = sum(trace.step(path).kind == "conv" for path in paths)
    return f", {inside:,} in gates" if inside else ""


def _what_counts(trace: Trace, number: int | None, convolutions: int, linear: int) -> str:
    layers, stem = f"{_plural(convolutions, 'convolution')} on the longest way", _stem_convolutions(trace)
    classifier = f" and the {_plural(linear, 'linear layer') if linear > 1 else 'linear layer'}" if linear else ""
    if number == convolutions + linear:
        return f"The {number:,} in the name counts the {layers}{classifier}."
    if number == trace.totals.convolutions:
        return f"The {number:,} in the name counts all convolutions, those on shortcuts too, and no linear layer."
    if stem > 1 and number == convolutions + linear - stem + 1:
        return f"The {number:,} in the name counts the {layers}{classifier}, the {stem} of the stem as one."
    return f"{layers[0].upper()}{layers[1:]}{classifier} are {convolutions + linear:,} weighted layers."


def _stem_convolutions(trace: Trace) -> int:
    return sum(trace.step(path).kind == "conv" for operation in trace.stem for path in operation.steps)


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
