"""Sentences about what a window reads."""

import math

from ...tracing.records import Pair, Step
from .axes import Axes


def reading_sentence(axes: Axes, cell: Pair) -> str:
    """`Output row 0, column 0 reads input rows −3 to 3 and columns −3 to 3; 33 of its 49 values are padding.`"""
    rows, columns = (axis.reads(at) for axis, at in zip(axes, cell, strict=True))
    reads = f"reads input {span('row', rows)} and {span('column', columns)}"
    return f"Output row {cell[0]}, column {cell[1]} {reads}{_padding(axes, cell)}."


def _padding(axes: Axes, cell: Pair) -> str:
    outside = _outside(axes)
    if not outside:
        return ""
    values = math.prod(len(axis.reads(at)) for axis, at in zip(axes, cell, strict=True))
    blank = values - math.prod(axis.inside(at) for axis, at in zip(axes, cell, strict=True))
    return f"; {blank or 'none'} of its {values} values {'is' if blank <= 1 else 'are'} {outside}"


def _outside(axes: Axes) -> str:
    """What values outside the input are; empty if there are none."""
    padding, beyond = any(axis.padding for axis in axes), any(axis.overhang for axis in axes)
    return " or ".join([*(["padding"] if padding else []), *(["past the edge"] if beyond else [])])


def channel_sentence(step: Step) -> str:
    """Return a sentence on the input channels that an output cell reads."""
    inputs, outputs = step.input_shapes[0][0], step.output_shape[0]
    if step.kind == "pad":
        return f"Channels 1 to {inputs} copy the value of the same channel; the other {outputs - inputs} are zeros."
    if step.kind != "conv":
        return "Every channel does so by itself."
    read = inputs // (step.groups or 1)
    each = f"Each of the {outputs} output channels does so in"
    if read < inputs:
        return f"{each} {read} of the {inputs} input channels. The picture shows the first group."
    return f"{each} {f'all {inputs} input channels' if inputs > 1 else 'the one input channel'}."


def span(what: str, rows: range) -> str:
    """`rows −3 to 3`, `rows −2, 0, 2` for a dilated window, or `row 5` for a single one."""
    if len(rows) == 1:
        return f"{what} {signed(rows[0])}"
    if rows.step > 1:
        return f"{what}s {', '.join(map(signed, rows))}"
    return f"{what}s {signed(rows[0])} to {signed(rows[-1])}"


def signed(number: int) -> str:
    """Return a number with a typographic minus sign."""
    return str(number).replace("-", "−")
