"""The volumes that views draw: of the image, of operations, of a block's own branch and of its shortcut."""

from dataclasses import dataclass

from ...networks.outline import Block, Layer, Operation
from ...tracing.records import IMAGE, Step, Trace
from ..scene.marks import Volume
from ..text.labels import main_step, operation_label, step_label, window_label
from .context import ViewContext


@dataclass(frozen=True, slots=True)
class BlockCards:
    """A block in the layer view: its branch's volumes, and a label for the arrow to each of them.

    `closed` cards are drawn as a tight deck.
    """

    number: int
    block: Block
    volumes: tuple[Volume, ...]
    labels: tuple[str, ...]
    closed: bool = False


def block_cards(context: ViewContext, layer: Layer, number: int, block: Block) -> BlockCards:
    """Return the volumes of the block's own branch; the last one stands for the block's output."""
    branch = own_branch(block)
    source = context.trace.step(branch[0].steps[0]).inputs[0]
    volumes: list[Volume] = []
    for operation in branch:
        path = block.output if operation is branch[-1] else operation.steps[-1]
        volumes.append(_card(context, operation, path, block, layer.path, source))
        source = path
    labels = tuple(window_label(main_step(operation, context.trace)) for operation in branch)
    return BlockCards(number, block, tuple(volumes), labels)


def _card(context: ViewContext, operation: Operation, path: str, block: Block, tone: str, source: str) -> Volume:
    trace, what = context.trace, operation_label(operation, context.trace, path)
    output = trace.step(path).output_shape
    description = context.describe(operation.path, what, trace.step(operation.steps[0]).input_shapes[0], output)
    return Volume(path, operation.path, block.path, output, tone, description, (source,))


def own_branch(block: Block) -> list[Operation]:
    """Return the operations that the shortcut bypasses."""
    return [operation for operation in block.operations if operation.kind in ("convolution", "pooling")]


def operation_volume(context: ViewContext, operation: Operation, tone: str, source: str, label: str = "") -> Volume:
    """Return the output of an operation, described by `label` or else by its main step."""
    main, last = main_step(operation, context.trace), context.trace.step(operation.steps[-1])
    what = label or step_label(main)
    description = context.describe(operation.path, what, main.input_shapes[0], last.output_shape)
    return Volume(last.path, operation.path, operation.path, last.output_shape, tone, description, (source,))


def image_volume(context: ViewContext) -> Volume:
    """Return the input image."""
    shape = context.trace.input.shape
    return Volume(IMAGE, IMAGE, "", shape, "input", f"input image, {context.shape(shape)}")


def entry_volume(context: ViewContext, block: Block) -> Volume:
    """Return the input of a block. A click leads to the block or operation that produces it."""
    first = context.trace.step(block.operations[0].steps[0])
    shape, path = first.input_shapes[0], first.inputs[0]
    description = f"{path}, what enters {block.path}: {context.shape(shape)}"
    return Volume(path, path, producer_place(path), shape, "input", description)


def producer_place(path: str) -> str:
    """Return the path of the block, or of the stem's operation, that produces the volume of step `path`."""
    if path.startswith("layer"):
        return ".".join(path.split(".")[:2])
    return {IMAGE: "", "relu": "conv1"}.get(path, path)


def shortcut_operation(block: Block) -> Operation | None:
    """Return the projection or zero padding on the block's shortcut, if it has one."""
    return next((operation for operation in block.operations if operation.kind in ("projection", "padding")), None)


def shortcut_label(block: Block, trace: Trace) -> str:
    """`projection 1×1, 128, /2`, `zero padding, /2`, `identity`."""
    operation = shortcut_operation(block)
    return step_label(trace.step(operation.steps[0])).replace("conv", "projection", 1) if operation else "identity"


def shortcut_volume(context: ViewContext, operation: Operation, label: str) -> Volume:
    """Return the output of the operation on a shortcut."""
    first, last = context.trace.step(operation.steps[0]), context.trace.step(operation.steps[-1])
    description = context.describe(operation.path, label, first.input_shapes[0], last.output_shape)
    place = (last.path, operation.path, operation.path)
    return Volume(*place, last.output_shape, "projection", description, first.inputs, zero_channels(last))


def zero_channels(step: Step) -> int:
    """Return the number of channels that a zero padding adds; 0 for other steps."""
    return step.output_shape[0] - step.input_shapes[0][0] if step.kind == "pad" else 0
