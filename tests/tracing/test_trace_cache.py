"""Networks and traces are kept and shared, whoever asks at the same moment, and nothing mixes."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from torch import nn

from app.networks.bounds import ImpossibleChoice
from app.tracing import models, tracer
from app.tracing.records import Trace
from tests.support.traces import spec, traced


@pytest.fixture
def forwards(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The sizes of the forwards that were run, starting from empty caches."""
    sizes: list[tuple[int, int]] = []
    observe = tracer.run_trace

    def counted(built: models.Model, height: int, width: int) -> Trace:
        sizes.append((height, width))
        return observe(built, height, width)

    tracer.clear_caches()
    monkeypatch.setattr(tracer, "run_trace", counted)
    return sizes


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """The results of `work(0)`, `work(1)` and so on, all started at the same moment."""
    start = threading.Barrier(count)

    def run(number: int) -> Any:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_a_trace_is_kept(forwards: list[tuple[int, int]]) -> None:
    first = traced("resnet18", "64")

    assert traced("resnet18", "64") is first
    assert forwards == [(64, 64)]


def test_forty_threads_that_ask_for_the_same_share_one_forward(forwards: list[tuple[int, int]]) -> None:
    results = at_once(40, lambda _: traced("resnet101", "96"))

    assert all(result is results[0] for result in results)
    assert forwards == [(96, 96)]


def test_forty_threads_that_ask_for_the_impossible_are_all_refused() -> None:
    def sentence(_: int) -> str:
        with pytest.raises(ImpossibleChoice) as refusal:
            traced("vgg19", "31")
        return str(refusal.value)

    assert {*at_once(40, sentence)} == {
        "An input of 31×31 is too small for vgg19: features.36 is given 1×1×512, and ⌊(1 + 2·0 − 2) / 2⌋ + 1 = 0. "
        "Choose 32×32 or larger."
    }


def test_different_sizes_at_once_on_one_network_do_not_mix() -> None:
    shared = models.build(spec("resnet34"))
    sizes = [(32 + number, 96 - number) for number in range(24)]
    together = at_once(len(sizes), lambda number: tracer.run_trace(shared, *sizes[number]))

    alone = models.build(spec("resnet34"))
    assert together == [tracer.run_trace(alone, *size) for size in sizes]


def test_a_new_size_of_a_known_network_does_not_build_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    traced("resnet50", "64", classes=11)
    monkeypatch.delattr(models, "build")

    assert traced("resnet50", "65x66", classes=11).input.shape == (3, 65, 66)


@pytest.mark.parametrize(
    ("options", "option"), [({"depths": "9999,9999"}, "depths"), ({"base_width": 9999}, "base_width")]
)
def test_what_is_out_of_bounds_is_refused_before_anything_is_built(
    options: dict[str, Any], option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(nn.Module, "__init__")
    with pytest.raises(ImpossibleChoice) as refusal:
        traced("custom", **options)

    assert refusal.value.option == option


@pytest.mark.parametrize("size", [(0, 1), (1, 0), (4097, 1), (1, 4097), (-1, 1)])
def test_a_trace_of_a_size_out_of_bounds_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ImpossibleChoice, match="it has to be between 1 and 4096 pixels"):
        tracer.trace(spec("resnet18"), *size)
