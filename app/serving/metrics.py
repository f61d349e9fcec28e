"""What the server says of itself, in the words of Prometheus. Every worker answers for itself."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, Info, ProcessCollector, disable_created_metrics
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.serving import response_cache
from app.serving.logging_config import LINES
from app.serving.request_metrics import NAMED, Tallies
from app.tracing import tracer
from app.tracing.gradients import runner

# A time beside every number, which nobody asks for, would double what is sent.
disable_created_metrics()  # type: ignore[no-untyped-call]  # it does not say that it returns nothing

REQUESTS = Tallies()
"""Of the process: every app that is put together in it shows the same."""


@dataclass(frozen=True, slots=True)
class Cache:
    """What is said of each of the three: finished answers, traces, built networks."""

    hits: int
    misses: int
    entries: int
    bytes: int
    most_bytes: int


class Work(Collector):
    """What is kept and what is under way, read when somebody asks."""

    def __init__(self, of_answers: Callable[[], response_cache.Meters]) -> None:
        self._of_answers = of_answers

    def collect(self) -> Iterator[Metric]:
        tracing, studies = tracer.stats(), runner.stats()
        yield from _caches(_kept(self._of_answers(), tracing))
        cold = tracing.limiter
        yield _counted("cold_requests", "Requests for which traces had to be made.", cold.admitted)
        yield _counted("cold_refused", "Requests refused since too many waited for traces.", cold.rejected)
        yield _now("cold_running", "Requests whose traces are being made.", cold.running)
        yield _now("cold_waiting", "Requests that wait for their turn to have traces made.", cold.waiting)
        yield _counted("gradient_studies", "Gradient studies finished.", studies.finished)
        yield _counted("gradient_refused", "Gradient studies refused since another was under way.", studies.rejected)
        yield _now("gradient_running", "Gradient studies under way.", studies.running)
        yield _counted("log_lines_lost", "Lines of the log that could not be written.", LINES.lost)


def _kept(of_answers: response_cache.Meters, of_tracing: tracer.TracerStats) -> dict[str, Cache]:
    finished = of_answers.hits, of_answers.misses, of_answers.kept, of_answers.bytes, of_answers.most_bytes
    kept = {
        name: Cache(meters.hits, meters.misses, meters.entries, meters.bytes, meters.max_bytes)
        for name, meters in (("traces", of_tracing.traces), ("models", of_tracing.models))
    }
    return {"answers": Cache(*finished)} | kept


def _caches(caches: Mapping[str, Cache]) -> Iterator[Metric]:
    hits = CounterMetricFamily(f"{NAMED}cache_hits", "Found in a cache.", labels=["cache"])
    misses = CounterMetricFamily(f"{NAMED}cache_misses", "Not found in a cache.", labels=["cache"])
    entries = GaugeMetricFamily(f"{NAMED}cache_entries", "Kept in a cache.", labels=["cache"])
    held = GaugeMetricFamily(f"{NAMED}cache_bytes", "Bytes that a cache holds, estimated.", labels=["cache"])
    most = GaugeMetricFamily(f"{NAMED}cache_most_bytes", "Bytes that a cache may hold.", labels=["cache"])
    for name, cache in caches.items():
        hits.add_metric([name], cache.hits)
        misses.add_metric([name], cache.misses)
        entries.add_metric([name], cache.entries)
        held.add_metric([name], cache.bytes)
        most.add_metric([name], cache.most_bytes)
    yield from (hits, misses, entries, held, most)


def _counted(name: str, said: str, value: int) -> Metric:
    return CounterMetricFamily(f"{NAMED}{name}", said, value)


def _now(name: str, said: str, value: int) -> Metric:
    return GaugeMetricFamily(f"{NAMED}{name}", said, value)


def registry(version: str, release: str, of_answers: Callable[[], response_cache.Meters]) -> CollectorRegistry:
    """Everything that one app says. Process memory and processor time are those that the kernel counts."""
    everything = CollectorRegistry()
    everything.register(REQUESTS)
    everything.register(Work(of_answers))
    ProcessCollector(registry=everything)
    Info(f"{NAMED}build", "What is running.", registry=everything).info({"version": version, "release": release})
    return everything


def router(everything: CollectorRegistry, settle: Callable[[], None]) -> APIRouter:
    """`/metrics`, in the form that the asker prefers. `settle` counts what has been answered and not counted yet."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/metrics")
    async def metrics(request: Request) -> Response:
        settle()
        encode, media_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(everything), headers={"Content-Type": media_type, "Cache-Control": "no-store"})

    return routes
