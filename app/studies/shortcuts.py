"""What the paper's options A, B and C for shortcuts cost (section 3.3), each in the same network on the same input."""

from collections import Counter
from dataclasses import dataclass, replace

from app.networks.outline import Block, ShortcutKind
from app.networks.spec import Shortcut, Spec
from app.tracing.records import Trace
from app.tracing.tracer import trace

OPTIONS: tuple[Shortcut, ...] = ("A", "B", "C")


@dataclass(frozen=True, slots=True)
class OptionCost:
    """A network with one of the options: the whole of it, and what its shortcuts alone take of that."""

    option: Shortcut
    trace: Trace
    kinds: dict[ShortcutKind, int]
    params: int
    macs: int

    @property
    def share(self) -> float:
        """The part of the network's MACs that its shortcuts are."""
        return self.macs / self.trace.totals.macs


def option_costs(spec: Spec, height: int, width: int) -> tuple[OptionCost, ...]:
    """The three options on an input of `height` × `width` pixels. Raises `ImpossibleChoice`."""
    return tuple(_cost(option, trace(replace(spec, shortcut=option), height, width)) for option in OPTIONS)


def _cost(option: Shortcut, done: Trace) -> OptionCost:
    steps = {step.path: step for step in done.steps}
    own = [steps[path] for path in _on_shortcuts(blocks(done))]
    return OptionCost(
        option, done, kinds_of_shortcuts(done), sum(step.params for step in own), sum(step.macs for step in own)
    )


def _on_shortcuts(every: list[Block]) -> list[str]:
    side = [op for block in every for op in block.operations if op.kind in ("projection", "padding")]
    return [path for operation in side for path in operation.steps]


def kinds_of_shortcuts(done: Trace) -> dict[ShortcutKind, int]:
    """How many blocks have which kind of shortcut."""
    return dict(Counter(block.shortcut for block in blocks(done)))


def blocks(done: Trace) -> list[Block]:
    """Every block, in the order of the flow."""
    return [block for layer in done.layers for block in layer.blocks]
