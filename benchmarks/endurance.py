"""The memory of a server that is asked for one new network after another."""

import asyncio
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from benchmarks import asks
from benchmarks.asks import Ask
from benchmarks.client import Connection, connection
from benchmarks.servers import Server, running

REQUESTS = 2_000
SAMPLES = 40
AT_ONCE = 4  # connections
SMALL = {"ANSWERS_MB": "8"}
"""With this, all caches are full long before half of the requests: what grows after that is no cache."""


@dataclass(frozen=True, slots=True)
class Endurance:
    """`memory[i]` is what was resident, in MB, after `requests[i]` requests."""

    requests: list[int]
    memory: list[float]

    @property
    def grown(self) -> float:
        """How much larger it is in the last tenth than in the tenth before the middle, as a share of that."""
        tenth, middle = max(1, len(self.memory) // 10), len(self.memory) // 2
        before = statistics.median(self.memory[middle - tenth : middle])
        return statistics.median(self.memory[-tenth:]) / before - 1


def measured(requests: int = REQUESTS, caches: Mapping[str, str] = SMALL) -> Endurance:
    """On a server of its own; every network of the catalogue in turn. `caches` are its settings."""
    with running("/api/networks", **caches) as server:
        return asyncio.run(_measured(server, requests))


async def _measured(server: Server, requests: int) -> Endurance:
    waiting = iter(asks.cold(asks.ALL, requests))
    step, done, found = requests // SAMPLES, [0], [server.memory()]
    for _ in range(SAMPLES):
        portion = [*islice(waiting, step)]
        await asyncio.gather(*(_ask(server.origin, portion[n::AT_ONCE]) for n in range(AT_ONCE)))
        done.append(done[-1] + len(portion))
        found.append(server.memory())
    return Endurance(done, found)


async def _ask(origin: str, portion: Sequence[Ask]) -> None:
    async with connection(origin) as kept:
        for path in _paths(portion):
            await _ok(kept, path)


def _paths(portion: Sequence[Ask]) -> Iterator[str]:
    """Traces and pages in turn."""
    for number, ask in enumerate(portion):
        yield ask.page if number % 2 else ask.trace


async def _ok(kept: Connection, path: str) -> None:
    answer = await kept.get(path, asks.GZIP)
    if answer.status != 200:
        raise ValueError(f"{path} is answered with {answer.status}, though few ask at once.")
