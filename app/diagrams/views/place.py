"""A place in a network at one of four levels, its breadcrumbs and neighbours, and the scene that shows it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...networks.outline import Block, Layer, Operation
from ...tracing.records import IMAGE, Trace
from ..scene.scene import Scene, View
from ..text.labels import SHORTCUT_LABELS, block_name
from .block import block_scene
from .context import ViewContext
from .layer import layer_scene
from .network import network_scene
from .operation import operation_scene

SMALLEST = 0.6  # share of the usual size of volumes

Crumb = tuple[str, str]
"""A name and the path it leads to."""


@dataclass(frozen=True, slots=True)
class Place:
    """A layer, block or operation, or the whole network.

    `at` is its path, `crumbs` lead from the network down to it, `before` and `after` are its neighbours at the same
    level; `step` is set if the place was found by the path of one of its steps.
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
    def steps(self) -> tuple[str, ...]:
        """The paths of the steps of the layer, block or operation; none of the whole network."""
        if self.operation:
            return self.operation.steps
        blocks = [self.block] if self.block else self.layer.blocks if self.layer else ()
        return tuple(path for block in blocks for path in block.steps)

    @property
    def outside(self) -> str | None:
        """The path one level further out; `None` for the network."""
        return self.crumbs[-2][1] if len(self.crumbs) > 1 else None


def find_place(trace: Trace, at: str) -> Place:
    """Return the place of a layer, block, operation or step; for an unknown path, of the closest one around it."""
    path = at
    while path:
        if place := _place_at(trace, path):
            return place
        path = path.rpartition(".")[0]
    return Place("network", "", ((trace.title, ""),))


def _place_at(trace: Trace, path: str) -> Place | None:
    top = (trace.title, "")
    ends = (*trace.stem, *trace.head)
    for operation in ends:
        if _matches(operation, path):
            crumbs = (top, (operation.path, operation.path))
            neighbours = _neighbours([(other.path, other.path) for other in ends], operation.path)
            return Place(
                "operation", operation.path, crumbs, None, None, operation, _step(operation, path), *neighbours
            )
    for layer in trace.layers:
        if layer.path == path:
            neighbours = _neighbours([(other.path, other.path) for other in trace.layers], path)
            return Place("layer", path, (top, (path, path)), layer, None, None, None, *neighbours)
        if place := _place_in_layer(trace, layer, path, top):
            return place
    return None


def _place_in_layer(trace: Trace, layer: Layer, path: str, top: Crumb) -> Place | None:
    for number, block in enumerate(layer.blocks, 1):
        crumbs = (top, (layer.path, layer.path), (block_name(block, number), block.path))
        if block.path == path:
            return Place("block", path, crumbs, layer, block, None, None, *_neighbours([*_all_blocks(trace)], path))
        for operation in block.operations:
            if _matches(operation, path):
                siblings = [(operation_name(other, block), other.path) for other in block.operations]
                own = (*crumbs, (operation_name(operation, block), operation.path))
                step, neighbours = _step(operation, path), _neighbours(siblings, operation.path)
                return Place("operation", operation.path, own, layer, block, operation, step, *neighbours)
    return None


def _all_blocks(trace: Trace) -> Iterator[Crumb]:
    for layer in trace.layers:
        for number, block in enumerate(layer.blocks, 1):
            yield f"{layer.path} {block_name(block, number)}", block.path


def _matches(operation: Operation, path: str) -> bool:
    return operation.path == path or path in operation.steps


def _step(operation: Operation, path: str) -> str | None:
    return path if path in operation.steps and path != operation.path else None


def _neighbours(crumbs: list[Crumb], path: str) -> tuple[Crumb | None, Crumb | None]:
    """Return the crumbs before and after that of `path`."""
    here = [other for _, other in crumbs].index(path)
    return crumbs[here - 1] if here else None, crumbs[here + 1] if here + 1 < len(crumbs) else None


NUMBERED = ("convolution", "pooling", "linear", "other")
"""Kinds of operation that are named by their number alone."""


def operation_name(operation: Operation, block: Block) -> str:
    """`operation 1`, `projection shortcut`, `addition`, `gate`; `addition 2` where there are several of a kind."""
    if operation.kind in ("projection", "padding"):
        return SHORTCUT_LABELS[operation.kind]
    plain = operation.kind in NUMBERED
    kinds = NUMBERED if plain else (operation.kind,)
    same = [other.path for other in block.operations if other.kind in kinds]
    name = "operation" if plain else operation.kind
    return f"{name} {same.index(operation.path) + 1}" if plain or len(same) > 1 else name


def _inputs(context: ViewContext) -> str:
    """`input 224×224×3`; `inputs rgb 224×224×3, depth 224×224×1`."""
    several = context.trace.inputs
    if len(several) < 2:
        return f"input {context.shape(context.trace.input.shape)}"
    named = (f"{given.path.removeprefix(f'{IMAGE}.')} {context.shape(given.shape)}" for given in several)
    return f"inputs {', '.join(named)}"


def fitted_scene(context: ViewContext, place: Place, room: float) -> Scene:
    """Draw a place at most `room` wide, with smaller volumes if it needs them; as usual if the smallest do not fit."""
    usual = place_scene(context, place)
    if usual.width <= room or not usual.scale:
        return usual
    scale, share, step = usual.scale, SMALLEST, (1 - SMALLEST) / 2
    found = place_scene(replace(context, fitted=scale.smaller(share)), place)
    if found.width > room:
        return usual
    while step > 0.04:  # about the largest that fit, by bisection: each try draws the place
        larger = place_scene(replace(context, fitted=scale.smaller(share + step)), place)
        if larger.width <= room:
            found, share = larger, share + step
        step /= 2
    return found


def place_scene(context: ViewContext, place: Place) -> Scene:
    """Draw a place with the view of its level."""
    path = " › ".join(name for name, _ in place.crumbs)
    title = " · ".join([path, *context.variant, _inputs(context)])
    if place.operation:
        return operation_scene(context, place.operation, place.block, title)
    if place.block:
        return block_scene(context, place.block, title)
    if place.layer:
        return layer_scene(context, place.layer, title)
    return network_scene(context, title)
