"""How many convolutions a network has, and which layers the number in its name counts."""

import re

from ..tracing.records import Trace


def name_sentence(trace: Trace) -> str:
    """How many convolutions a network has, and which layers the number in its name counts."""
    totals = trace.totals
    classifiers = (operation for operation in trace.operations() if operation.kind == "linear")
    linear = sum(trace.step(path).kind == "linear" for operation in classifiers for path in operation.steps)
    others = totals.weighted_layers - linear
    named = re.search(r"-(\d+)", trace.title) if trace.spec else None
    what = _what_counts(trace, int(named[1]) if named else None, others, linear)
    return f"{_convolutions(trace)}. {what}"


def _convolutions(trace: Trace) -> str:
    """`85 convolutions, 4 of them on shortcuts and 32 in gates`."""
    gates = (path for operation in trace.operations() if operation.kind == "gate" for path in operation.steps)
    places = (
        (trace.totals.shortcut_convolutions, "on shortcuts"),
        (sum(trace.step(path).kind == "conv" for path in gates), "in gates"),
    )
    present = [(count, where) for count, where in places if count]
    parts = " and ".join(f"{count:,} {'' if n else 'of them '}{where}" for n, (count, where) in enumerate(present))
    text = _plural(trace.totals.convolutions, "convolution")
    return f"{text}, {parts}" if parts else text


def _what_counts(trace: Trace, number: int | None, convolutions: int, linear: int) -> str:
    layers, stem = f"{_plural(convolutions, 'convolution')} on the longest way", _stem_convolutions(trace)
    classifier = f" and the {_plural(linear, 'linear layer') if linear > 1 else 'linear layer'}" if linear else ""
    if number == convolutions + linear:
        return f"The {number} in the name counts the {layers}{classifier}."
    if number == trace.totals.convolutions:
        blocks = len(trace.layers[0].blocks)
        why = f": {number} = 6·{blocks} + 4" if number == 6 * blocks + 4 else ""  # Wide ResNets, arXiv 1605.07146
        return f"The {number} in the name counts all convolutions, those on shortcuts too, and no linear layer{why}."
    if stem > 1 and number == convolutions + linear - stem + 1:
        return f"The {number} in the name counts the {layers}{classifier}, the {stem} of the stem as one."
    return f"Convolutions and linear layers on the longest way: {convolutions + linear:,}."


def _stem_convolutions(trace: Trace) -> int:
    return sum(trace.step(path).kind == "conv" for operation in trace.stem for path in operation.steps)


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
