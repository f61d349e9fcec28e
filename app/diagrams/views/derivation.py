"""An operation's arithmetic written out with its numbers: size, parameters and MACs."""

import math

from ...tracing.records import Step
from ..sliding_window.axes import axes
from ..text.formatting import shape_text

Row = tuple[str, str]


def derivation(step: Step) -> list[Row]:
    """What a step's output size, parameters and MACs come from; empty where nothing is to be computed."""
    rows = {"conv": _conv, "maxpool": _maxpool, "avgpool": _other, "linear": _linear, "norm": _norm, "pad": _other}
    return rows[step.kind](step) if step.kind in rows else []


def _conv(step: Step) -> list[Row]:
    return [*_sides(step), ("parameters", _conv_params(step)), ("MACs", _conv_macs(step))]


def _maxpool(step: Step) -> list[Row]:
    return [*_sides(step), ("parameters", "none: each channel's largest value of the window")]


def _other(step: Step) -> list[Row]:
    return [("output", step.arithmetic), ("parameters", "none")]


def _linear(step: Step) -> list[Row]:
    inputs, outputs = math.prod(step.input_shapes[0]), math.prod(step.output_shape)
    weights = f"{inputs:,}·{outputs:,}"
    return [("parameters", f"{weights} + {outputs:,} = {step.params:,}"), ("MACs", f"{weights} = {step.macs:,}")]


def _norm(step: Step) -> list[Row]:
    return [("batch norm", f"a weight and a bias per channel: 2·{step.output_shape[0]} = {step.params:,} parameters")]


def _sides(step: Step) -> list[Row]:
    if step.input_shapes[0][1] == step.input_shapes[0][2]:
        return [("height, width", _side(step, 0)), *_unread(step)]
    return [("height", _side(step, 0)), ("width", _side(step, 1)), *_unread(step)]


def _geometry(step: Step, axis: int) -> tuple[int, int, int, int]:
    assert step.kernel_size  # only kinds with a window come here
    assert step.stride
    assert step.padding
    return step.input_shapes[0][axis + 1], step.kernel_size[axis], step.stride[axis], step.padding[axis]


def _side(step: Step, axis: int) -> str:
    side, kernel, stride, padding = _geometry(step, axis)
    reach = side + 2 * padding - kernel
    middle = f" = ⌊{reach / stride:g}⌋ + 1" if stride > 1 else ""
    return f"⌊({side} + 2·{padding} − {kernel}) / {stride}⌋ + 1{middle} = {step.output_shape[axis + 1]}"


def unread(step: Step, axis: int) -> int:
    """Rows (or columns) at the far end of the padded input that no window reaches, because of the floor."""
    return axes(step)[axis].tail


def _unread(step: Step) -> list[Row]:
    if step.kernel_size and step.stride and step.kernel_size < step.stride:
        sides = zip(("row", "column"), step.stride, step.input_shapes[0][1:], strict=True)
        some = [f"one {what} in {stride}" for what, stride, side in sides if side > 1]
        are = "are" if len(some) > 1 else "is"
        return [("stride", f"{' and '.join(some)} {are} read, the others never")] if some else []
    rows, columns = unread(step, 0), unread(step, 1)
    if not rows and not columns:
        return []
    parts = [_of(rows, "row"), _of(columns, "column")]
    words = " and ".join(part for part in parts if part)
    return [("floor", f"the last {words} of the padded input {'is' if rows + columns == 1 else 'are'} never read")]


def _of(number: int, what: str) -> str:
    return "" if not number else what if number == 1 else f"{number} {what}s"


def _kernel(step: Step) -> str:
    assert step.kernel_size
    assert step.groups
    return f"{step.kernel_size[0]}·{step.kernel_size[1]}·{step.input_shapes[0][0] // step.groups}"


def _conv_params(step: Step) -> str:
    outputs = step.output_shape[0]
    groups = f", in {step.groups} groups" if step.groups != 1 else ""
    bias = f" + {outputs}" if step.params % outputs or _weights(step) != step.params else ""
    return f"{_kernel(step)}·{outputs}{bias} = {step.params:,}{groups}"


def _weights(step: Step) -> int:
    assert step.kernel_size
    assert step.groups
    return math.prod(step.kernel_size) * step.input_shapes[0][0] // step.groups * step.output_shape[0]


def _conv_macs(step: Step) -> str:
    return f"{shape_text(step.output_shape).replace('×', '·')} values, {_kernel(step)} products each = {step.macs:,}"
