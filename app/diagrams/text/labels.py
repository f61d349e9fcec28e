"""Labels of steps, operations, blocks and stages in pictures, tooltips and tables."""

from ...networks.outline import Block, Operation
from ...tracing.records import Pair, Step, Trace

KIND_LABELS = {
    "conv": "convolution",
    "norm": "batch norm",
    "relu": "ReLU",
    "maxpool": "max pooling",
    "avgpool": "average pooling",
    "add": "addition",
    "pad": "zero padding",
    "flatten": "flatten",
    "dropout": "dropout",
    "linear": "linear",
}
SHORT_LABELS = {"norm": "BN", "relu": "ReLU", "flatten": "flatten", "dropout": "dropout", "add": "+"}
SHORTCUT_LABELS = {
    "identity": "identity shortcut",
    "padding": "zero-padding shortcut",
    "projection": "projection shortcut",
    "none": "no shortcut",
}
BLOCK_LABELS = {
    "basic": "basic block",
    "bottleneck": "bottleneck block",
    "convolution": "convolution",
    "pooling": "pooling",
}


def times(pair: Pair) -> str:
    """`3×3`."""
    return f"{pair[0]}×{pair[1]}"


def stride_label(step: Step) -> str:
    """`, /2` for a stride other than 1, as in the paper's figures."""
    if step.stride is None or step.stride == (1, 1):
        return ""
    return f", /{step.stride[0]}" if step.stride[0] == step.stride[1] else f", /{times(step.stride)}"


def window_label(step: Step) -> str:
    """`3×3, /2`: the kernel, and the stride unless it is 1."""
    return f"{times(step.kernel_size)}{stride_label(step)}" if step.kernel_size else ""


def groups_label(step: Step) -> str:
    """`, 32 groups` for a grouped convolution."""
    return "" if step.groups in (None, 1) else f", {step.groups} groups"


def step_label(step: Step) -> str:
    """`conv 3×3, 128, /2`, `max pooling 3×3, /2`, `batch norm`."""
    match step.kind:
        case "conv" if step.kernel_size:
            return f"conv {times(step.kernel_size)}, {step.output_shape[0]}{stride_label(step)}{groups_label(step)}"
        case "maxpool":
            return f"max pooling {window_label(step)}"
        case "linear":
            return f"linear, {step.output_shape[0]}"
        case "pad":
            return f"zero padding{stride_label(step)}"
    return KIND_LABELS[step.kind]


def paper_label(step: Step) -> str:
    """`3×3 conv, 64, /2`, `pool, /2`, `fc, 1000`: the short form of the paper's Figure 3."""
    match step.kind:
        case "conv" if step.kernel_size:
            return f"{times(step.kernel_size)} conv, {step.output_shape[0]}{stride_label(step)}{groups_label(step)}"
        case "maxpool":
            return f"pool{stride_label(step)}"
        case "avgpool":
            _, height, width = step.output_shape
            return "avg pool" if height == width == 1 else f"avg pool to {height}×{width}"
        case "linear":
            return f"fc, {step.output_shape[0]}"
    return KIND_LABELS[step.kind]


def following_label(steps: list[Step]) -> str:
    """`BN · ReLU`: the steps after an operation's first one."""
    return " · ".join(SHORT_LABELS.get(step.kind, step_label(step)) for step in steps)


def main_step(operation: Operation, trace: Trace) -> Step:
    """Return the first step of an operation, apart from a flattening before a linear layer."""
    return next(step for path in operation.steps if (step := trace.step(path)).kind != "flatten")


def operation_label(operation: Operation, trace: Trace, output: str = "") -> str:
    """`conv 3×3, 128, /2 · BN · ReLU`: the steps of an operation, up to its block's if that ends with step `output`."""
    main = main_step(operation, trace)
    rest = [trace.step(path) for path in operation.steps if path != main.path and trace.step(path).kind != "flatten"]
    block_end = ["+ shortcut · ReLU"] if output and output not in operation.steps else []
    return " · ".join([step_label(main), *([following_label(rest)] if rest else []), *block_end])


def block_name(block: Block, number: int) -> str:
    """`block 2`; in VGG, whose blocks are single operations, `convolution 2`."""
    return f"{block.kind if block.kind in ('convolution', 'pooling') else 'block'} {number}"


def block_label(block: Block) -> str:
    """`basic block, identity shortcut`; in VGG, `convolution` or `pooling`."""
    if block.kind in ("convolution", "pooling"):
        return BLOCK_LABELS[block.kind]
    return f"{BLOCK_LABELS[block.kind]}, {SHORTCUT_LABELS[block.shortcut]}"


def describe_volume(path: str, what: str, inputs: str, output: str) -> str:
    """Return the description of a volume for screen readers."""
    return f"{path}, {what}: {inputs} in, {output} out"


def size_label(size: Pair) -> str:
    """`112`, or `97×131` if the sides differ."""
    return str(size[0]) if size[0] == size[1] else times(size)


def stage_label(factor: int | None, size: Pair | None) -> str:
    """Name a stage by the size of its volumes if it is given, else by its share of the input."""
    if size:
        return f"output size: {size_label(size)}"
    if factor is None:
        return "head"
    return "size of the input" if factor == 1 else f"1/{factor} of the input"
