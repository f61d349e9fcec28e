"""The volumes of a network's ends, and those of a block's own branch as the layer view lines them up."""

from dataclasses import dataclass

from app.diagrams.scene.marks import Volume
from app.diagrams.text.formatting import ShapeStyle, shape_text
from app.diagrams.text.labels import main_step, operation_words, step_words, volume_name, window_words
from app.networks.outline import Block, Layer, Operation
from app.tracing.hooks import IMAGE
from app.tracing.records import Trace


@dataclass(frozen=True, slots=True)
class Cards:
    """A block as a layer shows it: the volumes its convolutions make, and the words on the arrows that lead there.

    `closed` cards are drawn as a tight deck.
    """

    number: int
    block: Block
    volumes: tuple[Volume, ...]
    words: tuple[str, ...]
    closed: bool = False


def block_cards(layer: Layer, number: int, block: Block, trace: Trace, style: ShapeStyle) -> Cards:
    """The volume of every operation but those of the shortcut; the last stands for the block's output."""
    branch = own_branch(block)
    source = trace.step(branch[0].steps[0]).inputs[0]
    volumes: list[Volume] = []
    for operation in branch:
        path = block.output if operation is branch[-1] else operation.steps[-1]
        volumes.append(_card(operation, path, block, layer.path, source, trace, style))
        source = path
    return Cards(number, block, tuple(volumes), tuple(window_words(main_step(op, trace)) for op in branch))


def own_branch(block: Block) -> list[Operation]:
    """The operations that the shortcut goes around."""
    return [operation for operation in block.operations if operation.kind in ("convolution", "pooling")]


def _card(
    operation: Operation, path: str, block: Block, tone: str, source: str, trace: Trace, style: ShapeStyle
) -> Volume:
    given, made = trace.step(operation.steps[0]).input_shapes[0], trace.step(path).output_shape
    what = operation_words(operation, trace)
    if path not in operation.steps:
        what += " · + shortcut · ReLU"
    name = volume_name(operation.path, what, shape_text(given, style), shape_text(made, style))
    return Volume(path, operation.path, block.path, made, tone, name, (source,))


def operation_volume(operation: Operation, trace: Trace, tone: str, source: str, style: ShapeStyle) -> Volume:
    """What an operation of the stem or of the head makes."""
    first, last = main_step(operation, trace), trace.step(operation.steps[-1])
    given, made = shape_text(first.input_shapes[0], style), shape_text(last.output_shape, style)
    name = volume_name(operation.path, step_words(first), given, made)
    return Volume(last.path, operation.path, operation.path, last.output_shape, tone, name, (source,))


def image_volume(trace: Trace, style: ShapeStyle) -> Volume:
    """What goes into a network."""
    shape = trace.input.shape
    return Volume(IMAGE, IMAGE, "", shape, "input", f"input image, {shape_text(shape, style)}")


def entry_volume(block: Block, trace: Trace, style: ShapeStyle) -> Volume:
    """What flows into a block. A click leads to where it comes from, at the same level."""
    first = trace.step(block.operations[0].steps[0])
    shape, path = first.input_shapes[0], first.inputs[0]
    name = f"{path}, what enters {block.path}: {shape_text(shape, style)}"
    return Volume(path, path, producer_place(path), shape, "input", name)


def producer_place(path: str) -> str:
    """The place of the step that made a volume, as a block or as an operation of the stem."""
    names = {"input": "", "relu": "conv1"}
    parts = path.split(".")
    return ".".join(parts[:2]) if path.startswith("layer") else names.get(path, path)


def shortcut_words(block: Block, trace: Trace) -> str:
    """`projection 1×1, 128, /2`, `zero padding, /2`, `identity`."""
    own = [operation for operation in block.operations if operation.kind in ("projection", "padding")]
    if not own:
        return "identity"
    words = step_words(trace.step(own[0].steps[0]))
    return words.replace("conv", "projection", 1)
