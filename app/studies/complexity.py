"""How much work each layer's blocks are: half the size, twice the channels, as many multiply-adds (paper, 3.3)."""

from dataclasses import dataclass

from app.networks.outline import Block, Layer
from app.tracing.records import Shape, Step, Trace


@dataclass(frozen=True, slots=True)
class LayerWork:
    """The MACs of a layer's first block, and of each of the others; `None` where it has no other.

    `ratio` is the work of one of the others next to that
    of the first layer which has one.
    """

    path: str
    volume: Shape
    first: int
    other: int | None
    ratio: float | None


def work(done: Trace) -> tuple[LayerWork, ...]:
    """The layers of a network of blocks, in the order of the flow."""
    steps = {step.path: step for step in done.steps}
    measured = [_measured(layer, steps) for layer in done.layers]
    unit = next((other for _, _, _, other in measured if other), None)
    return tuple(
        LayerWork(path, volume, first, other, other / unit if other and unit else None)
        for path, volume, first, other in measured
    )


def _measured(layer: Layer, steps: dict[str, Step]) -> tuple[str, Shape, int, int | None]:
    first, *others = layer.blocks
    volume = steps[layer.blocks[-1].output].output_shape
    return layer.path, volume, _macs(first, steps), _macs(others[0], steps) if others else None


def _macs(block: Block, steps: dict[str, Step]) -> int:
    return sum(steps[path].macs for operation in block.operations for path in operation.steps)
