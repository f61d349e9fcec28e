"""Caches of models and traces: shared by concurrent callers, never mixed."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from torch import nn

from app.networks.bounds import ImpossibleChoice
from app.tracing import models, tracer
from app.tracing.memo import CacheStats, MemoCache
from app.tracing.records import Trace
from tests.support.traces import spec, trace_network


@pytest.fixture
def forwards(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The sizes of all forwards since the test began, with empty caches."""
    sizes: list[tuple[int, int]] = []
    run_trace = tracer.run_trace

    def counting(model: models.Model, height: int, width: int) -> Trace:
        sizes.append((height, width))
        return run_trace(model, height, width)

    tracer.clear_caches()
    monkeypatch.setattr(tracer, "run_trace", counting)
    return sizes


def run_concurrently(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Return the results of `work(0)`, `work(1)` and so on, started in one moment in threads."""
    start = threading.Barrier(count)

    def run(number: int) -> Any:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_trace_is_cached(forwards: list[tuple[int, int]]) -> None:
    first = trace_network("resnet18", "64")

    assert trace_network("resnet18", "64") is first
    assert forwards == [(64, 64)]


def test_forty_concurrent_equal_requests_share_one_forward(forwards: list[tuple[int, int]]) -> None:
    results = run_concurrently(40, lambda _: trace_network("resnet101", "96"))

    assert all(result is results[0] for result in results)
    assert forwards == [(96, 96)]


def test_forty_concurrent_impossible_requests_all_raise() -> None:
    def sentence(_: int) -> str:
        with pytest.raises(ImpossibleChoice) as error:
            trace_network("vgg19", "31")
        return str(error.value)

    assert {*run_concurrently(40, sentence)} == {
        "An input of 31×31 is too small for vgg19: features.36 is given 1×1×512, and ⌊(1 + 2·0 − 2) / 2⌋ + 1 = 0. "
        "Choose 32×32 or larger."
    }


def test_concurrent_sizes_of_one_model_do_not_mix() -> None:
    shared = models.build(spec("resnet34"))
    sizes = [(32 + number, 96 - number) for number in range(24)]
    concurrent = run_concurrently(len(sizes), lambda number: tracer.run_trace(shared, *sizes[number]))

    single = models.build(spec("resnet34"))
    assert concurrent == [tracer.run_trace(single, *size) for size in sizes]


def test_new_size_reuses_the_cached_model(monkeypatch: pytest.MonkeyPatch) -> None:
    trace_network("resnet50", "64", classes=11)
    monkeypatch.delattr(models, "build")

    assert trace_network("resnet50", "65x66", classes=11).input.shape == (3, 65, 66)


@pytest.mark.parametrize(
    ("options", "option"), [({"depths": "9999,9999"}, "depths"), ({"base_width": 9999}, "base_width")]
)
def test_spec_out_of_bounds_raises_before_anything_is_built(
    options: dict[str, Any], option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(nn.Module, "__init__")
    with pytest.raises(ImpossibleChoice) as error:
        trace_network("custom", **options)

    assert error.value.option == option


@pytest.mark.parametrize("size", [(0, 1), (1, 0), (4097, 1), (1, 4097), (-1, 1)])
def test_size_out_of_bounds_raises(size: tuple[int, int]) -> None:
    with pytest.raises(ImpossibleChoice, match="it has to be between 1 and 4096 pixels"):
        tracer.trace(spec("resnet18"), *size)


def test_cached_value_counts_as_a_hit_and_a_computed_one_as_a_miss() -> None:
    cache = MemoCache(str, len, 100)
    assert (cache.get(7), cache.get_or_compute(7), cache.get_or_compute(7), cache.get(7)) == (None, "7", "7", "7")

    assert cache.stats() == CacheStats(hits=2, misses=1, entries=1, bytes=1, max_bytes=100)


def test_error_is_not_cached() -> None:
    attempts = count(1)

    def fail_once(key: str) -> str:
        if next(attempts) == 1:
            raise InterruptedError
        return key

    cache = MemoCache(fail_once, len, 100)
    with pytest.raises(InterruptedError):
        cache.get_or_compute("key")

    assert cache.get_or_compute("key") == "key"
