"""A place in a network at one of four levels, its breadcrumbs and neighbours, and the scene that shows it."""

from dataclasses import dataclass

from app.diagrams.scene.scene import Scene, View
from app.diagrams.text.labels import SHORTCUT_WORDS, block_name
from app.diagrams.views.block import block_scene
from app.diagrams.views.context import ViewContext
from app.diagrams.views.layer import layer_scene
from app.diagrams.views.network import network_scene
from app.diagrams.views.operation import operation_scene
from app.networks.outline import Block, Layer, Operation
from app.tracing.records import Trace

Crumb = tuple[str, str]
"""A name to read and the path it leads to."""


@dataclass(frozen=True, slots=True)
class Place:
    """A level and what stands there. `at` is its path, `crumbs` the names and paths from the network down to it.

    `before` and `after` are its neighbours at the same level; `step` is the step that was asked for.
    """

    level: View
    at: str
    crumbs: tuple[Crumb, ...]
    layer: Layer | None = None
    block: Block | None = None
    operation: Operation | None = None
    step: str | None = None
    before: Crumb | None = None
    after: Crumb | None = None

    @property
    def outside(self) -> str | None:
        """The path one level further out; `None` for the network."""
        return self.crumbs[-2][1] if len(self.crumbs) > 1 else None


def find_place(trace: Trace, title: str, at: str) -> Place:
    """The place of a layer, block, operation or step; where there is none, of the nearest thing around it."""
    path = at
    while path:
        if place := _exact(trace, title, path):
            return place
        path = path.rpartition(".")[0]
    return Place("network", "", ((title, ""),))


def _exact(trace: Trace, title: str, path: str) -> Place | None:
    top = (title, "")
    ends = (*trace.stem, *trace.head)
    for operation in ends:
        if _is(operation, path):
            crumbs = (top, (operation.path, operation.path))
            around = _around([(other.path, other.path) for other in ends], operation.path)
            return Place("operation", operation.path, crumbs, None, None, operation, _step(operation, path), *around)
    for layer in trace.layers:
        if layer.path == path:
            around = _around([(other.path, other.path) for other in trace.layers], path)
            return Place("layer", path, (top, (path, path)), layer, None, None, None, *around)
        if place := _in_layer(trace, layer, path, top):
            return place
    return None


def _in_layer(trace: Trace, layer: Layer, path: str, top: Crumb) -> Place | None:
    for number, block in enumerate(layer.blocks, 1):
        crumbs = (top, (layer.path, layer.path), (block_name(block, number), block.path))
        if block.path == path:
            every = [
                (f"{la.path} {block_name(b, n)}", b.path) for la in trace.layers for n, b in enumerate(la.blocks, 1)
            ]
            return Place("block", path, crumbs, layer, block, None, None, *_around(every, path))
        for operation in block.operations:
            if _is(operation, path):
                named = [(operation_name(other, block), other.path) for other in block.operations]
                way = (*crumbs, (operation_name(operation, block), operation.path))
                step, around = _step(operation, path), _around(named, operation.path)
                return Place("operation", operation.path, way, layer, block, operation, step, *around)
    return None


def _is(operation: Operation, path: str) -> bool:
    return operation.path == path or path in operation.steps


def _step(operation: Operation, path: str) -> str | None:
    return path if path in operation.steps and path != operation.path else None


def _around(every: list[Crumb], path: str) -> tuple[Crumb | None, Crumb | None]:
    """What comes before and after a path in a row of them."""
    here = [other for _, other in every].index(path)
    return every[here - 1] if here else None, every[here + 1] if here + 1 < len(every) else None


def operation_name(operation: Operation, block: Block) -> str:
    """`operation 1`, `projection shortcut`, `addition`."""
    if operation.kind in ("projection", "padding"):
        return SHORTCUT_WORDS[block.shortcut]
    if operation.kind == "addition":
        return "addition"
    return f"operation {operation.path.rpartition('.')[2]}"


def place_scene(context: ViewContext, place: Place) -> Scene:
    """The scene of a place, drawn by the view of its level."""
    path = " › ".join(name for name, _ in place.crumbs)
    title = " · ".join([path, *context.variant, f"input {context.shape(context.trace.input.shape)}"])
    trace, scale, style = context.trace, context.scale, context.notation
    if place.operation:
        shortcut = place.block.shortcut if place.block else "none"
        return operation_scene(trace, place.operation, shortcut, title, scale, style, context.cell)
    if place.block:
        return block_scene(trace, place.block, title, scale, style)
    if place.layer:
        return layer_scene(trace, place.layer, title, scale, style, context.opened)
    return network_scene(trace, title, scale, style, context.opened)
