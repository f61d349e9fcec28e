"""The parts of the memory, each with its formula."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Literal

from ..records import Step, Trace
from .live import is_live_derived, largest_live
from .saved import saved_for_backward
from .volumes import WIDTHS, Mode, Precision, TypedStep, typed_steps

Optimizer = Literal["none", "sgd", "momentum", "adam"]
ItemName = Literal[
    "weights", "weight_copies", "buffers", "gradients", "optimizer", "images", "saved_activations", "live_volumes"
]

STATE: dict[Optimizer, tuple[int, str]] = {
    "none": (0, "without an optimizer nothing is kept"),
    "sgd": (0, "plain SGD keeps nothing between steps"),
    "momentum": (1, "a running sum of gradients"),
    "adam": (2, "running means of the gradient and of its square"),
}
"""The values that an optimizer keeps for each parameter, and what they are."""


@dataclass(frozen=True, slots=True)
class Item:
    """One part of the memory: `fixed` bytes for any batch, and bytes `per_image` of it; `bytes` is the whole.

    All three are null where the formula says that they are not derived.
    """

    name: ItemName
    bytes: int | None
    fixed: int | None
    per_image: int | None
    formula: str


def memory_items(trace: Trace, batch: int, precision: Precision, optimizer: Optimizer, mode: Mode) -> tuple[Item, ...]:
    """The parts of the memory of one training step, or of one inference."""
    steps = [*typed_steps(trace, precision, mode)]
    if mode == "inference":
        return (*_network(trace, steps, precision), _live(trace, steps, batch, precision))
    parts = (*_network(trace, steps, precision), *_learning(trace, precision, optimizer))
    images = (_images(trace, batch),) if precision == "amp" else ()
    return (*parts, *images, _saved(steps, batch, precision))


def _network(trace: Trace, steps: Sequence[TypedStep], precision: Precision) -> Iterator[Item]:
    """What the network itself takes."""
    width, params = WIDTHS[precision], trace.totals.params + trace.totals.unused_params
    yield _item("weights", f"{params:,} parameters × {width} bytes", params * width)
    if precision == "amp":
        copies = sum(typed.copied for typed in steps)
        yield _item("weight_copies", f"{copies // 2:,} weights × 2 bytes, autocast's copies in 16 bits", copies)
    counters = sum(_counts_batches(step) for step in trace.steps)
    values = trace.totals.buffers - counters
    counted = f" + {counters:,} counters × 8 bytes" if counters else ""
    yield _item("buffers", f"{values:,} values × {width} bytes{counted}", values * width + 8 * counters)


def _counts_batches(step: Step) -> bool:
    """Whether a step has the buffers of a batch normalization: two for each channel, and an int64 counter."""
    return step.kind == "norm" and step.buffers == 2 * step.output_shape[0] + 1


def _learning(trace: Trace, precision: Precision, optimizer: Optimizer) -> Iterator[Item]:
    """What learning takes for each parameter."""
    width, params = WIDTHS[precision], trace.totals.params
    yield _item("gradients", f"{params:,} parameters × {width} bytes", params * width)
    count, words = STATE[optimizer]
    formula = f"{count} × {params:,} parameters × {width} bytes, {words}" if count else words
    yield _item("optimizer", formula, count * params * width)


def _images(trace: Trace, batch: int) -> Item:
    """The batch in float32: under autocast autograd keeps a 16-bit copy of it."""
    size = sum(prod(each.shape) for each in trace.inputs or (trace.input,)) * WIDTHS["amp"]
    return _item("images", f"{batch:,} × {size:,} bytes, the batch in float32", 0, size, batch)


def _saved(steps: Sequence[TypedStep], batch: int, precision: Precision) -> Item:
    if missing := [typed.step for typed in steps if typed.rule is None]:
        return _underived("saved_activations", missing)
    saved = saved_for_backward(steps, precision)
    extras = ((saved.indices, "indices"), (saved.masks, "dropout masks"), (saved.statistics, "statistics"))
    parts = [f"{saved.volumes:,} in {saved.count:,} volumes", *(f"{size:,} in {name}" for size, name in extras if size)]
    once = f" + {saved.batch_statistics:,} bytes in statistics of the batch" if saved.batch_statistics else ""
    formula = f"{batch:,} × ({' + '.join(parts)}) bytes{once}"
    return _item("saved_activations", formula, saved.batch_statistics, saved.per_image, batch)


def _live(trace: Trace, steps: Sequence[TypedStep], batch: int, precision: Precision) -> Item:
    if missing := [typed.step for typed in steps if not is_live_derived(typed)]:
        return _underived("live_volumes", missing)
    live = largest_live(steps, trace.inputs or (trace.input,), precision)
    parts = " + ".join(f"{size:,} of {name}" for name, size in live.volumes)
    return _item("live_volumes", f"{batch:,} × ({parts}) bytes, while {live.step} runs", 0, live.per_image, batch)


def _item(name: ItemName, formula: str, fixed: int, per_image: int = 0, batch: int = 0) -> Item:
    return Item(name, fixed + batch * per_image, fixed, per_image, formula)


def _underived(name: ItemName, missing: Sequence[Step]) -> Item:
    """An item that names the steps without a rule."""
    modules = ", ".join(dict.fromkeys(step.module for step in missing))
    more = f", the first of {len(missing):,} steps" if len(missing) > 1 else ""
    return Item(name, None, None, None, f"not derived for {modules}: {missing[0].path}{more}")
