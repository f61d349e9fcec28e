"""Ten thousand different cold requests, and the memory over all of them."""

from app.settings import Settings
from benchmarks import endurance

REQUESTS = 10_000
MOST_GROWN = 0.05  # of what is resident half-way; what leaks a few kilobytes a request grows by more
UNDER_WAY = 100  # MB beside what is kept


def test_memory_stays_flat_and_within_its_bounds_over_ten_thousand_cold_requests() -> None:
    found = endurance.measured(REQUESTS, caches={})
    print()
    for requests, memory in zip(found.requests, found.memory, strict=True):
        print(f"{requests:6,} requests: {memory:6.1f} MB")
    settings = Settings()
    kept = settings.answers_mb + settings.traces_mb + settings.models_mb
    assert found.grown < MOST_GROWN
    assert max(found.memory) < found.memory[0] + kept + UNDER_WAY
