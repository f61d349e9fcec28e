"""Traces that have to be made: so many at a time, so many wait, and beyond that a refusal, never half an answer."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from app.main import create_app
from app.settings import Settings
from app.tracing import limiter, tracer
from app.tracing.records import Trace
from app.tracing.tracer import trace
from tests.support.blocking import AT_ONCE, WAITING, full, narrow
from tests.support.traces import spec

SIZES = range(40, 60)

app = pytest.fixture(narrow, name="app")


class Held:
    """Forwards that begin and then wait until they are let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun = threading.Semaphore(0)
        self.free = threading.Event()
        observe = tracer.observe

        def held(built: tracer.Built, height: int, width: int) -> Trace:
            self.begun.release()
            assert self.free.wait(timeout=30)
            return observe(built, height, width)

        monkeypatch.setattr(tracer, "observe", held)

    def under_way(self, count: int) -> None:
        for _ in range(count):
            assert self.begun.acquire(timeout=30)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    return Held(monkeypatch)


def asked_at_once(app: ASGIApp, urls: list[str], free: threading.Event, warm: str) -> list[httpx2.Response]:
    """The answers to all of them; the work goes on only when `warm` has been answered and the gate is full."""

    async def run() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            asked = [asyncio.create_task(client.get(url)) for url in urls]
            while sum(task.done() for task in asked) < len(urls) - AT_ONCE - WAITING:
                await asyncio.sleep(0.01)
            meters = limiter.meters()
            assert (meters.under_way, meters.waiting) == (AT_ONCE, WAITING)
            assert (await client.get(warm)).status_code == 200
            free.set()
            return await asyncio.gather(*asked)

    return asyncio.run(run())


@pytest.mark.parametrize("place", ["/api/trace/resnet18", "/explore/resnet18", "/figures/costs/resnet18"])
def test_beyond_those_that_wait_all_are_refused_and_nothing_is_lost_or_wrong(
    app: ASGIApp, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    warm = f"{place}?size=33"
    with TestClient(app) as client:
        assert client.get(warm).status_code == 200
    held = Held(monkeypatch)
    answers = asked_at_once(app, [f"{place}?size={size}" for size in SIZES], held.free, f"{warm}&")
    monkeypatch.undo()

    served = {size for size, answer in zip(SIZES, answers, strict=True) if answer.status_code == 200}
    refused = [answer for answer in answers if answer.status_code == 503]
    assert (len(served), len(refused)) == (AT_ONCE + WAITING, len(SIZES) - AT_ONCE - WAITING)
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)
    assert all(answer.headers["cache-control"] == "no-store" for answer in refused)
    with TestClient(create_app(Settings())) as client:
        for size, answer in zip(SIZES, answers, strict=True):
            again = client.get(f"{place}?size={size}")
            assert again.status_code == 200
            assert answer.status_code == 503 or answer.content == again.content
    meters = limiter.meters()
    assert (meters.under_way, meters.waiting) == (0, 0)


@pytest.mark.parametrize(
    ("url", "least"),
    [("/table?size=96&cifar_size=40", 11), ("/api/compare?networks=resnet18,resnet34,resnet50,vgg19&size=64", 4)],
)
def test_a_request_takes_one_turn_for_all_of_its_traces(app: ASGIApp, url: str, least: int) -> None:
    before = limiter.meters().admitted
    with TestClient(app) as client:
        assert client.get(url).status_code == 200
    assert tracer.meters().traces.entries >= least
    assert limiter.meters().admitted == before + 1


def test_requests_for_many_traces_get_all_of_them_while_others_are_refused(app: ASGIApp) -> None:
    urls = [f"/api/compare?networks=resnet18,resnet34,resnet50,vgg19&size={size}" for size in range(64, 84)]

    async def run() -> list[int]:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            return [answer.status_code for answer in await asyncio.gather(*(client.get(url) for url in urls))]

    statuses = asyncio.run(run())
    assert {*statuses} == {200, 503}
    assert statuses.count(200) >= AT_ONCE + WAITING


@pytest.mark.usefixtures("app")
def test_what_is_kept_needs_no_turn() -> None:
    kept = trace(spec("resnet18"), 71, 71)
    with full(), limiter.one_request():
        assert trace(spec("resnet18"), 71, 71) is kept


@pytest.mark.usefixtures("app")
def test_work_of_no_request_waits_however_many_do() -> None:
    with ThreadPoolExecutor(1) as pool:
        with full():
            later = pool.submit(trace, spec("resnet18"), 72, 72)
        assert later.result(timeout=30).input.shape == (3, 72, 72)


def test_a_turn_is_given_back_when_the_answer_begins_however_slowly_it_is_read(app: ASGIApp) -> None:
    turns: list[int] = []

    async def run() -> None:
        async def receive() -> dict[str, object]:
            return await asyncio.Future()  # it has nothing to say and does not leave

        async def send(_: object) -> None:
            turns.append(limiter.meters().under_way)

        scope = {"type": "http", "method": "GET", "path": "/api/trace/resnet18", "query_string": b"size=73"}
        more = {"raw_path": b"/api/trace/resnet18", "headers": [], "root_path": "", "http_version": "1.1"}
        await app({**scope, **more}, receive, send)

    asyncio.run(run())
    assert turns
    assert {*turns} == {0}


@pytest.mark.usefixtures("app")
def test_a_turn_is_given_back_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Trace:
        raise KeyError("broken")

    monkeypatch.setattr(tracer, "observe", broken)
    for size in range(80, 90):
        with limiter.one_request(), pytest.raises(KeyError):
            trace(spec("resnet18"), size, size)
    assert (limiter.meters().under_way, limiter.meters().waiting) == (0, 0)
