"""Memory over ten thousand different cold requests, and estimates of large models."""

import pytest

from app.settings import Settings
from benchmarks import serving
from tests.support.resident_memory import estimate_ratio

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
    ("network", "count"), [("resnet152", 12), ("cifar_resnet110", 12), ("vgg19", 40), ("resnext101_64x4d", 12)]
)
def test_model_bytes_estimate_resident_memory(network: str, count: int) -> None:
    assert 0.5 < estimate_ratio(network, count) < 2
