"""Times of several contestants, taken in turns, so that whatever else the machine is doing meets all of them alike."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds, of every time something was measured."""

    times: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def least(self) -> float:
        return min(self.times)

    @property
    def most(self) -> float:
        return max(self.times)


def spread(times: Sequence[float]) -> Spread:
    """The spread of some times in milliseconds."""
    return Spread(tuple(times))


def in_turns(contestants: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Spread]:
    """Every contestant once per round. A round before the first is not counted: it fills caches and imports."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name, contestant in contestants.items():
            taken = milliseconds(contestant)
            if number:
                times[name].append(taken)
    return {name: spread(taken) for name, taken in times.items()}


def milliseconds(work: Callable[[], object]) -> float:
    """How long it takes to make what `work` makes.

    What others left behind is cleared away before, and what is made here afterwards, at nobody's expense.
    """
    gc.collect()
    began = time.perf_counter()
    made = work()
    taken = (time.perf_counter() - began) * 1000
    del made
    return taken
