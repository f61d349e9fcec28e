"""Costs inside one network: cumulative along the depth, of the blocks of each layer, and of the shortcut options."""

from collections import Counter
from dataclasses import dataclass, replace

from ..networks.outline import Block, Layer, ShortcutKind
from ..networks.spec import Shortcut, Spec
from ..tracing import tracer
from ..tracing.records import Shape, Trace

SHORTCUT_OPTIONS: tuple[Shortcut, ...] = ("A", "B", "C")


@dataclass(frozen=True, slots=True)
class CumulativeCost:
    """The sums from the input to weighted layer `number` (from 1) at `path`, and on to just before the next one."""

    number: int
    path: str
    macs: int
    params: int
    bytes: int


def cumulative_costs(trace: Trace) -> list[CumulativeCost]:
    """Return one record for every weighted layer, as the paper counts them; the last has the network's totals."""
    costs: list[CumulativeCost] = []
    macs = params = size = 0
    for operation in trace.operations():
        own = [trace.step(path) for path in operation.steps]
        macs += sum(step.counted_macs for step in own)
        params += sum(step.params for step in own)
        size += sum(step.bytes for step in own)
        weighted = operation.kind in ("convolution", "linear")  # a convolution on a shortcut is a `projection`
        number, path = (len(costs) + 1, operation.path) if weighted else (len(costs), costs.pop().path)
        costs.append(CumulativeCost(number, path, macs, params, size))
    return costs


@dataclass(frozen=True, slots=True)
class LayerWork:
    """The MACs of a layer's first block and of each other block; `None` in a layer of one block.

    `ratio` is `other` divided by that of the first layer that has other blocks.
    """

    path: str
    volume: Shape
    first: int
    other: int | None
    ratio: float | None


def layer_work(trace: Trace) -> tuple[LayerWork, ...]:
    """Return the work of each layer's blocks.

    The paper's rule (section 3.3): half the size and twice the channels make as many multiply-adds.
    """
    layers = [_layer_work(layer, trace) for layer in trace.layers]
    unit = next((layer.other for layer in layers if layer.other), None)
    return tuple(replace(layer, ratio=layer.other / unit if layer.other and unit else None) for layer in layers)


def _layer_work(layer: Layer, trace: Trace) -> LayerWork:
    first, *others = (
        sum(trace.step(path).counted_macs for operation in block.operations for path in operation.steps)
        for block in layer.blocks
    )
    volume = trace.step(layer.blocks[-1].output).output_shape
    return LayerWork(layer.path, volume, first, others[0] if others else None, None)


@dataclass(frozen=True, slots=True)
class OptionCost:
    """A network with one shortcut option: its trace, and the parameters and MACs of its shortcuts alone."""

    option: Shortcut
    trace: Trace
    shortcuts: dict[ShortcutKind, int]
    params: int
    macs: int

    @property
    def share(self) -> float:
        """The shortcuts' fraction of the network's MACs."""
        return self.macs / self.trace.totals.macs


def option_costs(spec: Spec, height: int, width: int) -> tuple[OptionCost, ...]:
    """Return the costs of the paper's options A, B and C (section 3.3) on an input of `height` × `width` pixels.

    Raises `ImpossibleChoice`.
    """
    return tuple(
        _option_cost(option, tracer.trace(replace(spec, shortcut=option), height, width)) for option in SHORTCUT_OPTIONS
    )


def _option_cost(option: Shortcut, trace: Trace) -> OptionCost:
    on_shortcuts = [op for block in blocks(trace) for op in block.operations if op.kind in ("projection", "padding")]
    own = [trace.step(path) for operation in on_shortcuts for path in operation.steps]
    params, macs = sum(step.params for step in own), sum(step.counted_macs for step in own)
    return OptionCost(option, trace, count_shortcuts(trace), params, macs)


def count_shortcuts(trace: Trace) -> dict[ShortcutKind, int]:
    """Return the number of blocks with each kind of shortcut."""
    return dict(Counter(block.shortcut for block in blocks(trace)))


def blocks(trace: Trace) -> list[Block]:
    """Return every block in the order of the flow."""
    return [block for layer in trace.layers for block in layer.blocks]
