"""Concurrent requests: equal ones are computed once, and a slow one does not block the others."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

import httpx2
import pytest

from app.main import create_app
from app.settings import Settings
from app.tracing import limiter, models, tracer
from app.tracing.records import Trace
from app.web import api
from tests.support.traces import trace_network


def at_once(*work: Callable[[httpx2.AsyncClient], Awaitable[httpx2.Response]]) -> list[httpx2.Response]:
    """The responses to requests that run concurrently on one event loop."""

    async def run() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(create_app(Settings()))
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            return await asyncio.gather(*(each(client) for each in work))

    return asyncio.run(run())


def test_equal_concurrent_requests_are_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clients = limiter.capacity()  # the limiter rejects more, also if they are equal
    forwards: list[str] = []
    observe = tracer.run_trace

    def counted(built: models.Model, height: int, width: int) -> Trace:
        forwards.append(built.spec.network)
        return observe(built, height, width)

    tracer.clear_caches()
    monkeypatch.setattr(tracer, "run_trace", counted)
    answers = at_once(*[lambda client: client.get("/api/trace/resnet152?size=160x224")] * clients)

    assert forwards == ["resnet152"]
    assert [answer.status_code for answer in answers] == [200] * clients
    assert len({answer.content for answer in answers}) == 1


def test_slow_trace_does_not_block_other_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def slow(*_: object) -> Trace:
        assert answered.wait(timeout=30)
        return trace_network("resnet18")

    async def meanwhile(client: httpx2.AsyncClient) -> httpx2.Response:
        answer = await client.get("/api/networks")
        answered.set()
        return answer

    monkeypatch.setattr(api, "trace_network", slow)
    answers = at_once(lambda client: client.get("/api/trace/resnet18"), meanwhile)

    assert [answer.status_code for answer in answers] == [200, 200]
