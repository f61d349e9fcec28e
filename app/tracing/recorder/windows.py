"""Windows and MACs of recorded functions, from their arguments."""

from math import prod
from typing import Any

from torch import Tensor

from ..arithmetic import Window, adaptive_window
from ..records import Pair, Shape
from .calls import InnerCall

CONVOLUTIONS = ("conv1d", "conv2d", "conv3d")
TRANSPOSED = ("conv_transpose1d", "conv_transpose2d", "conv_transpose3d")
UNCOUNTED = frozenset(
    {
        *("matmul", "bmm", "mm", "einsum", "baddbmm", "addmm", "tensordot", "bilinear", "scaled_dot_product_attention"),
        *("lstm", "gru", "rnn_tanh", "rnn_relu", "lstm_cell", "gru_cell", "rnn_tanh_cell", "rnn_relu_cell"),
    }
)
"""Functions with products that the definition of MACs (convolutions and linear layers) leaves out."""


def argument(call: InnerCall, position: int, name: str, default: Any = None) -> Any:
    """The argument of a function by position or name."""
    return call.args[position] if len(call.args) > position else call.kwargs.get(name, default)


def window_of(call: InnerCall) -> Window | None:
    """The window of a convolution or pooling over one or two axes; `None` for other functions.

    Windows over one axis have a second one of length 1. Three axes and transposed convolutions have no window.
    """
    if call.name in ("conv1d", "conv2d"):
        return _convolution(call)
    if call.name in ("max_pool1d", "max_pool2d", "avg_pool1d", "avg_pool2d"):
        return _pooling(call)
    if call.name in ("adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_max_pool1d", "adaptive_max_pool2d"):
        before, after = _sides(call.name, call.input_shape), _sides(call.name, call.output_shape)
        return adaptive_window(before, after) if min(after) > 0 else None
    return None


def _convolution(call: InnerCall) -> Window | None:
    weight: Tensor = argument(call, 1, "weight")
    kernel = _pair(tuple(weight.shape[2:]), 1)
    dilation = _pair(argument(call, 5, "dilation", 1), 1, call.name)
    padding = argument(call, 4, "padding", 0)
    if padding == "same":
        spread = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
        if any(each % 2 for each in spread):
            return None  # one more row at the end than at the beginning
        padding = tuple(each // 2 for each in spread)[: len(weight.shape) - 2]
    elif padding == "valid":
        padding = 0
    stride = _pair(argument(call, 3, "stride", 1), 1, call.name)
    return Window(kernel, stride, _pair(padding, 0, call.name), argument(call, 6, "groups", 1), dilation)


def _pooling(call: InnerCall) -> Window:
    kernel = argument(call, 1, "kernel_size")
    stride = argument(call, 2, "stride") or kernel
    dilation = argument(call, 4, "dilation", 1) if call.name.startswith("max") else 1
    return Window(
        _pair(kernel, 1, call.name),
        _pair(stride, 1, call.name),
        _pair(argument(call, 3, "padding", 0), 0, call.name),
        dilation=_pair(dilation, 1, call.name),
        ceil_mode=argument(call, 5 if call.name.startswith("max") else 4, "ceil_mode", False),
    )


def _pair(value: Any, fill: int, name: str = "") -> Pair:
    """Expand PyTorch's single number for both axes, and the one number of a function over one axis."""
    numbers = (value,) if isinstance(value, int) else tuple(value)
    if len(numbers) == 1:
        return (numbers[0], fill if name.endswith("1d") or (not isinstance(value, int) and not name) else numbers[0])
    return (numbers[0], numbers[1])


def _sides(name: str, shape: Shape) -> Pair:
    return (shape[-1], 1) if name.endswith("1d") else (shape[-2], shape[-1])


def macs_of(call: InnerCall) -> int | None:
    """The multiply-adds of a function for its whole batch, 0 for functions without; `None` if they are not counted."""
    if call.name in UNCOUNTED:
        return None
    if call.name in CONVOLUTIONS:
        return prod(call.output_shape) * _weights(call)
    if call.name in TRANSPOSED:
        return prod(call.input_shape) * _weights(call)
    if call.name == "linear":
        return prod(call.output_shape) * _weights(call)
    if call.name == "multi_head_attention_forward":
        return _projections(call)
    return 0


def _projections(call: InnerCall) -> int:
    """The four linear layers of attention, without the products of queries, keys and values."""
    query, key, value = (argument(call, n, name) for n, name in enumerate(("query", "key", "value")))
    width = int(argument(call, 3, "embed_dim_to_check"))
    return width * (2 * int(query.numel()) + int(key.numel()) + int(value.numel()))


def _weights(call: InnerCall) -> int:
    """The weights for one output channel; in a transposed convolution, for one input channel."""
    weight: Tensor = argument(call, 1, "weight")
    return prod(weight.shape[1:])
