"""The ways beside the cards of a layer: which arches they are, how high, and what comes from outside."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ...tracing.records import Trace
from ..dataflow import Way
from ..scene.marks import LinkKind
from ..text.labels import arrow_label
from .volumes import BlockCards, own_shortcut_label

MOST_DISTANT = 2  # arches to one card from blocks before the last one


@dataclass(frozen=True, slots=True)
class Arch:
    """Ways between two cards, or from the entry. `level` 0 is the lowest.

    `first` and `last` are the numbers of the cards; `crossed` if another arch begins or ends inside only one of them.
    """

    source: str
    target: str
    ways: tuple[Way, ...]
    first: int
    last: int
    level: int = 0
    crossed: bool = False

    @property
    def kind(self) -> LinkKind:
        """The kind of the first of them that is not a branch."""
        return next((way.kind for way in self.ways if way.kind != "branch"), "branch")

    def label(self, trace: Trace) -> str:
        """`identity`, `projection 1×1, 128, /2`, `3 branches`, `5×5`; empty for a volume that is used again."""
        if len(self.ways) > 1:
            return f"{len(self.ways)} branches"
        [way] = self.ways
        if not way.nodes:
            return "identity" if way.kind == "identity" else ""
        operations = [node.operation for node in way.nodes if node.operation]
        if way.kind != "branch":
            return own_shortcut_label(operations[0], trace)
        return arrow_label(operations[0], trace) if len(operations) == 1 else f"{len(operations)} operations"


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Volumes that a card reads from places that are not drawn, or too many to draw."""

    target: str
    sources: tuple[str, ...]


@dataclass(frozen=True)  # without slots, for the cached properties
class LayerWays:
    """Everything above the cards of a layer."""

    arches: tuple[Arch, ...]
    arrivals: tuple[Arrivals, ...]

    @cached_property
    def levels(self) -> int:
        """The number of levels."""
        return max((arch.level for arch in self.arches), default=-1) + 1

    def to(self, cards: BlockCards) -> Iterator[Arch]:
        """The arches that end at a block."""
        return (arch for volume in cards.volumes for arch in self._by_target.get(volume.path, ()))

    @cached_property
    def _by_target(self) -> dict[str, list[Arch]]:
        found: dict[str, list[Arch]] = defaultdict(list)
        for arch in self.arches:
            found[arch.target].append(arch)
        return found


def layer_ways(entry: str, drawn: Sequence[BlockCards]) -> LayerWays:
    """Find the arches between the drawn cards."""
    order = [entry, *(volume.path for cards in drawn for volume in cards.volumes)]
    numbers = {path: number for number, path in enumerate(order)}
    owner = {path: card for cards in drawn for path, card in cards.cards.items()}
    pairs: dict[tuple[str, str], list[Way]] = defaultdict(list)
    outside: dict[str, list[str]] = defaultdict(list)
    for cards in drawn:
        own = {volume.path for volume in cards.volumes}
        [before, *_] = (owner.get(path, path) for path in cards.volumes[0].inputs or ("",))
        distant = {(owner.get(way.source, way.source), way.target) for way in cards.ways} - {
            (source, way.target) for way in cards.ways for source in (before, *own)
        }
        many = len({source for source, _ in distant}) > MOST_DISTANT
        for way in cards.ways:
            source = owner.get(way.source, way.source)
            if source in numbers and not (many and (source, way.target) in distant):
                pairs[source, way.target].append(way)
            elif source and source != before:  # the block before may be folded
                outside[way.target].append(way.source)
    arches = [
        Arch(source, target, tuple(ways), numbers[source], numbers[target]) for (source, target), ways in pairs.items()
    ]
    arrivals = tuple(Arrivals(target, tuple(dict.fromkeys(sources))) for target, sources in outside.items())
    return LayerWays(tuple(_levels(arches)), arrivals)


def _levels(arches: Iterable[Arch]) -> list[Arch]:
    """Shorter arches are lower than longer ones above the same cards."""
    placed: list[Arch] = []
    heights: dict[int, int] = defaultdict(int)  # of the arches so far, over the gap after each card
    for arch in sorted(arches, key=lambda each: (each.last - each.first, each.first)):
        level = max(heights[gap] for gap in range(arch.first, arch.last))
        heights |= dict.fromkeys(range(arch.first, arch.last), level + 1)
        placed.append(replace(arch, level=level))
    if max(heights.values(), default=0) > 1:  # arches cross only if they overlap
        lost = {id(arch) for arch in placed if any(_crosses(arch, other) for other in placed)}
        placed = [replace(arch, crossed=id(arch) in lost) for arch in placed]
    return sorted(placed, key=lambda arch: (arch.last, arch.first))


def _crosses(one: Arch, other: Arch) -> bool:
    """Whether exactly one end of an arch is inside the other."""
    return one.first < other.first < one.last < other.last or other.first < one.first < other.last < one.last
