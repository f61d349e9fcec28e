"""The meaning of a volume's axes, one letter each: N, C, H, W, D, L for a sequence, `?` for an unknown axis."""

from typing import Any

from ..records import Shape
from .calls import InnerCall
from .windows import argument

DEFAULTS = {0: "", 1: "N", 2: "NC", 3: "NCL", 4: "NCHW", 5: "NCDHW"}
"""The layout of a volume by its rank, as PyTorch's convolutions have it."""

FEATURES_LAST = {2: "NC", 3: "NLC", 4: "NHWC", 5: "NDHWC"}
"""The layout of a volume after a function over its last axis."""


ONE_POSITION = {"NC??": "NCHW", "NC?": "NCL"}
"""A vector per image as a volume of one position."""


def default_layout(shape: Shape) -> str:
    """The layout of an input."""
    return DEFAULTS.get(len(shape), "?" * len(shape))


def layout_after(call: InnerCall, before: str, output: Shape) -> str:
    """The layout of a function's result, from that of its first volume."""
    rule = RULES.get(call.name)
    after = rule(call, before) if rule else before
    after = ONE_POSITION.get(after, after) if set(output[2:]) == {1} else after
    if len(after) == len(output):
        return after
    return "N" + "?" * (len(output) - 1) if output else ""


def _convolution(call: InnerCall, _: str) -> str:
    return default_layout(call.output_shape)


def _features_last(call: InnerCall, before: str) -> str:
    known = before[-1:] == "C" and len(before) == len(call.output_shape)
    return before if known else FEATURES_LAST.get(len(call.output_shape), before)


def _axes(call: InnerCall) -> list[int]:
    """The axes that a call names, as one tuple or one by one."""
    rest = call.args[1:] if len(call.args) > 1 else tuple(call.kwargs.values())
    numbers = rest[0] if rest and isinstance(rest[0], (tuple, list)) else rest
    return [number for number in numbers if isinstance(number, int)]


def _permute(call: InnerCall, before: str) -> str:
    axes = _axes(call)
    return "".join(before[axis] for axis in axes) if len(axes) == len(before) else ""


def _transpose(call: InnerCall, before: str) -> str:
    letters, axes = [*before], _axes(call)
    if len(axes) == 2 and len(letters) > max(axes):
        one, other = axes
        letters[one], letters[other] = letters[other], letters[one]
    return "".join(letters)


def _flatten(call: InnerCall, before: str) -> str:
    rank = len(before)
    start, end = argument(call, 1, "start_dim", 0) % rank, argument(call, 2, "end_dim", -1) % rank
    return before[:start] + _merged(before[start : end + 1]) + before[end + 1 :]


def _merged(letters: str) -> str:
    if len(letters) == 1:
        return letters
    return "C" if "C" in letters else "L" if set(letters) <= set("DHWL") else "?"


def _reshape(call: InnerCall, before: str) -> str:
    old, new = call.input_shape, call.output_shape
    if len(old) == len(new):
        return before if old == new else _aligned(before, old, new)
    merged = _without(before, old, new)
    return merged or ("NC" if len(new) == 2 else "")


def _aligned(before: str, old: Shape, new: Shape) -> str:
    return "".join(letter if one == other else "?" for letter, one, other in zip(before, old, new, strict=True))


def _without(before: str, old: Shape, new: Shape) -> str:
    """The letters where neighbouring axes were merged; empty where axes were also split."""
    letters, position = "", 0
    for side in new:
        product, start = 1, position
        while position < len(old) and (product < side or position == start):
            product *= old[position]
            position += 1
        if product != side:
            return ""
        letters += _merged(before[start:position]) if position > start else "?"
    rest = old[position:]
    return letters if all(side == 1 for side in rest) else ""


def _unsqueeze(call: InnerCall, before: str) -> str:
    axis = argument(call, 1, "dim", 0) % (len(before) + 1)
    return before[:axis] + "?" + before[axis:]


def _squeeze(call: InnerCall, before: str) -> str:
    axes = [axis % len(before) for axis in _axes(call)] or range(len(before))
    return "".join(letter for axis, letter in enumerate(before) if axis not in axes or call.input_shape[axis] != 1)


def _reduce(call: InnerCall, before: str) -> str:
    if len(call.output_shape) == len(before):
        return before
    axes = argument(call, 1, "dim", argument(call, 1, "axis", ()))
    numbers = {axis % len(before) for axis in ([axes] if isinstance(axes, int) else axes or ())}
    return "".join(letter for axis, letter in enumerate(before) if axis not in numbers)


def _getitem(call: InnerCall, before: str) -> str:
    index: Any = call.args[1]
    items = index if isinstance(index, tuple) else (index,)
    letters, position = "", 0
    for item in items:
        if item is None:
            letters += "?"
        elif item is Ellipsis:
            skipped = len(before) - sum(each is not None and each is not Ellipsis for each in items)
            letters += before[position : position + skipped]
            position += skipped
        else:
            letters += before[position : position + 1] if isinstance(item, slice) else ""
            position += 1
    return letters + before[position:]


RULES = {
    **dict.fromkeys(
        ["conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d"], _convolution
    ),
    **dict.fromkeys(["max_pool2d", "avg_pool2d", "adaptive_avg_pool2d", "adaptive_max_pool2d"], _convolution),
    **dict.fromkeys(["linear", "layer_norm", "rms_norm", "embedding"], _features_last),
    "permute": _permute,
    **dict.fromkeys(["transpose", "swapaxes", "swapdims"], _transpose),
    "flatten": _flatten,
    **dict.fromkeys(["view", "reshape", "unflatten"], _reshape),
    "unsqueeze": _unsqueeze,
    "squeeze": _squeeze,
    **dict.fromkeys(["mean", "sum", "amax", "amin", "max", "min", "std", "var"], _reduce),
    "getitem": _getitem,
}
