"""Crowds that request cold networks: those that no server has traced yet."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

import httpx2

from app.networks.bounds import params
from app.networks.catalogue import DEFAULT_SIZE, NETWORKS
from app.networks.spec import Spec
from benchmarks.load import WARM, wrk
from benchmarks.results import Findings, Row, at_least, none, percentile, under
from benchmarks.servers import running
from benchmarks.warm_probe import INTERVAL, PROBES, warm_probe  # noqa: F401 (for the docstrings)

CLIENTS = 200
QUIET = 3  # seconds of warm requests before the crowd comes
TIMEOUT = 300  # seconds until all clients must have an answer
FEW, MANY = 8, 200  # connections
ROUNDS, SECONDS = 4, 8  # of load with each number of connections
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
    names = [networks[index % len(networks)] for index in range(number)]
    specs = [replace(NETWORKS[name].spec, classes=classes) for classes, name in enumerate(names, start=1001)]
    return [ColdRequest(spec, DEFAULT_SIZE[spec.network] + spec.classes % 64) for spec in specs]


@dataclass(frozen=True, slots=True)
class Crowd:
    """The result of a crowd: seconds, all requests' seconds, and milliseconds of warm requests before and meanwhile."""

    seconds: float
    requests: list[float]
    errors: list[str]
    quiet: list[float]
    warm: list[float]


def crowd(quick: bool) -> Findings:
    """Crowd that honours Retry-After.

    {CLIENTS} clients request different cold networks at the same moment (all networks of the catalogue in turn, each
    with its own number of classes) and retry a 503 when `Retry-After` says so. Network, classes, input and parameters
    of every answer are checked. Meanwhile a process of its own requests a warm trace or page every {INTERVAL} ms on
    each of {PROBES} connections; a latency counts from the time at which the request was due.
    """
    clients = CLIENTS // 10 if quick else CLIENTS
    with running(*WARM) as server:
        result = asyncio.run(run_crowd(server.origin, clients))
    cold = [
        ("cold requests", "result"),
        ("until the last client had a right answer", f"{result.seconds:,.1f} s"),
        ("answers with status 503", f"{len(result.requests) - clients:,}"),
        ("lost or wrong answers", f"{len(result.errors)}"),
        ("longest request", f"{max(result.requests):,.2f} s"),
    ]
    waits = [("without the crowd", *_latencies(result.quiet)), ("during the crowd", *_latencies(result.warm))]
    p99 = percentile(result.warm, 99)
    goals = [
        under(f"warm p99 while {CLIENTS} clients request cold networks", p99, MAX_WARM_P99, " ms"),
        none("lost or wrong answers to these clients", result.errors),
    ]
    return Findings([[("warm requests, ms", "p50", "p99", "max"), *waits], cold], goals)


async def run_crowd(origin: str, clients: int = CLIENTS) -> Crowd:
    """Probe the server alone, then while every client requests until it has an answer."""
    cold, seconds = cold_requests(clients), list[float]()
    with warm_probe(origin) as quiet:
        await asyncio.sleep(QUIET)
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=0)  # a new connection for each request
    async with httpx2.AsyncClient(base_url=origin, limits=limits, timeout=TIMEOUT) as client:
        with warm_probe(origin) as busy:
            started = time.perf_counter()
            async with asyncio.timeout(TIMEOUT):
                answers = await asyncio.gather(*(_answer(client, request, seconds) for request in cold))
            total = time.perf_counter() - started
    errors = [request.error(answer) for request, answer in zip(cold, answers, strict=True)]
    return Crowd(total, seconds, [*filter(None, errors)], quiet, busy)


async def _answer(client: httpx2.AsyncClient, request: ColdRequest, seconds: list[float]) -> httpx2.Response:
    """Request until the status is not 503, waiting for `Retry-After` in between; status 0 is a lost connection."""
    while True:
        started = time.perf_counter()
        try:
            answer = await client.get(f"/api/trace/{request.query}")
        except httpx2.TransportError:
            answer = httpx2.Response(0)
        seconds.append(time.perf_counter() - started)
        if answer.status_code != 503:
            return answer
        await asyncio.sleep(float(answer.headers["retry-after"]))


def _latencies(milliseconds: Sequence[float]) -> Row:
    return tuple(f"{percentile(milliseconds, share):,.1f}" for share in (50, 99, 100))


def goodput(quick: bool) -> Findings:
    """Crowd that ignores Retry-After.

    wrk requests cold networks, none of them twice, and sends the next request as soon as it has an answer: on {FEW} and
    on {MANY} connections in turn, {SECONDS} s each in {ROUNDS} rounds on one server, with the same warm requests
    meanwhile. Goodput is the number of answers with status 200 per second.
    """
    totals: dict[int, Counter[str]] = {FEW: Counter(), MANY: Counter()}
    warm: dict[int, list[float]] = {FEW: [], MANY: []}
    classes = count(2_001, CLASSES_PER_LOAD)
    with running(*WARM) as server:
        for _ in range(1 if quick else ROUNDS):
            for connections in (FEW, MANY):
                found, latencies = _load(server.origin, connections, next(classes))
                totals[connections].update(found)
                warm[connections] += latencies
                server.wait_until_idle()  # wrk does not wait for the last answers
    ok, busy = ({c: total[name] / total["seconds"] for c, total in totals.items()} for name in ("ok", "busy"))
    failed = [f"{total['failed']} with {c} connections" for c, total in totals.items() if total["failed"]]
    many, p99 = f"with {MANY} connections that ignore Retry-After", percentile(warm[MANY], 99)
    goals = [
        at_least(f"goodput {many}, relative to {FEW}", ok[MANY] / ok[FEW], 0.6, "×"),
        none("answers to these that are neither 200 nor 503", failed),
        under(f"warm p99 {many}", p99, MAX_WARM_P99, " ms"),
    ]
    heading = ("connections", "200 per second", "503 per second", "warm p50, ms", "p99", "max")
    rows = [(f"{c}", f"{ok[c]:,.1f}", f"{busy[c]:,.1f}", *_latencies(warm[c])) for c in totals]
    return Findings([[heading, *rows]], goals)


def _load(origin: str, connections: int, first_classes: int) -> tuple[Counter[str], list[float]]:
    """Load for some seconds; return wrk's counts and the latencies of warm requests in milliseconds."""
    with warm_probe(origin) as latencies:
        found = wrk(origin, connections, SECONDS, "cold.lua", str(first_classes), *NETWORKS)
    return Counter(found), latencies
