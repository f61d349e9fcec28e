"""Caches of traces and models: their limits in bytes. `tests/soak/test_memory.py` checks their estimates of memory."""

from collections.abc import Iterator

import pytest

from app.main import create_app
from app.networks.bounds import ImpossibleChoice
from app.settings import MB, Settings
from app.tracing import tracer
from app.tracing.memo import CacheStats, MemoCache
from tests.support.traces import trace_network

pytestmark = pytest.mark.slow


@pytest.fixture
def small_caches() -> Iterator[None]:
    """Caches for a few models and their traces. The default caches are restored afterwards."""
    create_app(Settings(traces_mb=1, models_mb=2))
    yield
    create_app(Settings())


@pytest.mark.usefixtures("small_caches")
def test_caches_stay_within_their_limits() -> None:
    for classes in range(10, 40):
        for name in ("resnet18", "cifar_resnet20", "vgg19"):
            trace_network(name, "64", classes=classes)
            for stats, max_bytes in ((tracer.stats().traces, 1 * MB), (tracer.stats().models, 2 * MB)):
                assert stats.max_bytes == max_bytes
                assert stats.bytes <= max_bytes
    assert tracer.stats().traces.bytes > 0.9 * MB
    assert tracer.stats().models.bytes > 0.6 * 2 * MB


@pytest.mark.usefixtures("small_caches")
def test_trace_larger_than_the_cache_is_returned_and_not_cached() -> None:
    trace_network("resnet18")
    before = tracer.stats()
    trace = trace_network("cifar_resnet1202")
    assert trace.totals.weighted_layers == 1202
    assert tracer.stats().traces.bytes == before.traces.bytes
    assert tracer.stats().models.bytes == before.models.bytes


def test_least_recently_used_value_is_evicted() -> None:
    computed: list[str] = []

    def compute(key: str) -> str:
        computed.append(key)
        return key

    cache = MemoCache(compute, len, 6)
    for key in ("aa", "bb", "cc", "aa", "dd", "aa", "bb"):
        if cache.get(key) is None:
            cache.get_or_compute(key)
    assert computed == ["aa", "bb", "cc", "dd", "bb"]
    assert cache.stats() == CacheStats(hits=2, misses=5, entries=3, bytes=6, max_bytes=6)


def test_new_limits_clear_the_caches_and_equal_limits_do_not() -> None:
    create_app(Settings())
    first = trace_network("resnet18", "64")
    create_app(Settings())
    assert trace_network("resnet18", "64") is first
    create_app(Settings(traces_mb=10))
    assert tracer.stats().traces.entries == 0
    create_app(Settings())


def test_heap_is_trimmed_after_every_fiftieth_run(monkeypatch: pytest.MonkeyPatch) -> None:
    misses: list[int] = []
    monkeypatch.setattr(tracer, "trim_heap", lambda: misses.append(tracer.stats().traces.misses))
    for classes in range(2000, 2000 + tracer.TRIM_EVERY):
        trace_network("cifar_resnet20", "32", classes=classes)
        with pytest.raises(ImpossibleChoice):
            trace_network("vgg19", "8", classes=classes)
    assert len(misses) == 2
    assert misses[1] - misses[0] == tracer.TRIM_EVERY
