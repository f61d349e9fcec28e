"""The picture of a place: which of the four views shows it."""

from app.diagrams.scene.projection import ScaleKind
from app.diagrams.scene.scene import Scene
from app.diagrams.text.text_metrics import ShapeStyle, shape_text
from app.diagrams.views.block import block_scene
from app.diagrams.views.layer import layer_scene
from app.diagrams.views.network import network_scene
from app.diagrams.views.operation import operation_scene
from app.diagrams.views.place import Place
from app.tracing.records import Pair, Trace


def draw(
    trace: Trace,
    place: Place,
    scale: ScaleKind,
    style: ShapeStyle,
    opened: frozenset[str],
    variant: tuple[str, ...] = (),
    cell: Pair = (0, 0),
) -> Scene:
    """The scene of a place; `opened` are the paths of layers whose long decks are not to be folded.

    `variant` says in words what sets the network apart from the one of its name; it goes into the title.
    An operation's window stands where it makes the output's `cell`.
    """
    way = " › ".join(name for name, _ in place.crumbs)
    title = " · ".join([way, *variant, f"input {shape_text(trace.input.shape, style)}"])
    if place.operation:
        shortcut = place.block.shortcut if place.block else "none"
        return operation_scene(trace, place.operation, shortcut, title, scale, style, cell)
    if place.block:
        return block_scene(trace, place.block, title, scale, style)
    if place.layer:
        return layer_scene(trace, place.layer, title, scale, style, opened)
    return network_scene(trace, title, scale, style, opened)
