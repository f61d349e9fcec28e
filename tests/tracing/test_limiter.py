"""Concurrency limit of cold traces: some requests trace, some queue, the others get a complete 503."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from app.main import create_app
from app.settings import Settings
from app.tracing import limiter, models, tracer
from app.tracing.limiter import Busy, TraceLimiter
from app.tracing.records import Trace
from app.tracing.tracer import trace
from tests.support.blocking import RUNNING, WAITING, limited_app, limiter_full
from tests.support.traces import spec

SIZES = range(40, 60)

app = pytest.fixture(limited_app, name="app")


class HeldTraces:
    """Traces that start, and block until `free` is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.free = threading.Event()
        observe = tracer.run_trace

        def held(built: models.Model, height: int, width: int) -> Trace:
            assert self.free.wait(timeout=30)
            return observe(built, height, width)

        monkeypatch.setattr(tracer, "run_trace", held)


def request_all(app: ASGIApp, urls: list[str], free: threading.Event, warm: str) -> list[httpx2.Response]:
    """The answers to concurrent requests. Traces continue only after `warm` was answered while the limiter was full."""

    async def run() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            tasks = [asyncio.create_task(client.get(url)) for url in urls]
            while sum(task.done() for task in tasks) < len(urls) - RUNNING - WAITING:
                await asyncio.sleep(0.01)
            stats = limiter.stats()
            assert (stats.running, stats.waiting) == (RUNNING, WAITING)
            assert (await client.get(warm)).status_code == 200
            free.set()
            return await asyncio.gather(*tasks)

    return asyncio.run(run())


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/api/trace/resnet18", "/explore/resnet18", "/figures/volumes/resnet18"])
def test_requests_beyond_the_queue_get_503_and_all_others_the_right_answer(
    app: ASGIApp, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    warm = f"{path}?size=33"
    with TestClient(app) as client:
        assert client.get(warm).status_code == 200
    held = HeldTraces(monkeypatch)
    answers = request_all(app, [f"{path}?size={size}" for size in SIZES], held.free, warm)
    monkeypatch.undo()

    served = {size for size, answer in zip(SIZES, answers, strict=True) if answer.status_code == 200}
    refused = [answer for answer in answers if answer.status_code == 503]
    assert (len(served), len(refused)) == (RUNNING + WAITING, len(SIZES) - RUNNING - WAITING)
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)
    assert all(answer.headers["cache-control"] == "no-store" for answer in refused)
    with TestClient(create_app(Settings())) as client:
        for size, answer in zip(SIZES, answers, strict=True):
            again = client.get(f"{path}?size={size}")
            assert again.status_code == 200
            assert answer.status_code == 503 or answer.content == again.content
    stats = limiter.stats()
    assert (stats.running, stats.waiting) == (0, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("url", "traces"),
    [("/table?size=96&cifar_size=40", 11), ("/api/compare?networks=resnet18,resnet34,resnet50,vgg19&size=64", 4)],
)
def test_request_takes_one_permit_for_all_of_its_traces(app: ASGIApp, url: str, traces: int) -> None:
    before = limiter.stats().admitted
    with TestClient(app) as client:
        assert client.get(url).status_code == 200
    assert tracer.stats().traces.entries >= traces
    assert limiter.stats().admitted == before + 1


def test_request_for_several_traces_is_served_whole_or_rejected(app: ASGIApp) -> None:
    urls = [f"/api/compare?networks=resnet18,resnet34,resnet50,vgg19&size={size}" for size in range(64, 84)]

    async def run() -> list[int]:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            return [answer.status_code for answer in await asyncio.gather(*(client.get(url) for url in urls))]

    statuses = asyncio.run(run())
    assert {*statuses} == {200, 503}
    assert statuses.count(200) >= RUNNING + WAITING


@pytest.mark.usefixtures("app")
def test_memoized_trace_needs_no_permit() -> None:
    memoized = trace(spec("resnet18"), 71, 71)
    with limiter_full(), limiter.request_scope():
        assert trace(spec("resnet18"), 71, 71) is memoized


@pytest.mark.usefixtures("app")
def test_work_outside_a_request_waits_without_limit() -> None:
    with ThreadPoolExecutor(1) as pool:
        with limiter_full():
            later = pool.submit(trace, spec("resnet18"), 72, 72)
        assert later.result(timeout=30).input.shape == (3, 72, 72)


def test_permit_is_released_when_the_answer_begins(app: ASGIApp) -> None:
    running: list[int] = []

    async def run() -> None:
        async def receive() -> dict[str, object]:
            return await asyncio.Future()  # never disconnects

        async def send(_: object) -> None:
            running.append(limiter.stats().running)

        scope = {"type": "http", "method": "GET", "path": "/api/trace/resnet18", "query_string": b"size=73"}
        more = {"raw_path": b"/api/trace/resnet18", "headers": [], "root_path": "", "http_version": "1.1"}
        await app({**scope, **more}, receive, send)

    asyncio.run(run())
    assert {*running} == {0}


@pytest.mark.usefixtures("app")
def test_permit_is_released_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Trace:
        raise KeyError("broken")

    monkeypatch.setattr(tracer, "run_trace", broken)
    for size in range(80, 90):
        with limiter.request_scope(), pytest.raises(KeyError):
            trace(spec("resnet18"), size, size)
    assert (limiter.stats().running, limiter.stats().waiting) == (0, 0)


def test_permit_of_a_cancelled_request_is_returned_by_the_thread_that_waits_for_it() -> None:
    small = TraceLimiter(running=1, waiting=1)
    with ThreadPoolExecutor() as pool, pytest.MonkeyPatch.context() as patch:
        patch.setattr(limiter, "_limiter", small)
        small.acquire()
        with limiter.request_scope() as cancelled:
            waiting = pool.submit(cancelled.acquire)
            while small.stats().waiting == 0:
                time.sleep(0.001)
        small.release()
        with pytest.raises(Busy, match="cancelled"):
            waiting.result(timeout=10)
    assert (small.stats().running, small.stats().waiting) == (0, 0)
