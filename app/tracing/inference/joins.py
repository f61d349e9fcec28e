"""Joins: additions and products of two volumes that are computed from one volume."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from ...networks.outline import ShortcutKind
from .flow import Flow

LARGEST_REGION = 500
"""Steps, with inner joins counted as one; a larger region is a part of a network and no block or gate."""

JoinKind = ShortcutKind | Literal["pooling"]
"""The shortcut of a residual join. One that only pools is none of the paper's: a block shows it as a pooling."""

POOLINGS = frozenset({"maxpool", "avgpool", "reduce"})
MIXING = POOLINGS | {"matmul"}
"""Kinds of steps without weights that make a branch: in PoolFormer, a pooling takes the place of attention."""


class Way(NamedTuple):
    """The steps from the volume `top`, which is not included, to one input of a join.

    `steps` has an inner join that is closed in place of that join's region. `uses` counts the reads of the way's
    volumes, `reads` those by the way itself and by the join. `lowest` is the index of the first step.
    """

    steps: tuple[int, ...]
    weighted: int
    convolutions: int
    uses: int
    reads: int
    lowest: int
    entries: int


class Join(NamedTuple):
    """A step `end` that joins two ways from the volume `top`. Nothing but `end` leaves the ways between.

    `main` and `short` are the ways with more and with fewer weighted steps. A residual join has a `shortcut`.
    """

    end: int
    top: int
    main: Way
    short: Way
    shortcut: JoinKind

    @property
    def lowest(self) -> int:
        """The index of the first step between `top` and `end`."""
        return min(self.main.lowest, self.short.lowest)

    @property
    def weighted(self) -> int:
        return self.main.weighted + self.short.weighted

    @property
    def convolutions(self) -> int:
        return self.main.convolutions + self.short.convolutions


def find_joins(flow: Flow, dominators: Sequence[int]) -> dict[int, Join]:
    """Return the closed joins by the index of their last step, in execution order."""
    joins: dict[int, Join] = {}
    for number, kind in enumerate(flow.kinds):
        if (kind == "add" or kind == "mul") and len(flow.sources[number]) == 2:
            join = _join(flow, number, dominators[number], joins)
            if join:
                joins[number] = join
    return joins


def _join(flow: Flow, end: int, top: int, inner: Mapping[int, Join]) -> Join | None:
    first, second = flow.sources[end]
    one, other = _way(flow, end, first, top, inner), _way(flow, end, second, top, inner)
    if one is None or other is None or one.uses != one.reads or other.uses != other.reads:
        return None
    if not set(one.steps).isdisjoint(other.steps):
        return None
    main, short = (other, one) if _size(one) < _size(other) else (one, other)
    return Join(end, top, main, short, _shortcut(flow, end, main, short))


def _size(way: Way) -> tuple[int, int]:
    return way.weighted, len(way.steps)


def _way(flow: Flow, end: int, start: int, top: int, inner: Mapping[int, Join]) -> Way | None:
    """Walk back from an input of a join; `None` for a region that is too large."""
    if start == top:
        return Way((), 0, 0, 0, 0, end, 1)
    kinds, sources, uses = flow.kinds, flow.sources, flow.uses
    steps, waiting = {start: None}, [start]
    weighted = convolutions = used = entries = 0
    reads, lowest = 1, start
    while waiting:
        number = waiting.pop()
        used += uses[number]
        before = sources[number]
        if number < lowest:
            lowest = number
        if flow.weighted[number]:
            weighted += 1
            convolutions += kinds[number] == "conv"
        count = 1
        if (join := inner.get(number)) is not None:
            weighted, convolutions = weighted + join.weighted, convolutions + join.convolutions
            lowest, before = min(lowest, join.lowest), (join.top,)
            count = join.main.entries + join.short.entries
        for source in before:
            if source == top:
                entries += count
                continue
            reads += count
            if source not in steps:
                steps[source] = None
                waiting.append(source)
        if len(steps) > LARGEST_REGION:
            return None
    return Way(tuple(steps), weighted, convolutions, used, reads, lowest, entries)


def _shortcut(flow: Flow, end: int, main: Way, short: Way) -> JoinKind:
    """The shortcut of a residual join; `none` for another join."""
    step = flow.step(end)
    if step.kind != "add" or len(set(step.input_shapes)) > 1:
        return "none"
    if not main.weighted:
        mixes = any(flow.kinds[number] in MIXING for number in main.steps)
        return "identity" if mixes and not short.steps else "none"
    if short.weighted:
        return "projection" if short.convolutions <= 1 and short.weighted < main.weighted else "none"
    kinds = {flow.kinds[number] for number in short.steps}
    if kinds & {"pad", "concat"}:
        return "padding"
    return "pooling" if kinds & POOLINGS else "identity"


def region(flow: Flow, last: int, top: int) -> tuple[int, ...]:
    """All steps that lead from `top`, which is not included, to `last`, in execution order."""
    steps, waiting = {last}, [last]
    while waiting:
        for source in flow.sources[waiting.pop()]:
            if source != top and source not in steps:
                steps.add(source)
                waiting.append(source)
    return tuple(sorted(steps))
