"""What is kept stays within its bytes, and a byte counted is about a byte of memory."""

import gc
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator

import pytest

from app.main import create_app
from app.networks.bounds import ImpossibleChoice
from app.settings import MB, Settings
from app.tracing import models, tracer
from app.tracing.memo import CacheStats, MemoCache
from app.tracing.records import Trace
from tests.support.traces import spec, trace_network

pytestmark = pytest.mark.slow


@pytest.fixture
def narrow() -> Iterator[None]:
    """Room for a few networks and their traces. What other tests use comes back afterwards."""
    create_app(Settings(traces_mb=1, models_mb=2))
    yield
    create_app(Settings())


@pytest.mark.usefixtures("narrow")
def test_what_is_kept_stays_within_its_bytes_whatever_is_asked_for() -> None:
    for classes in range(10, 40):
        for name in ("resnet18", "cifar_resnet20", "vgg19"):
            trace_network(name, "64", classes=classes)
            for kept, most in ((tracer.stats().traces, 1 * MB), (tracer.stats().models, 2 * MB)):
                assert kept.max_bytes == most
                assert kept.bytes <= most
    assert tracer.stats().traces.bytes > 0.9 * MB
    assert tracer.stats().models.bytes > 0.6 * 2 * MB


@pytest.mark.usefixtures("narrow")
def test_what_is_larger_than_all_that_may_be_kept_is_answered_and_not_kept() -> None:
    trace_network("resnet18")
    before = tracer.stats()
    done = trace_network("cifar_resnet1202")
    assert done.totals.weighted_layers == 1202
    assert tracer.stats().traces.bytes == before.traces.bytes
    assert tracer.stats().models.bytes == before.models.bytes


def test_what_was_used_last_is_let_go_last() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key

    cache = MemoCache(make, len, 6)
    for key in ("aa", "bb", "cc", "aa", "dd", "aa", "bb"):
        if cache.get(key) is None:
            cache.get_or_compute(key)
    assert made == ["aa", "bb", "cc", "dd", "bb"]
    assert cache.stats() == CacheStats(hits=2, misses=5, entries=3, bytes=6, max_bytes=6)


def test_new_bounds_begin_with_nothing_and_the_same_ones_change_nothing() -> None:
    create_app(Settings())
    first = trace_network("resnet18", "64")
    create_app(Settings())
    assert trace_network("resnet18", "64") is first
    create_app(Settings(traces_mb=10))
    assert tracer.stats().traces.entries == 0
    create_app(Settings())


@pytest.mark.parametrize("name", ["resnet18", "resnet152", "cifar_resnet110", "vgg19"])
def test_the_bytes_of_a_trace_are_about_those_that_it_takes(name: str) -> None:
    def made(side: int) -> Trace:
        return tracer.run_trace(models.build(spec(name)), side, side)

    made(64)
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        done = [made(64 + number) for number in range(4)]
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert 0.5 < sum(map(tracer.trace_bytes, done)) / taken < 2


RESIDENT = """
import gc, sys
from app.tracing import models, tracer
from app.tracing.runtime import MMAP_THRESHOLD, set_mmap_threshold, trim_heap
from tests.support.traces import spec

def resident():
    gc.collect()
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")) * 1024
"""


def printed(program: str, *arguments: str) -> float:
    """The number that a program prints in a process of its own: memory that was used before would be used again."""
    command = [sys.executable, "-W", "ignore", "-c", RESIDENT + program, *arguments]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


OF_A_NETWORK = """
name, count = sys.argv[1], int(sys.argv[2])
tracer.run_trace(models.build(spec("resnet18")), 64, 64)
before = resident()
built = [models.build(spec(name, classes=100 + number)) for number in range(count)]
for each in built:
    tracer.run_trace(each, 64, 64)
    for weight in each.module.parameters():  # as if the memory of small ones had been used before
        if weight.nbytes < MMAP_THRESHOLD:
            weight.data.zero_()
print(sum(map(models.model_bytes, built)) / (resident() - before))
"""


@pytest.mark.parametrize(
    ("name", "count"),
    [("resnet18", 40), ("resnet152", 12), ("cifar_resnet110", 12), ("vgg19", 40), ("resnext101_64x4d", 12)],
)
def test_the_bytes_of_a_network_are_about_those_that_become_resident(name: str, count: int) -> None:
    assert 0.5 < printed(OF_A_NETWORK, name, str(count)) < 2


LET_GO = """
set_mmap_threshold()
names = "resnet152", "resnet50", "cifar_resnet110", "resnext101_32x8d", "cifar_resnet56"
built = [models.build(spec(name, classes=100 + number)) for number in range(20) for name in names]
some = built[::10]  # lie between the others, and stay
del built
before = resident()
trim_heap()
print((before - resident()) / 1_000_000)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the C library is another, and nothing is done")
def test_memory_between_what_stays_is_given_back() -> None:
    assert printed(LET_GO) > 20  # MB


def test_it_is_given_back_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    monkeypatch.setattr(tracer, "trim_heap", lambda: given.append(tracer.stats().traces.misses))
    for classes in range(2000, 2000 + tracer.TRIM_EVERY):
        trace_network("cifar_resnet20", "32", classes=classes)
        with pytest.raises(ImpossibleChoice):
            trace_network("vgg19", "8", classes=classes)
    assert len(given) == 2
    assert given[1] - given[0] == tracer.TRIM_EVERY
