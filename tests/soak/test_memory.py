"""Memory over ten thousand different cold requests."""

from app.settings import Settings
from benchmarks import serving

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
