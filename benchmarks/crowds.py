"""Crowds that request cold networks: those that no server has traced yet."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count

import httpx2

from app.networks.bounds import params
from app.networks.catalogue import DEFAULT_SIZE, NETWORKS
from app.networks.spec import Spec
from benchmarks.load import INTERVAL, PROBES, WARM, WarmProbe, wrk  # noqa: F401 (for the docstrings)
from benchmarks.results import Findings, Row, at_least, none, percentile, under
from benchmarks.servers import running

CLIENTS = 200
QUIET = 3  # seconds of warm requests before the crowd comes
TIMEOUT = 300  # seconds until all clients must have an answer
FEW, MANY = 8, 200  # connections
ROUNDS, SECONDS = 4, 8  # of load with each number of connections
PAUSE = 1.5  # seconds after each load, in which the server finishes the traces that wrk no longer waits for
CLASSES_PER_LOAD = 6_000  # times 25 networks: more requests than wrk sends in one load
MAX_WARM_P99 = 100  # milliseconds


@dataclass(frozen=True, slots=True)
class ColdRequest:
    """A network with a number of classes of its own, at one input size."""

    spec: Spec
    side: int

    @property
    def query(self) -> str:
        return f"{self.spec.network}?classes={self.spec.classes}&size={self.side}"

    def error(self, answer: httpx2.Response) -> str:
        """Say what is wrong with an answer from /api/trace, or return an empty string.

        Checks enough to tell this answer from those to all other requests; the tests check the steps.
        """
        if answer.status_code != 200:
            return f"{self.query}: status {answer.status_code}"
        body = answer.json()
        found = body["network"], body["spec"]["classes"], body["input"]["shape"], body["totals"]["params"]
        expected = self.spec.network, self.spec.classes, [3, self.side, self.side], params(self.spec)
        return "" if found == expected else f"{self.query}: {found} instead of {expected}"


def cold_requests(number: int, networks: Sequence[str] = tuple(NETWORKS)) -> list[ColdRequest]:
    """Return different requests that take the networks in turn."""
    return [_cold_request(networks[index % len(networks)], 1001 + index) for index in range(number)]


def _cold_request(network: str, classes: int) -> ColdRequest:
    return ColdRequest(replace(NETWORKS[network].spec, classes=classes), DEFAULT_SIZE[network] + classes % 64)


@dataclass(slots=True)
class Crowd:
    """Seconds until the last answer, the longest request in seconds, and latencies of warm requests in milliseconds."""

    seconds: float = 0.0
    longest: float = 0.0
    refused: int = 0
    errors: list[str] = field(default_factory=list)
    quiet: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)


def crowd(quick: bool) -> Findings:
    """Crowd that honours Retry-After.

    {CLIENTS} clients request different cold networks at the same moment (all networks of the catalogue in turn, each
    with its own number of classes) and retry a 503 when `Retry-After` says so. Network, classes, input and parameters
    of every answer are checked. Meanwhile {PROBES} connections each request a warm trace or page every {INTERVAL} ms;
    a latency counts from the time at which the request was due.
    """
    with running(*WARM) as server:
        result = asyncio.run(run_crowd(server.origin, CLIENTS // 10 if quick else CLIENTS))
    latencies = {"without the crowd": result.quiet, "during the crowd": result.warm}
    waits = [(name, *(f"{percentile(row, share):,.1f}" for share in (50, 99, 100))) for name, row in latencies.items()]
    rows = [
        ("cold requests", ""),
        ("until the last client had a right answer", f"{result.seconds:,.1f} s"),
        ("answers with status 503", f"{result.refused:,}"),
        ("lost or wrong answers", f"{len(result.errors)}"),
        ("longest request", f"{result.longest:,.2f} s"),
    ]
    p99 = percentile(result.warm, 99)
    goals = [
        under(f"warm request while {CLIENTS} clients ask for cold networks, p99", p99, MAX_WARM_P99, " ms"),
        none("lost or wrong answers to these", result.errors),
    ]
    return Findings([[("warm requests, ms", "p50", "p99", "max"), *waits], rows], goals)


async def run_crowd(origin: str, clients: int) -> Crowd:
    """Probe the server alone, then while every client requests until it has an answer."""
    result, requests = Crowd(), cold_requests(clients)
    async with WarmProbe(origin) as quiet:
        await asyncio.sleep(QUIET)
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=0)  # a new connection for each request
    async with (
        httpx2.AsyncClient(base_url=origin, limits=limits, timeout=TIMEOUT) as client,
        WarmProbe(origin) as probe,
        asyncio.timeout(TIMEOUT),
    ):
        started = time.perf_counter()
        answers = await asyncio.gather(*(_answer(client, request, result) for request in requests))
        result.seconds = time.perf_counter() - started
    result.quiet, result.warm = quiet.latencies, probe.latencies
    checks = (request.error(answer) for request, answer in zip(requests, answers, strict=True))
    result.errors = [error for error in checks if error]
    return result


async def _answer(client: httpx2.AsyncClient, request: ColdRequest, result: Crowd) -> httpx2.Response:
    """Request until the status is not 503, waiting for `Retry-After` in between; status 0 is a lost connection."""
    while True:
        started = time.perf_counter()
        try:
            answer = await client.get(f"/api/trace/{request.query}")
        except httpx2.TransportError:
            return httpx2.Response(0)
        result.longest = max(result.longest, time.perf_counter() - started)
        if answer.status_code != 503:
            return answer
        result.refused += 1
        await asyncio.sleep(float(answer.headers["retry-after"]))


@dataclass(slots=True)
class Load:
    """Totals over all rounds with one number of connections; `warm` are latencies of warm requests in milliseconds."""

    connections: int
    seconds: float = 0.0
    ok: int = 0
    busy: int = 0
    failed: int = 0
    warm: list[float] = field(default_factory=list)

    @property
    def goodput(self) -> float:
        """Answers with status 200 per second."""
        return self.ok / self.seconds

    def row(self) -> Row:
        latencies = (f"{percentile(self.warm, share):,.1f}" for share in (50, 99))
        return f"{self.connections}", f"{self.goodput:,.1f}", f"{self.busy / self.seconds:,.1f}", *latencies


def goodput(quick: bool) -> Findings:
    """Crowd that ignores Retry-After.

    wrk requests cold networks, none of them twice, and sends the next request as soon as it has an answer: on {FEW} and
    on {MANY} connections in turn, {SECONDS} s each in {ROUNDS} rounds on one server, with the same warm requests
    meanwhile. Goodput is the number of answers with status 200 per second.
    """
    few, many, first_classes = Load(FEW), Load(MANY), count(2_001, CLASSES_PER_LOAD)
    with running(*WARM) as server:
        for _ in range(1 if quick else ROUNDS):
            for load in (few, many):
                asyncio.run(_run_load(server.origin, load, next(first_classes)))
    failed = [f"{load.failed} with {load.connections} connections" for load in (few, many) if load.failed]
    ratio, p99 = many.goodput / few.goodput, percentile(many.warm, 99)
    goals = [
        at_least(f"goodput of {MANY} connections that ignore Retry-After, next to {FEW}", ratio, 0.6, "×"),
        none("answers to these that were neither 200 nor 503", failed),
        under(f"warm request while {MANY} connections ignore Retry-After, p99", p99, MAX_WARM_P99, " ms"),
    ]
    heading = ("connections", "200 per second", "503 per second", "warm p50, ms", "warm p99, ms")
    return Findings([[heading, few.row(), many.row()]], goals)


async def _run_load(origin: str, load: Load, first_classes: int) -> None:
    async with WarmProbe(origin) as probe:
        networks = str(first_classes), *NETWORKS
        found = await asyncio.to_thread(wrk, origin, load.connections, SECONDS, "cold.lua", *networks)
    load.warm.extend(probe.latencies)
    for name, value in found.items():
        setattr(load, name, getattr(load, name) + value)
    await asyncio.sleep(PAUSE)
