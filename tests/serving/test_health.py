"""Whether a worker is alive and can do its work, as whatever starts and balances workers asks."""

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
from app.serving import health
from app.settings import Settings
from app.tracing import models
from app.tracing.records import Trace
from app.web import api
from tests.support.traces import trace_network


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    """What was found a moment ago is not what is found now."""
    health.why_not.cache_clear()
    yield
    health.why_not.cache_clear()
    health.STOPPING.clear()


def test_a_worker_that_runs_is_alive_and_ready(client: TestClient) -> None:
    answers = [client.get(address) for address in ("/healthz", "/readyz")]

    assert [(answer.status_code, answer.text) for answer in answers] == [(200, "alive\n"), (200, "ready\n")]
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_whatever_runs_the_server_may_ask_at_a_bare_address(address: str) -> None:
    with TestClient(create_app(Settings(trusted_hosts=("example.org",)))) as client:
        answers = [client.get(each, headers={"Host": "10.0.0.7:8000"}) for each in (address, "/api/networks")]

    assert [answer.status_code for answer in answers] == [200, 400]


def test_ready_means_that_a_network_was_built_and_traced(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []
    build = models.build

    def counted(spec: Spec) -> models.Model:
        built.append(spec.network)
        return build(spec)

    monkeypatch.setattr(models, "build", counted)
    for _ in range(3):
        client.get("/readyz")

    assert built == ["cifar_resnet20"]  # once for all who ask within a second


def test_a_worker_that_cannot_trace_says_why(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Spec) -> models.Model:
        raise RuntimeError("DefaultCPUAllocator: not enough memory")

    monkeypatch.setattr(models, "build", fail)
    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (503, "A trace failed here: DefaultCPUAllocator: not enough memory\n")
    assert client.get("/healthz").status_code == 200


def test_a_worker_that_recovers_is_ready_again(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Spec) -> models.Model:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(models, "build", fail)
        failed = client.get("/readyz")
    health.why_not.cache_clear()

    assert (failed.status_code, failed.text) == (503, "A trace failed here: MemoryError\n")
    assert client.get("/readyz").status_code == 200


def test_a_worker_that_is_shutting_down_is_alive_and_not_ready(client: TestClient) -> None:
    health.STOPPING.set()
    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (503, "This worker is shutting down.\n")
    assert client.get("/healthz").status_code == 200


def test_the_signal_to_stop_is_noticed_and_still_reaches_the_server() -> None:
    stopped: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
    try:
        with health.noticing_the_end():
            os.kill(os.getpid(), signal.SIGTERM)
        noticed = health.STOPPING.is_set()
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)

    assert noticed
    assert stopped == [signal.SIGTERM] * 2


def test_where_nobody_serves_the_signal_ends_the_process_as_always() -> None:
    with health.noticing_the_end():
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_both_answer_while_every_thread_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    done, begun, made = threading.Event(), threading.Semaphore(0), trace_network("resnet18")

    def slow(*_: object) -> Trace:
        begun.release()
        assert done.wait(timeout=60)
        return made

    async def run() -> list[tuple[int, str]]:
        transport = httpx2.ASGITransport(create_app(Settings()))
        async with httpx2.AsyncClient(transport=transport, base_url="http://test", timeout=60) as client:
            work = [asyncio.create_task(client.get(f"/api/trace/resnet18?size={64 + more}")) for more in range(100)]
            for _ in range(40):  # as many threads as there are for requests
                await asyncio.to_thread(begun.acquire)
            probes = [await client.get(address) for address in ("/healthz", "/readyz", "/metrics")]
            done.set()
            answers = [*probes, *await asyncio.gather(*work)]
            return [(answer.status_code, answer.text) for answer in answers if answer.status_code != 200]

    monkeypatch.setattr(api, "trace_network", slow)

    assert asyncio.run(run()) == []
