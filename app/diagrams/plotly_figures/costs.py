"""The costs of every operation, or of every block of a very deep network, in the order of the flow."""

from collections.abc import Iterable
from dataclasses import dataclass

from ...networks.outline import Block, Layer, Operation
from ...tracing.records import Step, Trace
from ..scene.palette import layer_tone
from ..text.labels import block_label, operation_label

MOST_BARS = 500  # above this, bars would be narrower than a pixel; each stands for a block then


@dataclass(frozen=True, slots=True)
class Owner:
    """Where a bar belongs: its layer, or stem or head, with its colour, and its block."""

    group: str
    tone: str
    block: str


@dataclass(frozen=True, slots=True)
class BarCost:
    """The sums over the steps of a block or operation."""

    path: str
    owner: Owner
    label: str
    steps: tuple[str, ...]
    macs: int
    params: int
    bytes: int

    def overlaps(self, at: str) -> bool:
        """Whether it is the place `at`, a part of it, or around it."""
        near = at == self.path or at.startswith(f"{self.path}.") or self.path.startswith(f"{at}.")
        return near or at in self.steps


def bar_costs(trace: Trace, at: str = "") -> list[BarCost]:
    """Return the costs in the layer of `at`, otherwise in the whole network."""
    layers = [(number, layer) for number, layer in enumerate(trace.layers) if _holds(layer, at)]
    inside = [cost for number, layer in layers or enumerate(trace.layers) for cost in _of_layer(number, layer, trace)]
    if len(inside) > MOST_BARS:
        inside = [
            cost for number, layer in layers or enumerate(trace.layers) for cost in _of_blocks(number, layer, trace)
        ]
    if layers:
        return inside
    return [*_of_ends(trace.stem, "stem", trace), *inside, *_of_ends(trace.head, "head", trace)]


def _holds(layer: Layer, at: str) -> bool:
    """Whether a place is the layer or one of its parts."""
    if at == layer.path or at.startswith(f"{layer.path}."):
        return True
    parts = [(operation.path, *operation.steps) for block in layer.blocks for operation in block.operations]
    return any(at == block.path for block in layer.blocks) or any(at in paths for paths in parts)


def _of_ends(operations: Iterable[Operation], name: str, trace: Trace) -> list[BarCost]:
    return [_of_operation(operation, Owner(name, name, operation.path), trace) for operation in operations]


def _of_layer(number: int, layer: Layer, trace: Trace) -> list[BarCost]:
    owners = {block.path: Owner(layer.path, layer_tone(number), block.path) for block in layer.blocks}
    return [
        _of_operation(operation, owners[block.path], trace) for block in layer.blocks for operation in block.operations
    ]


def _of_blocks(number: int, layer: Layer, trace: Trace) -> list[BarCost]:
    return [_of_block(block, Owner(layer.path, layer_tone(number), block.path), trace) for block in layer.blocks]


def _of_operation(operation: Operation, owner: Owner, trace: Trace) -> BarCost:
    own = [trace.step(path) for path in operation.steps]
    return _sum(operation.path, owner, operation_label(operation, trace), own)


def _of_block(block: Block, owner: Owner, trace: Trace) -> BarCost:
    own = [trace.step(path) for operation in block.operations for path in operation.steps]
    return _sum(block.path, owner, block_label(block), own)


def _sum(path: str, owner: Owner, label: str, own: list[Step]) -> BarCost:
    macs, params, volume = (
        sum(values) for values in zip(*((s.counted_macs, s.params, s.bytes) for s in own), strict=True)
    )
    return BarCost(path, owner, label, tuple(step.path for step in own), macs, params, volume)
