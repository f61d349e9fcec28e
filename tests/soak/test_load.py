"""Warm requests while two hundred clients request different cold networks."""

import asyncio

from benchmarks import crowds
from benchmarks.load import WARM
from benchmarks.results import percentile
from benchmarks.servers import running


def test_crowd_gets_right_answers_and_does_not_delay_warm_requests() -> None:
    with running(*WARM) as server:
        result = asyncio.run(crowds.run_crowd(server.origin))
    quiet, warm = (
        f"p50 {percentile(latencies, 50):.1f} ms, p99 {percentile(latencies, 99):.1f} ms, max {max(latencies):.0f} ms"
        for latencies in (result.quiet, result.warm)
    )
    print(
        f"\n{crowds.CLIENTS} cold networks in {result.seconds:.1f} s, {len(result.requests) - crowds.CLIENTS} refusals"
    )
    print(f"warm requests without the crowd: {quiet}; with it: {warm}")

    assert result.errors == []
    assert percentile(result.warm, 99) < crowds.MAX_WARM_P99
