"""Times from a choice to its painted pictures, by what was chosen and for which network."""

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.clock import Spread, spread


@dataclass(frozen=True, slots=True)
class Picked:
    """Milliseconds of every pick: by kind of pick, then by network."""

    by_kind: dict[str, dict[str, list[float]]]

    @classmethod
    def nothing(cls, kinds: Iterable[str], networks: Iterable[str]) -> "Picked":
        """Room for the times of each kind of pick on each network."""
        names = [*networks]
        return cls({kind: {name: [] for name in names} for kind in kinds})

    def add(self, kind: str, network: str, *milliseconds: float) -> None:
        self.by_kind[kind][network].extend(milliseconds)

    @property
    def times(self) -> dict[str, Spread]:
        """The time of each kind of pick, over all networks."""
        return {kind: spread([t for ts in picks.values() for t in ts]) for kind, picks in self.by_kind.items()}

    @property
    def slowest(self) -> dict[str, str]:
        """The network on which each kind of pick takes longest."""
        return {kind: max(picks, key=lambda name: spread(picks[name]).median) for kind, picks in self.by_kind.items()}
