"""Requests, counted and timed, for Prometheus to read. Plain numbers: its client's own take a lock for each."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from prometheus_client.metrics_core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

NAMED = "resnet_volumes_"
BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, float("inf"))
"""Seconds: a warm answer is in the first, a cold trace in the middle, a gradient study among the last."""


@dataclass(slots=True)
class Clock:
    """How long the requests of a route took: in all, and how many fell into each bucket and into none below it."""

    seconds: float = 0.0
    fell: list[int] = field(default_factory=lambda: [0] * len(BUCKETS))


class Tallies(Collector):
    """For one event loop, which both counts and tells: nothing here is locked."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, int, str]] = Counter()
        self._clocks: defaultdict[str, Clock] = defaultdict(Clock)

    def count(self, route: str, status: int, how: str, seconds: float) -> None:
        """One more."""
        self._counts[route, status, how] += 1
        clock = self._clocks[route]
        clock.seconds += seconds
        clock.fell[bisect_left(BUCKETS, seconds)] += 1

    def collect(self) -> Iterator[Metric]:
        """Two families, in Prometheus's words: its buckets hold everything up to their bound."""
        counts = CounterMetricFamily(
            f"{NAMED}requests",
            "Requests that were answered, by route, status, and where the answer came from.",
            labels=["route", "status", "how"],
        )
        for (route, status, how), count in self._counts.items():
            counts.add_metric([route, str(status), how], count)
        clocks = HistogramMetricFamily(
            f"{NAMED}request_seconds", "From the first look at a request to the end of its answer.", labels=["route"]
        )
        for route, clock in self._clocks.items():
            up_to = zip(map(floatToGoString, BUCKETS), accumulate(clock.fell), strict=True)
            clocks.add_metric([route], [*up_to], clock.seconds)
        yield from (counts, clocks)
