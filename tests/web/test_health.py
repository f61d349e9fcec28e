"""Liveness and readiness of a worker."""

import asyncio
import os
import signal
import threading
from collections.abc import Iterator

import httpx2
import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.networks.spec import Spec
from app.serving.admission import UNDECIDED
from app.settings import Settings
from app.tracing import limiter, models
from app.tracing.records import Trace
from app.web import api, health
from tests.support.traces import trace_network


@pytest.fixture(autouse=True)
def _no_cached_result() -> Iterator[None]:
    health.trace_failure.cache_clear()
    yield
    health.trace_failure.cache_clear()
    health.SHUTTING_DOWN.clear()


def test_running_worker_is_alive_and_ready(client: TestClient) -> None:
    answers = [client.get(address) for address in ("/healthz", "/readyz")]

    assert [(answer.status_code, answer.text) for answer in answers] == [(200, "alive\n"), (200, "ready\n")]
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_probes_are_exempt_from_trusted_hosts(address: str) -> None:
    with TestClient(create_app(Settings(trusted_hosts=("example.org",)))) as client:
        answers = [client.get(each, headers={"Host": "10.0.0.7:8000"}) for each in (address, "/api/networks")]

    assert [answer.status_code for answer in answers] == [200, 400]


def test_readiness_builds_and_traces_a_network(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []
    build = models.build

    def counted(spec: Spec) -> models.Model:
        built.append(spec.network)
        return build(spec)

    monkeypatch.setattr(models, "build", counted)
    for _ in range(3):
        client.get("/readyz")

    assert built == ["cifar_resnet20"]  # once for all probes of a second


def test_worker_that_cannot_trace_is_not_ready(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Spec) -> models.Model:
        raise RuntimeError("DefaultCPUAllocator: not enough memory")

    monkeypatch.setattr(models, "build", fail)
    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (503, "A trace failed here: DefaultCPUAllocator: not enough memory\n")
    assert client.get("/healthz").status_code == 200


def test_worker_that_recovers_is_ready_again(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Spec) -> models.Model:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(models, "build", fail)
        failed = client.get("/readyz")
    health.trace_failure.cache_clear()

    assert (failed.status_code, failed.text) == (503, "A trace failed here: MemoryError\n")
    assert client.get("/readyz").status_code == 200


def test_worker_that_shuts_down_is_alive_and_not_ready(client: TestClient) -> None:
    health.SHUTTING_DOWN.set()
    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (503, "This worker is shutting down.\n")
    assert client.get("/healthz").status_code == 200


def test_sigterm_sets_the_flag_and_reaches_the_server() -> None:
    stopped: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
    try:
        with health.shutdown_flag():
            os.kill(os.getpid(), signal.SIGTERM)
        flag = health.SHUTTING_DOWN.is_set()
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)

    assert flag
    assert stopped == [signal.SIGTERM] * 2


def test_sigterm_keeps_its_default_without_a_server() -> None:
    with health.shutdown_flag():
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_probes_are_answered_while_all_requests_that_may_trace_are_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    done, begun, made = threading.Event(), threading.Semaphore(0), trace_network("resnet18")

    def slow(*_: object) -> Trace:
        begun.release()
        assert done.wait(timeout=60)
        return made

    async def run() -> list[tuple[int, str]]:
        transport = httpx2.ASGITransport(create_app(Settings()))
        async with httpx2.AsyncClient(transport=transport, base_url="http://test", timeout=60) as client:
            work = [asyncio.create_task(client.get(f"/api/trace/resnet18?size={64 + more}")) for more in range(100)]
            for _ in range(limiter.capacity() + UNDECIDED):
                await asyncio.to_thread(begun.acquire)
            probes = [await client.get(address) for address in ("/healthz", "/readyz", "/metrics")]
            done.set()
            answers = [*probes, *await asyncio.gather(*work)]
            return [(answer.status_code, answer.text) for answer in answers if answer.status_code != 200]

    monkeypatch.setattr(api, "trace_network", slow)

    assert asyncio.run(run()) == []
