"""From what a hook saw of a module to a step: one reader per class of module, each a few lines over the formulas."""

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

from torch import nn

from app.networks.modules import Add, BatchNorm2d, Conv2d, Linear, PadShortcut
from app.tracing import arithmetic
from app.tracing.arithmetic import Reach, Window
from app.tracing.hooks import IMAGE, Call
from app.tracing.records import Pair, Shape, Step, StepKind


class Reading(NamedTuple):
    """What the formulas say of one call."""

    kind: StepKind
    reach: Reach
    arithmetic: str
    window: Window | None = None
    macs: int = 0


def read(calls: Iterable[Call], image: Shape) -> tuple[Step, ...]:
    """The steps of a forward, in the order of its calls."""
    reaches = {IMAGE: arithmetic.image_reach(image)}
    steps = []
    for call in calls:
        inputs = tuple(reaches[path] for path in call.inputs)
        reading = READERS[type(call.module)](call, inputs)
        reaches[call.path] = reading.reach
        steps.append(_step(call, reading))
    return tuple(steps)


def _step(call: Call, reading: Reading) -> Step:
    window = reading.window
    return Step(
        path=call.path,
        kind=reading.kind,
        module=type(call.module).__name__,
        inputs=call.inputs,
        input_shapes=call.input_shapes,
        output_shape=call.output_shape,
        kernel_size=window.kernel if window else None,
        stride=window.stride if window else None,
        padding=window.padding if window else None,
        groups=window.groups if window else None,
        params=sum(parameter.numel() for parameter in call.module.parameters(recurse=False)),
        macs=reading.macs,
        bytes=arithmetic.size_in_bytes(call.output_shape),
        receptive_field=reading.reach.field,
        arithmetic=reading.arithmetic,
    )


def sliding(module: nn.Module) -> Window:
    """The window of a convolution, a max pooling or a zero-padding shortcut."""
    match module:
        case nn.Conv2d():
            kernel, stride, padding = _pair(module.kernel_size), _pair(module.stride), _pair(module.padding)
            return Window(kernel, stride, padding, module.groups)
        case nn.MaxPool2d():
            return Window(_pair(module.kernel_size), _pair(module.stride), _pair(module.padding))
        case PadShortcut():
            return Window((1, 1), (module.stride, module.stride))
    raise TypeError(f"a {type(module).__name__} slides no window")


def _pair(value: object) -> Pair:
    """PyTorch's way of giving one number for both sides, undone."""
    return (value, value) if isinstance(value, int) else (value[0], value[1])  # type: ignore[index]  # a pair, by PyTorch's contract


def _grid(call: Call) -> Pair:
    return (call.output_shape[1], call.output_shape[2])


def _conv(call: Call, reaches: tuple[Reach, ...]) -> Reading:
    window, shape = sliding(call.module), call.input_shapes[0]
    reach = arithmetic.window_reach(reaches[0], window, _grid(call))
    macs = arithmetic.conv_macs(window, shape, call.output_shape)
    return Reading("conv", reach, arithmetic.window_text(window, shape), window, macs)


def _maxpool(call: Call, reaches: tuple[Reach, ...]) -> Reading:
    window = sliding(call.module)
    reach = arithmetic.window_reach(reaches[0], window, _grid(call))
    return Reading("maxpool", reach, arithmetic.window_text(window, call.input_shapes[0]), window)


def _avgpool(call: Call, reaches: tuple[Reach, ...]) -> Reading:
    window = arithmetic.adaptive_window(reaches[0].grid, _grid(call))
    reach = arithmetic.window_reach(reaches[0], window, _grid(call))
    text = arithmetic.adaptive_text(call.input_shapes[0], call.output_shape)
    return Reading("avgpool", reach, text, window)


def _pad(call: Call, reaches: tuple[Reach, ...]) -> Reading:
    window = sliding(call.module)
    reach = arithmetic.window_reach(reaches[0], window, _grid(call))
    return Reading("pad", reach, arithmetic.pad_text(window, call.input_shapes[0], call.output_shape), window)


def _linear(call: Call, reaches: tuple[Reach, ...]) -> Reading:
    inputs, outputs = math.prod(call.input_shapes[0]), math.prod(call.output_shape)
    text, macs = arithmetic.linear_text(inputs, outputs), arithmetic.linear_macs(inputs, outputs)
    return Reading("linear", arithmetic.linear_reach(reaches[0]), text, macs=macs)


def _flatten(call: Call, reaches: tuple[Reach, ...]) -> Reading:
    return Reading("flatten", reaches[0], arithmetic.flatten_text(call.input_shapes[0]))


def _add(call: Call, reaches: tuple[Reach, ...]) -> Reading:
    return Reading("add", arithmetic.joined_reach(reaches), arithmetic.UNCHANGED["add"](call.output_shape))


def _unchanged(kind: StepKind) -> Callable[[Call, tuple[Reach, ...]], Reading]:
    text = arithmetic.UNCHANGED[kind]
    return lambda call, reaches: Reading(kind, reaches[0], text(call.output_shape))


READERS: dict[type[nn.Module], Callable[[Call, tuple[Reach, ...]], Reading]] = {
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
