"""Labels of single steps in pictures, tooltips and tables."""

from collections.abc import Sequence

from ...tracing.records import Pair, Step
from .named_shape import output_shape
from .step_names import short_step_name, step_name

QUIET = ("flatten", "reshape", "slice")
"""Kinds of step that rearrange a volume: no operation is named after them."""


def times(pair: Pair) -> str:
    """`3×3`."""
    return f"{pair[0]}×{pair[1]}"


def stride_label(step: Step) -> str:
    """`, /2` for a stride other than 1, as in the paper's figures."""
    if step.stride is None or step.stride == (1, 1):
        return ""
    equal = step.stride[0] == step.stride[1] or is_sequence(step)
    return f", /{step.stride[0]}" if equal else f", /{times(step.stride)}"


def kernel_label(step: Step) -> str:
    """`3×3`; `3` for a kernel along a sequence; empty without a kernel."""
    if not step.kernel_size:
        return ""
    return str(step.kernel_size[0]) if is_sequence(step) else times(step.kernel_size)


def is_sequence(step: Step) -> bool:
    """Whether a window slides along one axis only."""
    return len(step.output_shape) == 2


def window_label(step: Step) -> str:
    """`3×3, /2`: the kernel, and the stride unless it is 1."""
    return f"{kernel_label(step)}{stride_label(step)}" if step.kernel_size else ""


def groups_label(step: Step) -> str:
    """`, 32 groups` for a grouped convolution."""
    return "" if step.groups in (None, 1) else f", {step.groups} groups"


def step_label(step: Step) -> str:
    """`conv 3×3, 128, /2`, `max pooling 3×3, /2`, `batch norm`."""
    match step.kind:
        case "conv":
            return _conv_label(step, f"{_conv_name(step)} {kernel_label(step)}")
        case "maxpool":
            return f"max pooling {window_label(step)}".strip()
        case "avgpool" if not is_adaptive(step):
            return f"average pooling {window_label(step)}".strip()
        case "linear" | "embedding":
            return f"{step_name(step)}, {output_shape(step).channels}"
        case "pad":
            return f"{step_name(step)}{stride_label(step)}"
        case "upsample":
            return f"{step_name(step)}{_factor(step)}"
    return step_name(step)


def _conv_label(step: Step, name: str) -> str:
    dilation = f", dilation {step.dilation[0]}" if step.dilation and max(step.dilation) > 1 else ""
    return f"{name.strip()}, {output_shape(step).channels}{stride_label(step)}{groups_label(step)}{dilation}"


def _conv_name(step: Step) -> str:
    return "transposed conv" if "transpose" in step.module.lower() else "conv"


def is_adaptive(step: Step) -> bool:
    """Whether a pooling divides its input into as many windows as its output has values."""
    return step.kernel_size is None or step.module.lower().startswith("adaptive")


def _factor(step: Step) -> str:
    """` ×2`: by how much an upsampling enlarges each side, if it is the same whole number."""
    sides = list(zip(step.input_shapes[0][1:], step.output_shape[1:], strict=False))
    factors = {after / before for before, after in sides if before}
    return f" ×{factor:.0f}" if len(factors) == 1 and (factor := factors.pop()) == int(factor) else ""


def paper_label(step: Step) -> str:
    """`3×3 conv, 64, /2`, `pool, /2`, `fc, 1000`: the short form of the paper's Figure 3."""
    match step.kind:
        case "conv":
            return _conv_label(step, f"{kernel_label(step)} {_conv_name(step)}")
        case "maxpool":
            return f"pool{stride_label(step)}"
        case "avgpool" if output_shape(step).is_image:
            _, height, width = step.output_shape
            return "avg pool" if height == width == 1 else f"avg pool to {height}×{width}"
        case "linear":
            return f"fc, {output_shape(step).channels}"
    return step_label(step)


def following_label(steps: Sequence[Step]) -> str:
    """`BN · ReLU`: the steps after (or before) an operation's main one, without those that only rearrange values."""
    return " · ".join(short_step_name(step) or step_label(step) for step in steps if step.kind not in QUIET)
