"""The trace and the options that all views of one network share."""

from dataclasses import dataclass

from ...tracing.records import Pair, Shape, Trace
from ..scene.projection import ScaleKind
from ..text.formatting import Notation, shape_text
from ..text.labels import describe_volume


@dataclass(frozen=True, slots=True)
class ViewContext:
    """A trace and how it is drawn.

    `notation` is how shapes are written, `opened` are the paths of layers whose long decks are not folded, `cell` is
    the output cell (row, column) at which a sliding window is shown, and `variant` names the options in which the
    network differs from its catalogue entry.
    """

    trace: Trace
    scale: ScaleKind = "readable"
    notation: Notation = "hwc"
    opened: frozenset[str] = frozenset()
    cell: Pair = (0, 0)
    variant: tuple[str, ...] = ()

    def shape(self, shape: Shape) -> str:
        """The shape as text, in the notation of this view."""
        return shape_text(shape, self.notation)

    def describe(self, path: str, what: str, inputs: Shape, output: Shape) -> str:
        """The description of a volume for screen readers."""
        return describe_volume(path, what, self.shape(inputs), self.shape(output))
