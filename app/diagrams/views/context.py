"""The trace and the options that all views of one network share."""

from dataclasses import dataclass
from functools import cached_property

from ...networks.outline import Operation
from ...tracing.records import Pair, Shape, Trace
from ..dataflow import Dataflow, network_flow
from ..scene.palette import layer_tone
from ..scene.projection import Scale, ScaleKind
from ..text.formatting import Notation
from ..text.labels import describe_volume
from ..text.named_shape import NamedShape

WIDTH = 1200.0  # usual width of a picture


@dataclass(frozen=True)  # without slots, for the cached tones
class ViewContext:
    """A trace and how it is drawn.

    `notation` is how shapes are written, `opened` are the paths of layers whose long decks are not folded, `cell` is
    the output cell (row, column) at which a sliding window is shown, and `variant` names the options in which the
    network differs from its catalogue entry. Shorter flows get longer arrows up to `width`; a `brief` picture of an
    operation is low and has no arithmetic below it. Pictures side by side have one `fitted` scale.
    """

    trace: Trace
    scale: ScaleKind = "readable"
    notation: Notation = "hwc"
    opened: frozenset[str] = frozenset()
    cell: Pair = (0, 0)
    variant: tuple[str, ...] = ()
    width: float = WIDTH
    brief: bool = False
    fitted: Scale | None = None

    def shape(self, shape: NamedShape | Shape) -> str:
        """The shape as text, in the notation of this view. A plain one is C×H×W, or C alone."""
        return (shape if isinstance(shape, NamedShape) else NamedShape(shape)).text(self.notation)

    @cached_property
    def tones(self) -> dict[str, str]:
        """The palette key of every layer, block, operation and step, by path."""
        return path_tones(self.trace)

    @cached_property
    def flow(self) -> Dataflow:
        """The dataflow between the operations of stem and head, and the blocks."""
        return network_flow(self.trace)

    def describe(self, path: str, what: str, inputs: NamedShape | Shape, output: NamedShape | Shape) -> str:
        """The description of a volume for screen readers."""
        return describe_volume(path, what, self.shape(inputs), self.shape(output))


def path_tones(trace: Trace) -> dict[str, str]:
    """Return the palette key of every layer, block, operation and step, by path.

    A layer's is that of its number; shortcuts' own operations, stem, head and inputs have one each.
    """
    tones: dict[str, str] = {given.path: "input" for given in (trace.input, *trace.inputs)}
    for tone, operations in (("stem", trace.stem), ("head", trace.head)):
        for operation in operations:
            tones |= dict.fromkeys((operation.path, *operation.steps), operation_tone(operation, tone))
    for number, layer in enumerate(trace.layers):
        tone = layer_tone(number)
        for block in layer.blocks:
            for operation in block.operations:
                tones |= dict.fromkeys((operation.path, *operation.steps), operation_tone(operation, tone))
            tones[block.path] = tone
        tones[layer.path] = tone
    return tones


def operation_tone(operation: Operation, around: str) -> str:
    """Return the palette key of an operation in a layer (or stem, or head) of the key `around`."""
    return "projection" if operation.kind in ("projection", "padding") else around
