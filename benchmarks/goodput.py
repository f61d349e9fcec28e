"""Goodput under clients that ignore `Retry-After`: cold answers per second with few connections and with many."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from app.networks.catalogue import NETWORKS
from benchmarks import wrk
from benchmarks.goals import Goal, never, reaches, within
from benchmarks.probe import WarmProbe, percentile
from benchmarks.servers import running

FEW, MANY = 8, 200  # connections
ROUNDS = 4
SECONDS = 8  # of load with each number of connections in each round
PAUSE = 1.5  # seconds after each load, in which the server finishes the traces that wrk no longer waits for
MIN_RATIO = 0.6
MAX_WARM_P99 = 100  # milliseconds
CLASSES_PER_LOAD = 6_000  # times 27 networks: more requests than wrk sends in one load
WARM = ("/api/trace/resnet34", "/explore/resnet34")


@dataclass(slots=True)
class Load:
    """Totals over all rounds with one number of connections; `warm` are the latencies of warm requests meanwhile."""

    connections: int
    seconds: float = 0.0
    ok: int = 0
    busy: int = 0
    failed: int = 0
    warm: list[float] = field(default_factory=list)

    @property
    def goodput(self) -> float:
        """Answers with status 200 per second."""
        return self.ok / self.seconds

    @property
    def refusals(self) -> float:
        """Answers with status 503 per second."""
        return self.busy / self.seconds


@dataclass(frozen=True, slots=True)
class Goodput:
    few: Load
    many: Load

    @property
    def ratio(self) -> float:
        return self.many.goodput / self.few.goodput


def measure(rounds: int = ROUNDS) -> Goodput:
    """Load one server with few and with many connections in turn."""
    result, first_classes = Goodput(Load(FEW), Load(MANY)), count(2_001, CLASSES_PER_LOAD)
    with running(*WARM) as server:
        for _ in range(rounds):
            for load in (result.few, result.many):
                asyncio.run(_load(server.origin, load, next(first_classes)))
    return result


async def _load(origin: str, load: Load, first_classes: int, paths: Sequence[str] = WARM) -> None:
    async with WarmProbe(origin, paths) as probe:
        arguments = (str(first_classes), *NETWORKS)
        found = await asyncio.to_thread(wrk.run, origin, load.connections, SECONDS, "cold.lua", *arguments)
    load.warm.extend(probe.latencies)
    for name, value in found.items():
        setattr(load, name, getattr(load, name) + value)
    await asyncio.sleep(PAUSE)


def table(result: Goodput) -> list[tuple[str, ...]]:
    heading = ("connections", "200 per second", "503 per second", "warm p50, ms", "warm p99, ms")
    return [heading, *(_row(load) for load in (result.few, result.many))]


def _row(load: Load) -> tuple[str, ...]:
    warm = (f"{percentile(load.warm, share):,.1f}" for share in (50, 99))
    return (str(load.connections), f"{load.goodput:,.1f}", f"{load.refusals:,.1f}", *warm)


def goals(result: Goodput) -> list[Goal]:
    many = result.many
    failed = [f"{load.failed} of {load.connections} connections" for load in (result.few, many) if load.failed]
    return [
        reaches(f"goodput of {MANY} connections that ignore Retry-After, next to {FEW}", result.ratio, MIN_RATIO),
        never("of these, answers that were neither 200 nor 503", failed),
        within("a warm request meanwhile, p99", percentile(many.warm, 99), MAX_WARM_P99),
    ]
