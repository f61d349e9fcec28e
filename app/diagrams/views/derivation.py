"""An operation's arithmetic written out with its numbers: size, parameters and MACs."""

import math
from typing import get_args

from ...tracing.arithmetic import output_side
from ...tracing.records import ForeignKind, Step
from ..sliding_window.axes import axes
from ..text.named_shape import NamedShape, output_shape
from ..text.step_labels import is_adaptive
from ..text.step_names import step_name

Row = tuple[str, str]


def derivation(step: Step) -> list[Row]:
    """What a step's output size, parameters and MACs come from; empty where nothing is to be computed.

    A formula is given only where it has the traced result.
    """
    rows = {"conv": _conv, "maxpool": _maxpool, "avgpool": _avgpool, "linear": _linear, "norm": _norm, "pad": _other}
    if step.kind in rows and step.input_shapes:
        return rows[step.kind](step)
    return _plain(step) if step.kind in get_args(ForeignKind) or not step.input_shapes else []


def _conv(step: Step) -> list[Row]:
    return [*_sides(step), ("parameters", _conv_params(step)), ("MACs", _conv_macs(step))]


def _maxpool(step: Step) -> list[Row]:
    return [*_sides(step), ("parameters", "none: each channel's largest value of the window")]


def _avgpool(step: Step) -> list[Row]:
    if is_adaptive(step):
        return _other(step)
    return [*_sides(step), ("parameters", "none: each channel's mean of the window")]


def _other(step: Step) -> list[Row]:
    return [*([("output", step.arithmetic)] if step.arithmetic else _sizes(step)), ("parameters", "none")]


def _plain(step: Step) -> list[Row]:
    """Rows of a kind without formulas."""
    rows = [("output", step.arithmetic)] if step.arithmetic else []
    if step.params:
        rows.append(("parameters", f"{step.params:,}"))
    if step.macs is None:
        rows.append(("MACs", "not counted"))
    elif step.macs:
        rows.append(("MACs", f"{step.macs:,}"))
    return rows


def _linear(step: Step) -> list[Row]:
    inputs, outputs = ((*shape, 1)[len(shape) - 1] for shape in (step.input_shapes[0], step.output_shape))
    weights, places = inputs * outputs, math.prod(step.output_shape) // max(1, outputs)
    bias = f" + {outputs:,}" if step.params == weights + outputs else ""
    rows: list[Row] = [("parameters", f"{inputs:,}·{outputs:,}{bias} = {step.params:,}")]
    if step.params not in (weights, weights + outputs):
        rows = [("parameters", _given_params(step))]
    product = f"{inputs:,}·{outputs:,}" if places == 1 else f"{places:,}·{inputs:,}·{outputs:,}"
    return [*rows, ("MACs", f"{product} = {step.macs:,}" if step.macs == places * weights else _given_macs(step))]


def _norm(step: Step) -> list[Row]:
    channels = output_shape(step).channels
    if step.params == 2 * channels:
        text = f"a weight and a bias per channel: 2·{channels} = {step.params:,} parameters"
    else:
        text = f"{_given_params(step)} parameters" if step.params or step.shared else "no parameters"
    return [(step_name(step), text)]


def _given_params(step: Step) -> str:
    return "those of an earlier step" if step.shared and not step.params else f"{step.params:,}"


def _given_macs(step: Step) -> str:
    return "not counted" if step.macs is None else f"{step.macs:,}"


def _sides(step: Step) -> list[Row]:
    axes = range(len(step.output_shape) - 1)
    if not all(_explains(step, axis) for axis in axes):
        return _sizes(step)
    if len(axes) == 1:
        return [("length", _side(step, 0))]
    if step.input_shapes[0][1] == step.input_shapes[0][2] and _side(step, 0) == _side(step, 1):
        return [("height, width", _side(step, 0)), *_unread(step)]
    return [("height", _side(step, 0)), ("width", _side(step, 1)), *_unread(step)]


def _sizes(step: Step) -> list[Row]:
    """The traced sizes, where no formula has them."""
    shapes = NamedShape(step.input_shapes[0]), output_shape(step)
    return [("output", " → ".join(shape.text("hwc") for shape in shapes))]


def _explains(step: Step, axis: int) -> bool:
    """Whether the formula of a window has the traced size of an axis."""
    shape, after = step.input_shapes[0], step.output_shape
    if not (step.kernel_size and step.stride and step.padding) or len(shape) != len(after) or len(shape) not in (2, 3):
        return False
    side, kernel, stride, padding = _geometry(step, axis)
    if "transpose" in step.module.lower():
        return False
    return output_side(side, kernel, stride, padding, step.ceil_mode) == after[axis + 1]


def _geometry(step: Step, axis: int) -> tuple[int, int, int, int]:
    """Side, extent of the kernel, stride and padding."""
    assert step.kernel_size  # only kinds with a window come here
    assert step.stride
    assert step.padding
    extent = (step.kernel_size[axis] - 1) * _dilation(step, axis) + 1
    return step.input_shapes[0][axis + 1], extent, step.stride[axis], step.padding[axis]


def _dilation(step: Step, axis: int) -> int:
    return step.dilation[axis] if step.dilation else 1


def _side(step: Step, axis: int) -> str:
    assert step.kernel_size  # checked before
    side, kernel, stride, padding = _geometry(step, axis)
    reach, dilation, outputs = side + 2 * padding - kernel, _dilation(step, axis), step.output_shape[axis + 1]
    low, high = "⌈⌉" if step.ceil_mode else "⌊⌋"
    less = " − 1 beyond the input" if step.ceil_mode and outputs < -(-reach // stride) + 1 else ""
    middle = f" = {low}{reach / stride:g}{high} + 1{less}" if stride > 1 else ""
    read = f"{kernel}" if dilation == 1 else f"({dilation}·{step.kernel_size[axis] - 1} + 1)"
    return f"{low}({side} + 2·{padding} − {read}) / {stride}{high} + 1{middle} = {outputs}"


def unread(step: Step, axis: int) -> int:
    """Rows (or columns) at the far end of the padded input that no window reaches, because of the floor."""
    return axes(step)[axis].tail


def _unread(step: Step) -> list[Row]:
    if step.dilation and step.dilation != (1, 1):
        return [_dilated(step)]
    if step.kernel_size and step.stride and step.kernel_size < step.stride:
        sides = zip(("row", "column"), step.stride, step.input_shapes[0][1:], strict=True)
        some = [f"one {what} in {stride}" for what, stride, side in sides if side > 1]
        are = "are" if len(some) > 1 else "is"
        return [("stride", f"{' and '.join(some)} {are} read, the others never")] if some else []
    if any(beyond := [axis.overhang for axis in axes(step)]):
        return [("ceiling", f"the last window reaches past the edge by {_counted(*beyond)}, not counted")]
    rows, columns = unread(step, 0), unread(step, 1)
    if not rows and not columns:
        return []
    return [
        (
            "floor",
            f"the last {_and(rows, columns)} of the padded input {'is' if rows + columns == 1 else 'are'} never read",
        )
    ]


def _dilated(step: Step) -> Row:
    """How far apart the values are that a dilated window reads."""
    rows, columns = axes(step)
    apart = rows.dilation if rows.dilation == columns.dilation else f"{rows.dilation} and {columns.dilation}"
    return (
        "dilation",
        f"reads {rows.kernel}·{columns.kernel} values, {apart} apart, of {rows.extent}×{columns.extent}",
    )


def _and(rows: int, columns: int) -> str:
    """`row`, `2 rows and column`: the last of the input."""
    return " and ".join(part for part in (_of(rows, "row"), _of(columns, "column")) if part)


def _counted(rows: int, columns: int) -> str:
    """`a row and 2 columns`."""
    words = ((rows, "row"), (columns, "column"))
    return " and ".join(f"a {what}" if number == 1 else f"{number} {what}s" for number, what in words if number)


def _of(number: int, what: str) -> str:
    return "" if not number else what if number == 1 else f"{number} {what}s"


def _kernel(step: Step) -> str:
    assert step.kernel_size
    assert step.groups
    sides = step.kernel_size[: len(step.output_shape) - 1]  # one along a sequence
    return "·".join(map(str, (*sides, step.input_shapes[0][0] // step.groups)))


def _conv_params(step: Step) -> str:
    outputs, weights = output_shape(step).channels, _weights(step)
    if step.params not in (weights, weights + outputs):
        return _given_params(step)
    groups = f", in {step.groups} groups" if step.groups != 1 else ""
    bias = f" + {outputs}" if step.params != weights else ""
    return f"{_kernel(step)}·{outputs}{bias} = {step.params:,}{groups}"


def _weights(step: Step) -> int:
    """The weights of a convolution over H and W or a sequence; -1 without a kernel."""
    if not step.kernel_size or not step.groups:
        return -1
    return math.prod(step.kernel_size) * step.input_shapes[0][0] // step.groups * step.output_shape[0]


def _conv_macs(step: Step) -> str:
    if step.macs is None or step.macs != _weights(step) * math.prod(step.output_shape[1:]):
        return _given_macs(step)
    values = output_shape(step).text("hwc").replace("×", "·")
    return f"{values} values, {_kernel(step)} products each = {step.macs:,}"
