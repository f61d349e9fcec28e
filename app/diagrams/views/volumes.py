"""The volumes that views draw: of the image, of operations, of a block's own branch and of its shortcut."""

from dataclasses import dataclass

from ...networks.outline import Block, Layer, Operation
from ...tracing.records import IMAGE, Input, Step, Trace
from ..cards import Card, main_cards
from ..dataflow import Way
from ..scene.marks import Volume
from ..text.labels import arrow_label, first_step, main_step, operation_label
from ..text.named_shape import NamedShape, entering_shape, output_shape, produced_shape
from ..text.step_labels import step_label, window_label
from .context import ViewContext


@dataclass(frozen=True, slots=True)
class BlockCards:
    """A block in the layer view: the volumes of its main flow, and a label for the arrow to each of them.

    `ways` are beside them. `cards` has the path of a volume for every step. `closed` cards are drawn as a tight deck.
    """

    number: int
    block: Block
    volumes: tuple[Volume, ...]
    labels: tuple[str, ...]
    ways: tuple[Way, ...]
    cards: dict[str, str]
    closed: bool = False


def block_cards(context: ViewContext, layer: Layer, number: int, block: Block) -> BlockCards:
    """Return the volumes of the block's main flow; the last one stands for the block's output."""
    cards = main_cards(context.trace, block)
    source, tone = cards.source, context.tones[layer.path]
    volumes: list[Volume] = []
    for card in cards.cards:
        volumes.append(_card(context, card, block, tone, source))
        source = card.path
    labels = tuple(arrow_label(card.operation, context.trace) for card in cards.cards)
    steps = {path: cards.goals[operation.path] for operation in block.operations for path in operation.steps}
    return BlockCards(number, block, tuple(volumes), labels, cards.ways, steps)


def _card(context: ViewContext, card: Card, block: Block, tone: str, source: str) -> Volume:
    trace, operation = context.trace, card.operation
    what, output = operation_label(operation, trace, card.ending), trace.step(card.path)
    first = entering_shape(trace, trace.step(operation.steps[0]))
    description = context.describe(operation.path, what, first, output_shape(output))
    inputs = (source,) if source else ()
    return step_volume(output, operation.path, block.path, tone, description, inputs)


def step_volume(
    step: Step, at: str, link_path: str, tone: str, description: str, inputs: tuple[str, ...] = (), zeros: int = 0
) -> Volume:
    """Return the output of a step."""
    shape = output_shape(step)
    return Volume(step.path, at, link_path, shape.shape, tone, description, inputs, zeros, shape.layout, shape.folded)


def given_volume(context: ViewContext, path: str, link_path: str, description: str) -> Volume:
    """Return a volume that the picture does not compute."""
    shape = produced_shape(context.trace, path)
    text = f"{path}, {description}: {context.shape(shape)}"
    return Volume(path, path, link_path, shape.shape, "input", text, layout=shape.layout, folded=shape.folded)


def operation_volume(
    context: ViewContext, operation: Operation, tone: str, sources: tuple[str, ...], label: str = ""
) -> Volume:
    """Return the output of an operation, described by `label` or else by its main step."""
    trace, main = context.trace, main_step(operation, context.trace)
    last = trace.step(operation.steps[-1])
    given = entering_shape(trace, first_step(operation, trace))
    description = context.describe(operation.path, label or step_label(main), given, output_shape(last))
    return step_volume(last, operation.path, operation.path, tone, description, sources)


def image_volume(context: ViewContext, given: Input | None = None) -> Volume:
    """Return the input image, or another input."""
    given = given or context.trace.input
    named = NamedShape(given.shape)
    what = "input image" if given.path == IMAGE and named.is_image else given.path
    text = f"{what}, {context.shape(named)}"
    return Volume(given.path, given.path, "", given.shape, "input", text, layout=named.layout)


def entry_volume(context: ViewContext, block: Block) -> Volume:
    """Return the input of a block's main flow. A click leads to the block or operation that produces it."""
    path = main_cards(context.trace, block).source
    return given_volume(context, path, producer_place(context.trace, path), f"what enters {block.path}")


def producer_place(trace: Trace, path: str) -> str:
    """Return the path of the block, or of the operation of the stem, that produces the volume of step `path`.

    Steps of other operations have the same place by their own path. The image and other inputs lead to the network.
    """
    if path in {given.path for given in (trace.input, *trace.inputs)}:
        return ""
    for layer in trace.layers:
        for block in layer.blocks:
            if len(block.operations) > 1 and any(path in operation.steps for operation in block.operations):
                return block.path
    return next((operation.path for operation in trace.stem if path in operation.steps), path)


def shortcut_operation(block: Block) -> Operation | None:
    """Return the projection or zero padding on the block's shortcut, if it has one."""
    return next((operation for operation in block.operations if operation.kind in ("projection", "padding")), None)


def shortcut_label(block: Block, trace: Trace) -> str:
    """`projection 1×1, 128, /2`, `zero padding, /2`, `identity`."""
    operation = shortcut_operation(block)
    return own_shortcut_label(operation, trace) if operation else "identity"


def own_shortcut_label(operation: Operation, trace: Trace) -> str:
    """`projection 1×1, 128, /2`, `zero padding, /2`, `avg pool 2×2, /2 · projection 1×1, 128`."""
    main = main_step(operation, trace)
    before = [trace.step(path) for path in operation.steps[: operation.steps.index(main.path)]]
    pools = [f"avg pool {window_label(step)}" for step in before if step.kind == "avgpool"]
    return " · ".join([*pools, step_label(main).replace("conv", "projection", 1)])


def shortcut_volume(context: ViewContext, operation: Operation, label: str) -> Volume:
    """Return the output of the operation on a shortcut."""
    first, last = context.trace.step(operation.steps[0]), context.trace.step(operation.steps[-1])
    description = context.describe(operation.path, label, first.input_shapes[0], last.output_shape)
    place = (operation.path, operation.path, "projection", description)
    return step_volume(last, *place, first.inputs, zero_channels(last))


def zero_channels(step: Step) -> int:
    """Return the number of channels that a zero padding adds; 0 for other steps."""
    if step.kind != "pad" or not output_shape(step).is_image:
        return 0
    return max(0, step.output_shape[0] - step.input_shapes[0][0])
