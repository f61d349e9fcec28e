"""The memory of training or inference: its parts, their sum, and the largest batch that fits."""

from dataclasses import dataclass
from typing import Annotated

from ...networks.spec import Spec
from ..records import OMIT_EMPTY, OMIT_NONE, Input, Trace
from .device import MEASURED, differences, not_counted
from .items import Item, Optimizer, memory_items
from .volumes import Mode, Precision

BATCH = 32
"""The default batch."""

GB = 2**30
"""Bytes of a gigabyte of a graphics card: a card sold with 8 GB has 8 × 1,073,741,824 bytes."""

CARDS = (8, 12, 16, 24, 40, 80)
"""Memory of usual graphics cards in GB."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The largest batch in the memory of a graphics card, by what is counted; null if that is not derived.

    `gb` are gigabytes as cards are sold, of 2³⁰ bytes. The batch is 0 if a single image does not fit.
    """

    gb: float
    bytes: int
    batch: int | None


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory of one training step or inference. `bytes` are the sum of the items, null if one is not derived.

    `budgets` are the largest batches for usual cards, `fits` that for the memory of the request. `not_counted` says
    what a process takes besides, `measured` how much real runs took, `differences` where CUDA keeps more or less than
    the CPU, whose sizes these are.
    """

    network: str
    title: str
    spec: Spec | None
    input: Input
    batch: int
    precision: Precision
    optimizer: Optimizer
    mode: Mode
    items: tuple[Item, ...]
    bytes: int | None
    budgets: tuple[Budget, ...]
    not_counted: tuple[str, ...]
    measured: str
    differences: Annotated[tuple[str, ...], OMIT_EMPTY] = ()
    fits: Annotated[Budget | None, OMIT_NONE] = None

    def item(self, name: str) -> Item:
        """The item with this name. Raises `KeyError`."""
        items: dict[str, Item] = {item.name: item for item in self.items}
        return items[name]


def estimate(
    trace: Trace,
    batch: int = BATCH,
    precision: Precision = "float32",
    optimizer: Optimizer = "momentum",
    mode: Mode = "train",
    fits: float | None = None,
) -> Memory:
    """Derive the memory of a batch. `fits` is the memory of a graphics card in GB."""
    items = memory_items(trace, batch, precision, optimizer, mode)
    sizes = [item.bytes for item in items if item.bytes is not None]
    return Memory(
        network=trace.network,
        title=trace.title,
        spec=trace.spec,
        input=trace.input,
        batch=batch,
        precision=precision,
        optimizer=optimizer,
        mode=mode,
        items=items,
        bytes=sum(sizes) if len(sizes) == len(items) else None,
        budgets=tuple(_budget(items, gb) for gb in CARDS),
        not_counted=not_counted(mode),
        measured=MEASURED[mode],
        differences=differences(trace, precision, mode),
        fits=None if fits is None else _budget(items, fits),
    )


def _budget(items: tuple[Item, ...], gb: float) -> Budget:
    limit = int(gb * GB)
    fixed = [item.fixed for item in items if item.fixed is not None]
    if len(fixed) < len(items):
        return Budget(gb, limit, None)
    per_image = sum(item.per_image or 0 for item in items)
    return Budget(gb, limit, max(0, (limit - sum(fixed)) // per_image))
