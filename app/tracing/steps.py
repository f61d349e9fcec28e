"""Turns recorded calls into steps: one describer per module class, each a few lines over the formulas."""

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

from torch import nn

from ..networks.modules import Add, BatchNorm2d, Conv2d, Linear, PadShortcut
from . import arithmetic, receptive_field
from .arithmetic import Window
from .hooks import Call
from .receptive_field import ReceptiveFieldState
from .records import IMAGE, Pair, Shape, Step, StepKind


class StepInfo(NamedTuple):
    """The formulas' results for one call."""

    kind: StepKind
    field: ReceptiveFieldState
    arithmetic: str
    window: Window | None = None
    macs: int = 0


def describe_steps(calls: Iterable[Call], image: Shape) -> tuple[Step, ...]:
    """Return the steps of a forward, in the order of its calls. `image` is the input's `[C, H, W]`."""
    fields = {IMAGE: receptive_field.of_image(image)}
    steps = []
    for call in calls:
        inputs = tuple(fields[path] for path in call.inputs)
        info = DESCRIBERS[type(call.module)](call, inputs)
        fields[call.path] = info.field
        steps.append(_step(call, info))
    return tuple(steps)


def _step(call: Call, info: StepInfo) -> Step:
    window = info.window
    return Step(
        path=call.path,
        kind=info.kind,
        module=type(call.module).__name__,
        inputs=call.inputs,
        input_shapes=call.input_shapes,
        output_shape=call.output_shape,
        kernel_size=window.kernel if window else None,
        stride=window.stride if window else None,
        padding=window.padding if window else None,
        groups=window.groups if window else None,
        params=sum(parameter.numel() for parameter in call.module.parameters(recurse=False)),
        macs=info.macs,
        bytes=arithmetic.size_in_bytes(call.output_shape),
        receptive_field=info.field.record(),
        arithmetic=info.arithmetic,
    )


def window_of(module: nn.Module) -> Window:
    """Return the window of a convolution, a max pooling or a zero-padding shortcut. Raises `TypeError` for others."""
    match module:
        case nn.Conv2d():
            kernel, stride, padding = _pair(module.kernel_size), _pair(module.stride), _pair(module.padding)
            return Window(kernel, stride, padding, module.groups)
        case nn.MaxPool2d():
            return Window(_pair(module.kernel_size), _pair(module.stride), _pair(module.padding))
        case PadShortcut():
            return Window((1, 1), (module.stride, module.stride))
    raise TypeError(f"a {type(module).__name__} has no window")


def _pair(value: object) -> Pair:
    """Expand PyTorch's single number for both sides."""
    return (value, value) if isinstance(value, int) else (value[0], value[1])  # type: ignore[index]  # a pair, by PyTorch's contract


def _grid(call: Call) -> Pair:
    return (call.output_shape[1], call.output_shape[2])


def _conv(call: Call, fields: tuple[ReceptiveFieldState, ...]) -> StepInfo:
    window, shape = window_of(call.module), call.input_shapes[0]
    field = receptive_field.after_window(fields[0], window, _grid(call))
    macs = arithmetic.conv_macs(window, shape, call.output_shape)
    return StepInfo("conv", field, arithmetic.window_text(window, shape), window, macs)


def _maxpool(call: Call, fields: tuple[ReceptiveFieldState, ...]) -> StepInfo:
    window = window_of(call.module)
    field = receptive_field.after_window(fields[0], window, _grid(call))
    return StepInfo("maxpool", field, arithmetic.window_text(window, call.input_shapes[0]), window)


def _avgpool(call: Call, fields: tuple[ReceptiveFieldState, ...]) -> StepInfo:
    _, *sides = call.input_shapes[0]
    window = arithmetic.adaptive_window((sides[0], sides[1]), _grid(call))
    field = receptive_field.after_adaptive(fields[0], window)
    text = arithmetic.adaptive_text(call.input_shapes[0], call.output_shape)
    return StepInfo("avgpool", field, text, window)


def _pad(call: Call, fields: tuple[ReceptiveFieldState, ...]) -> StepInfo:
    window = window_of(call.module)
    field = receptive_field.after_window(fields[0], window, _grid(call))
    return StepInfo("pad", field, arithmetic.pad_text(window, call.input_shapes[0], call.output_shape), window)


def _linear(call: Call, fields: tuple[ReceptiveFieldState, ...]) -> StepInfo:
    inputs, outputs = math.prod(call.input_shapes[0]), math.prod(call.output_shape)
    text, macs = arithmetic.linear_text(inputs, outputs), arithmetic.linear_macs(inputs, outputs)
    return StepInfo("linear", receptive_field.after_linear(fields[0]), text, macs=macs)


def _flatten(call: Call, fields: tuple[ReceptiveFieldState, ...]) -> StepInfo:
    return StepInfo("flatten", fields[0], arithmetic.flatten_text(call.input_shapes[0]))


def _add(call: Call, fields: tuple[ReceptiveFieldState, ...]) -> StepInfo:
    return StepInfo("add", receptive_field.after_addition(fields), arithmetic.UNCHANGED["add"](call.output_shape))


def _unchanged(kind: StepKind) -> Callable[[Call, tuple[ReceptiveFieldState, ...]], StepInfo]:
    text = arithmetic.UNCHANGED[kind]
    return lambda call, fields: StepInfo(kind, fields[0], text(call.output_shape))


DESCRIBERS: dict[type[nn.Module], Callable[[Call, tuple[ReceptiveFieldState, ...]], StepInfo]] = {
    Conv2d: _conv,
    BatchNorm2d: _unchanged("norm"),
    nn.ReLU: _unchanged("relu"),
    nn.MaxPool2d: _maxpool,
    nn.AdaptiveAvgPool2d: _avgpool,
    Add: _add,
    PadShortcut: _pad,
    nn.Flatten: _flatten,
    nn.Dropout: _unchanged("dropout"),
    Linear: _linear,
}
