"""Memory over ten thousand different cold requests, estimates of traces and models, and what trimming releases."""

import sys

import pytest

from app.settings import Settings
from benchmarks import serving
from tests.support.resident_memory import estimate_ratio, printed

REQUESTS = 10_000
MAX_GROWTH = 5  # percent over the last half: a leak of a few kilobytes per request exceeds it
IN_USE = 100  # MB beside the caches


def test_memory_is_flat_and_bounded_over_ten_thousand_cold_requests() -> None:
    samples = serving.sample_memory(REQUESTS, settings={})
    print()
    for requests, memory in samples:
        print(f"{requests:6,} requests: {memory:6.1f} MB")
    settings = Settings()
    caches = settings.answers_mb + settings.traces_mb + settings.models_mb
    assert serving.growth(samples) < MAX_GROWTH
    assert max(memory for _, memory in samples) < samples[0][1] + caches + IN_USE


@pytest.mark.parametrize(
    ("network", "count"),
    [("resnet18", 40), ("resnet152", 12), ("cifar_resnet110", 12), ("vgg19", 40), ("resnext101_64x4d", 12)],
)
def test_model_bytes_estimate_resident_memory(network: str, count: int) -> None:
    assert 0.5 < estimate_ratio(network, count) < 2


ALLOCATED = """
import tracemalloc
tracer.run_trace(models.build(spec("cifar_resnet20")), 64, 64)
for name in ("resnet18", "resnet152", "cifar_resnet110", "vgg19"):
    model = models.build(spec(name))
    gc.collect()
    tracemalloc.start()
    trace = tracer.run_trace(model, 65, 65)
    gc.collect()
    print(tracer.trace_bytes(trace) / tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
"""


def test_trace_bytes_estimate_memory_that_the_first_trace_of_a_network_allocates() -> None:
    """In a process of its own: later traces share names and receptive fields with it, and take down to a third."""
    ratios = printed(ALLOCATED)
    assert (len(ratios), min(ratios) > 0.5, max(ratios) < 2) == (4, True, True), ratios


TRIMMED = """
set_mmap_threshold()
names = "resnet152", "resnet50", "cifar_resnet110", "resnext101_32x8d", "cifar_resnet56"
built = [models.build(spec(name, classes=100 + number)) for number in range(10) for name in names]
some = built[::10]  # remain between the holes
del built
before = resident()
trim_heap()
print((before - resident()) / 1_000_000)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs glibc")
def test_trim_heap_returns_memory_between_live_objects() -> None:
    [released] = printed(TRIMMED)
    assert released > 10  # MB
