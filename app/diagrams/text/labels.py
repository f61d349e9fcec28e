"""Labels of operations, blocks and stages in pictures, tooltips and tables."""

from ...networks.outline import Block, Operation
from ...tracing.records import Pair, Step, Trace
from .step_labels import QUIET, following_label, step_label, times, window_label

WEIGHTED = ("conv", "linear", "attention", "recurrent", "embedding")
"""Kinds of step that an operation is named after, wherever they are in it."""

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
    "composite": "block",
    "transition": "transition",
}
NOT_NUMBERED_AS_BLOCKS = ("convolution", "pooling", "transition")


def main_step(operation: Operation, trace: Trace) -> Step:
    """Return the first convolution, linear layer or other step with weights, else the first that computes anything."""
    steps = [trace.step(path) for path in operation.steps]
    computing = [step for step in steps if step.kind not in QUIET] or steps
    return next((step for step in computing if step.kind in WEIGHTED), computing[0])


def first_step(operation: Operation, trace: Trace) -> Step:
    """Return the first step that computes anything: its inputs are those of the operation."""
    steps = [trace.step(path) for path in operation.steps]
    return next((step for step in steps if step.kind not in QUIET), steps[0])


def operation_label(operation: Operation, trace: Trace, ending: Operation | None = None) -> str:
    """`conv 3×3, 128, /2 · BN · ReLU`: the steps of an operation, and those of the addition that ends its block."""
    steps = [trace.step(path) for path in operation.steps]
    main = main_step(operation, trace)
    number = operation.steps.index(main.path)
    parts = [following_label(steps[:number]), step_label(main), following_label(steps[number + 1 :])]
    parts += ["+ shortcut", following_label([trace.step(path) for path in ending.steps[1:]])] if ending else []
    label = " · ".join(part for part in parts if part)
    return f"gate: {label}" if operation.kind == "gate" else label


def arrow_label(operation: Operation, trace: Trace) -> str:
    """`3×3, /2`, `linear`, `gate`, `BN · ReLU`: an operation on the arrow to its volume, in the view of a layer."""
    main = main_step(operation, trace)
    if operation.kind in ("gate", "attention"):
        return operation.kind
    if operation.kind == "preactivation":
        return following_label([trace.step(path) for path in operation.steps])
    return window_label(main) or ("linear" if main.kind == "linear" else step_label(main))


def block_name(block: Block, number: int) -> str:
    """`block 2`; in VGG, whose blocks are single operations, `convolution 2`; between blocks, `transition 2`."""
    return f"{block.kind if block.kind in NOT_NUMBERED_AS_BLOCKS else 'block'} {number}"


def block_label(block: Block) -> str:
    """`basic block, identity shortcut`; in VGG, `convolution` or `pooling`; between blocks, `transition`."""
    if block.kind in NOT_NUMBERED_AS_BLOCKS:
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
