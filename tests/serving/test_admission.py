"""Admission control: which requests are rejected before routing, and what they get."""

import asyncio
from collections import Counter

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from app.serving import admission
from app.serving.admission import AdmissionMiddleware
from app.tracing import limiter
from app.web.errors import MAX_URL_BYTES
from tests.support.asgi import StubApp, request
from tests.support.blocking import limited_app, limiter_full

app = pytest.fixture(limited_app, name="app")

REJECTED = [
    *("/", "/explore/resnet18", "/explore/resnet18/diagram.svg", "/embed/resnet18", "/article", "/table", "/compare"),
    *("/api/trace/resnet18", "/api/compare", "/api/gradients/resnet18"),
    *("/api/advice/resnet18", "/api/inputs/resnet18", "/api/counts/resnet18", "/api/memory/resnet18"),
    *("/figures/volumes/resnet18", "/figures/gradients/resnet18"),
]
SERVED = ["/healthz", "/readyz", "/metrics", "/docs", "/openapi.json", "/api/networks"]


def test_full_limiter_rejects_before_routing(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter.TraceLimiter, "delay", lambda _: 0.0)
    with limiter_full(), TestClient(app) as client:
        for path in REJECTED:
            before = limiter.stats().rejected
            answer = client.get(f"{path}?size=none", headers={"X-Request-ID": "from-a-proxy"})
            assert (path, answer.status_code, limiter.stats().rejected) == (path, 503, before + 1)
            assert 1 <= int(answer.headers["retry-after"]) <= limiter.MAX_RETRY_AFTER
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-request-id"] == "from-a-proxy"
            assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_routes_without_traces_are_served_while_the_limiter_is_full(app: ASGIApp) -> None:
    with limiter_full(), TestClient(app) as client:
        assert {path: client.get(path).status_code for path in SERVED} == dict.fromkeys(SERVED, 200)


def test_cached_response_is_served_while_the_limiter_is_full(app: ASGIApp) -> None:
    with TestClient(app) as client:
        first = client.get("/explore/resnet18?size=64")
        with limiter_full():
            assert client.get("/explore/resnet18?size=64").content == first.content
            assert client.get("/explore/resnet18?size=65").status_code == 503


def test_rejections_are_delayed_while_a_crowd_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(limiter, "_limiter", full := limiter.TraceLimiter(1, 0))
    monkeypatch.setattr(full, "delay", lambda: 0.75)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    monkeypatch.setattr(admission, "MAX_DELAYED", 1)
    full.acquire()
    middleware = AdmissionMiddleware(StubApp(), lambda _, __: StubApp(503))  # pyrefly: ignore[bad-argument-type]  # stubs of both

    async def run() -> None:
        await request(middleware, "/table")
        middleware._delayed = 1  # as while another rejection is delayed
        await request(middleware, "/table")

    asyncio.run(run())
    assert slept == [0.75]


def test_crowd_that_comes_at_once_is_rejected_before_routing(monkeypatch: pytest.MonkeyPatch) -> None:
    """200 requests arrive before the first of them is at the limiter, in a thread."""
    monkeypatch.setattr(limiter, "_limiter", full := limiter.TraceLimiter(1, 3))
    monkeypatch.setattr(full, "delay", lambda: 0.0)
    routed: list[str] = []
    done = asyncio.Event()

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        routed.append(scope["path"])
        await asyncio.sleep(0)  # as on the way to a thread
        if full.full:
            await StubApp(503)(scope, receive, send)
            return
        full._inside += 1  # as a request that waits for its trace
        await done.wait()
        await StubApp()(scope, receive, send)

    middleware = AdmissionMiddleware(route, lambda _, __: StubApp(503))  # pyrefly: ignore[bad-argument-type]  # a stub

    async def run() -> list[int]:
        crowd = [asyncio.create_task(request(middleware, "/table")) for _ in range(200)]
        async with asyncio.timeout(10):
            while sum(each.done() for each in crowd) < 196:
                await asyncio.sleep(0)
        done.set()
        return [(await each).status for each in crowd]

    assert Counter(asyncio.run(run())) == {200: 4, 503: 196}
    assert len(routed) == 4 + admission.UNDECIDED


@pytest.mark.parametrize("path", ["/api/networks", "/explore/resnet18", "/embed/resnet18"])
def test_long_url_is_rejected_with_414(client: TestClient, path: str) -> None:
    fits, too_long = (client.get(f"{path}?{'x' * (MAX_URL_BYTES - len(path) + more)}") for more in (0, 1))
    assert (fits.status_code, too_long.status_code) == (fits.status_code, 414)
    assert fits.status_code != 414
    assert too_long.headers["cache-control"] == "no-store"
    assert "The URL has more than 8,000 characters, the limit of this server." in too_long.text
