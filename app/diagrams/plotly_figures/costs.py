"""The costs of every operation, or of every block of a very deep network, in the order of the flow."""

from dataclasses import dataclass

from ...networks.outline import Block, Layer, Operation
from ...tracing.records import Step, Trace
from ..text.labels import block_label, operation_label

MOST_BARS = 500  # above this, bars would be narrower than a pixel; each stands for a block then


@dataclass(frozen=True, slots=True)
class BarCost:
    """The sums over the steps of a block or operation; `group` is its layer, `stem` or `head`."""

    path: str
    group: str
    block: str
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
    layers = [layer for layer in trace.layers if layer.path == at.split(".")[0]]
    inside = [cost for layer in layers or trace.layers for cost in _of_layer(layer, trace)]
    if layers:
        return inside if len(inside) <= MOST_BARS else _of_blocks(layers, trace)
    stem = [_of_operation(operation, "stem", operation.path, trace) for operation in trace.stem]
    head = [_of_operation(operation, "head", operation.path, trace) for operation in trace.head]
    return [*stem, *(inside if len(inside) <= MOST_BARS else _of_blocks(list(trace.layers), trace)), *head]


def _of_layer(layer: Layer, trace: Trace) -> list[BarCost]:
    return [
        _of_operation(operation, layer.path, block.path, trace)
        for block in layer.blocks
        for operation in block.operations
    ]


def _of_blocks(layers: list[Layer], trace: Trace) -> list[BarCost]:
    return [_of_block(block, layer.path, trace) for layer in layers for block in layer.blocks]


def _of_operation(operation: Operation, group: str, block: str, trace: Trace) -> BarCost:
    own = [trace.step(path) for path in operation.steps]
    return _sum(operation.path, group, block, operation_label(operation, trace), own)


def _of_block(block: Block, group: str, trace: Trace) -> BarCost:
    own = [trace.step(path) for operation in block.operations for path in operation.steps]
    return _sum(block.path, group, block.path, block_label(block), own)


def _sum(path: str, group: str, block: str, label: str, own: list[Step]) -> BarCost:
    macs, params, volume = (
        sum(values) for values in zip(*((s.counted_macs, s.params, s.bytes) for s in own), strict=True)
    )
    return BarCost(path, group, block, label, tuple(step.path for step in own), macs, params, volume)
