"""The server alone: warm answers next to a bare app, memory over cold requests, and the start of a process."""

import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2

from benchmarks import bare_app
from benchmarks.crowds import cold_requests
from benchmarks.load import WARM, wrk
from benchmarks.results import Findings, Goal, Row, at_least, none, under
from benchmarks.servers import POLL_INTERVAL, Server, running  # noqa: F401 (for the docstrings)

CONNECTIONS = 32
ROUNDS = 10
SECONDS = 1  # of load on each server in each round
REQUESTS, SAMPLES = 2_000, 40
CLIENTS = 4
SMALL_CACHE = {"ANSWERS_MB": "8"}
STARTS = 5


Load = Mapping[str, float]
"""One run of wrk: requests per second, latencies in milliseconds, failures, and the server's CPU time in percent."""

Rounds = Sequence[tuple[Load, Load]]
"""The loads of the app and of the bare app, round by round."""


def warm(quick: bool) -> Findings:
    """Warm answers.

    One worker of `python -m app` with default settings answers requests for a cached trace and a cached page, over
    loopback, on the machine that generates the load: wrk with {CONNECTIONS} keep-alive connections and the
    `Accept-Encoding` of browsers. The [bare app](../benchmarks/bare_app.py) sends the same bytes and headers under the
    same uvicorn settings, without framework, log and metrics. The two take turns, {SECONDS} s each in {ROUNDS} rounds;
    the ratio is the median over the rounds.
    """
    with tempfile.TemporaryDirectory() as folder, running(*WARM) as app:
        recording = Path(folder, "answers")
        sizes = bare_app.record(app.origin, WARM, recording)
        with running(*WARM, program="benchmarks.bare_app", BARE_ANSWERS=str(recording)) as bare:
            rounds = {
                path: [(_load(app, path), _load(bare, path)) for _ in range(1 if quick else ROUNDS)] for path in WARM
            }
    heading = ("warm", "bytes", "requests per second", "p50, ms", "p99, ms", "app / bare")
    rows = [row for path, loads in rounds.items() for row in _rows(WARM[path], sizes[path], loads)]
    return Findings([[heading, *rows]], warm_goals(rounds))


def warm_goals(rounds: Mapping[str, Rounds]) -> list[Goal]:
    failed = [path for path, pairs in rounds.items() for pair in pairs for load in pair if load["failed"]]
    cpu = min(_median(loads, "cpu") for pairs in rounds.values() for loads in zip(*pairs, strict=True))
    return [
        *(
            at_least(f"warm {path}, relative to the bare app", _ratio(pairs), 0.7, "×")
            for path, pairs in rounds.items()
        ),
        none("paths with failed answers", failed),
        at_least("CPU time of the loaded server", cpu, 90, " %"),  # with less, something else is the limit
    ]


def _load(server: Server, path: str) -> Load:
    before = server.cpu_seconds()
    found = wrk(server.origin + path, CONNECTIONS, SECONDS, "warm.lua")
    cpu = 100 * (server.cpu_seconds() - before) / found["seconds"]
    return {**found, "rate": found["requests"] / found["seconds"], "cpu": cpu}


def _median(loads: Sequence[Load], name: str) -> float:
    return statistics.median(load[name] for load in loads)


def _ratio(rounds: Rounds) -> float:
    return statistics.median(app["rate"] / bare["rate"] for app, bare in rounds)


def _rows(subject: str, size: int, rounds: Rounds) -> Iterator[Row]:
    app_loads, bare_loads = zip(*rounds, strict=True)
    for name, loads, ratio in (("app", app_loads, f"{_ratio(rounds):.2f}×"), ("bare app", bare_loads, "")):
        waits = (f"{_median(loads, share):.2f}" for share in ("p50", "p99"))
        yield f"{subject}, {name}", f"{size:,}", f"{_median(loads, 'rate'):,.0f}", *waits, ratio


def memory(quick: bool) -> Findings:
    """Memory.

    {REQUESTS:,} cold requests for traces and pages in turn, {CLIENTS} at a time. With `ANSWERS_MB=8` every cache is
    full before half of them, so later growth is not caching. Growth compares the median of the last tenth with that of
    the tenth before the middle. `make soak` sends 10,000 requests with default caches.
    """
    samples = sample_memory(REQUESTS // 10 if quick else REQUESTS, SMALL_CACHE)
    rows = [(f"{done:,}", f"{resident:,.0f}") for done, resident in samples[::4]]
    goal = under(f"memory growth over the last half of {REQUESTS:,} cold requests", growth(samples), 5, " %")
    return Findings([[("cold requests", "resident, MB"), *rows]], [goal])


def sample_memory(requests: int, settings: Mapping[str, str]) -> list[tuple[int, float]]:
    """Send cold requests to a new server; return numbers of requests and the MB resident after them."""
    paths = [
        f"/{'explore' if index % 2 else 'api/trace'}/{request.query}"
        for index, request in enumerate(cold_requests(requests))
    ]
    step = requests // SAMPLES
    with (
        running("/healthz", **settings) as server,
        httpx2.Client(base_url=server.origin, timeout=60) as client,
        ThreadPoolExecutor(CLIENTS) as clients,
    ):
        samples = [(0, server.memory())]
        for done in range(0, requests, step):
            for answer in clients.map(client.get, paths[done : done + step]):
                answer.raise_for_status()
            samples.append((done + step, server.memory()))
    return samples


def growth(samples: Sequence[tuple[int, float]]) -> float:
    """Return the percentage by which the last tenth exceeds the tenth before the middle, by their medians."""
    resident = [megabytes for _, megabytes in samples]
    tenth, middle = max(1, len(resident) // 10), len(resident) // 2
    return 100 * (statistics.median(resident[-tenth:]) / statistics.median(resident[middle - tenth : middle]) - 1)


def start(quick: bool) -> Findings:
    """Start.

    {STARTS} fresh processes, polled every {POLL_INTERVAL} s. Importing PyTorch takes most of the time and the memory.
    """
    medians = map(statistics.median, zip(*(_start() for _ in range(1 if quick else STARTS)), strict=True))
    names = ("s until /healthz answers", "s until the first trace", "MB resident before it", "MB resident after it")
    return Findings([[names, tuple(f"{value:,.2f}" for value in medians)]])


def _start() -> tuple[float, float, float, float]:
    with running() as server:
        alive, idle = server.wait_for("/healthz"), server.memory()
        return alive, server.wait_for("/api/trace/resnet34"), idle, server.memory()
