"""Ten thousand different cold requests, and the memory over all of them."""

from benchmarks import endurance

REQUESTS = 10_000
MOST_GROWN = 0.05  # of what is resident half-way; what leaks a kilobyte a request grows by more


def test_memory_stays_flat_over_ten_thousand_cold_requests() -> None:
    found = endurance.measured(REQUESTS)
    print()
    for requests, memory in zip(found.requests, found.memory, strict=True):
        print(f"{requests:6,} requests: {memory:6.1f} MB")
    assert found.grown < MOST_GROWN
