"""Prometheus metrics of this worker: requests, caches, limiter, gradient studies, process."""

from collections.abc import Iterator, Mapping

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector, disable_created_metrics
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ..tracing import tracer
from ..tracing.gradients import runner
from ..tracing.memo import CacheStats
from .logging_config import LOST_LINES
from .response_cache import ResponseCache

PREFIX = "resnet_volumes_"
BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: a cached response is in the first, a cold trace in the middle, a gradient study among the last."""

# The creation time of every series would double the size of /metrics.
disable_created_metrics()

REQUESTS = Counter(
    f"{PREFIX}requests", "Responses by route, status and cache status.", ["route", "status", "cache"], registry=None
)
REQUEST_SECONDS = Histogram(
    f"{PREFIX}request_seconds", "Seconds to the end of the response.", ["route"], buckets=BUCKETS, registry=None
)


class StatsCollector(Collector):
    """Reads caches, limiter and studies when `/metrics` is scraped."""

    def __init__(self, cache: ResponseCache) -> None:
        self._cache = cache

    def collect(self) -> Iterator[Metric]:
        tracing, studies = tracer.stats(), runner.stats()
        yield from _caches({"answers": self._cache.stats(), "traces": tracing.traces, "models": tracing.models})
        cold = tracing.limiter
        for family, name, description, value in (
            (CounterMetricFamily, "cold_requests", "Requests for which traces had to be made.", cold.admitted),
            (CounterMetricFamily, "cold_refused", "Requests rejected because the queue was full.", cold.rejected),
            (GaugeMetricFamily, "cold_running", "Requests that trace now.", cold.running),
            (GaugeMetricFamily, "cold_waiting", "Requests in the queue for traces.", cold.waiting),
            (CounterMetricFamily, "gradient_studies", "Gradient studies finished.", studies.finished),
            (CounterMetricFamily, "gradient_refused", "Studies rejected because another ran.", studies.rejected),
            (GaugeMetricFamily, "gradient_running", "Gradient studies that run now.", studies.running),
        ):
            yield family(f"{PREFIX}{name}", description, value)


def _caches(caches: Mapping[str, CacheStats]) -> Iterator[Metric]:
    for family, name, description, field in (
        (CounterMetricFamily, "cache_hits", "Look-ups that found an entry.", "hits"),
        (CounterMetricFamily, "cache_misses", "Look-ups that found no entry.", "misses"),
        (GaugeMetricFamily, "cache_entries", "Entries of a cache.", "entries"),
        (GaugeMetricFamily, "cache_bytes", "Bytes of a cache, estimated.", "bytes"),
        (GaugeMetricFamily, "cache_most_bytes", "Limit of a cache in bytes.", "max_bytes"),
    ):
        metric = family(f"{PREFIX}{name}", description, labels=["cache"])
        for cache, stats in caches.items():
            metric.add_metric([cache], getattr(stats, field))
        yield metric


def router(version: str, release: str, cache: ResponseCache) -> APIRouter:
    """`/metrics`, in the format that the client accepts. Requests and lost lines are counted per process."""
    metrics, routes = CollectorRegistry(), APIRouter(include_in_schema=False)
    for collector in (REQUESTS, REQUEST_SECONDS, LOST_LINES, StatsCollector(cache)):
        metrics.register(collector)
    ProcessCollector(registry=metrics)
    Info(f"{PREFIX}build", "The running release.", registry=metrics).info({"version": version, "release": release})

    @routes.get("/metrics")
    async def scrape(request: Request) -> Response:
        encode, media_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(metrics), headers={"Content-Type": media_type, "Cache-Control": "no-store"})

    return routes
