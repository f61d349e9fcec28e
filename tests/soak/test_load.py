"""Two hundred clients ask for different cold networks, over and over, while others ask for what is known."""

from benchmarks import crowd
from benchmarks.client import percentile
from benchmarks.servers import running

KNOWN = ("/api/trace/resnet34", "/explore/resnet34", "/explore/resnet152", "/table")
MOST_WAITED = 250  # milliseconds, by 99 of 100


def test_warm_requests_do_not_wait_for_a_crowd_and_nothing_is_lost_or_wrong() -> None:
    with running("/api/networks") as server:
        for path in KNOWN:
            server.answered(path)
        met = crowd.measured(server.origin, KNOWN)
    alone, meanwhile = (
        f"p50 {percentile(row, 50):.1f} ms, p99 {percentile(row, 99):.1f} ms, longest {row[-1]:.0f} ms"
        for row in (met.alone, met.meanwhile)
    )
    print(f"\n{met.clients} cold networks in {met.seconds:.1f} s, {met.refused} refusals")
    print(f"warm requests alone: {alone}; with the crowd: {meanwhile}")

    assert met.wrong == []
    assert percentile(met.meanwhile, 99) < MOST_WAITED
