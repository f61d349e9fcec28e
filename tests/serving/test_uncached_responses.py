"""The outermost layer: what must not be kept, what is refused, and what is only passed on."""

import asyncio

import pytest
from starlette.types import Receive, Scope, Send

from app.serving.early_errors import MOST_ADDRESS
from tests.support.asgi import Inner, Sent, ask, asked, front

BODY = Inner().body


@pytest.mark.parametrize("status", [303, 404, 422, 500, 503])
def test_what_is_not_an_answer_is_never_kept(status: int) -> None:
    inner = Inner(status, [(b"retry-after", b"1"), (b"cache-control", b"public")])
    for answer in asked(inner, ("/", {}), ("/", {})):
        assert (answer.status, answer.body, answer.headers["retry-after"]) == (status, BODY, "1")
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
    assert len(inner.asked) == 2


def test_what_says_that_it_is_not_to_be_kept_is_not_kept() -> None:
    inner = Inner(headers=[(b"Cache-Control", b"no-store")])
    answers = asked(inner, ("/", {}), ("/", {}))
    assert [answer.headers["cache-control"] for answer in answers] == ["no-store"] * 2
    assert len(inner.asked) == 2


def test_an_exception_is_answered_and_the_next_request_begins_anew() -> None:
    async def run() -> tuple[Sent, Sent]:
        app = front(inner)
        inner.before = fail
        first = await ask(app)
        inner.before = None
        return first, await ask(app)

    async def fail() -> None:
        raise RuntimeError("secret")

    inner = Inner()
    first, second = asyncio.run(run())
    assert (first.status, first.headers["cache-control"]) == (500, "no-store")
    assert b"secret" not in first.body
    assert (second.status, second.body) == (200, BODY)


def test_half_an_answer_is_none() -> None:
    async def broken(_: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise RuntimeError("broken")

    answer = asyncio.run(ask(front(broken)))
    assert answer.status == 500
    assert b"half" not in answer.body


@pytest.mark.parametrize(
    ("address", "status"), [("/?" + "a" * (MOST_ADDRESS - 1), 200), ("/?" + "a" * MOST_ADDRESS, 414)]
)
def test_addresses_beyond_all_measure_are_refused_before_anything(address: str, status: int) -> None:
    inner = Inner()
    (answer,) = asked(inner, (address, {}))
    assert answer.status == status
    assert len(inner.asked) == (status == 200)


def test_memory_stays_within_its_bound_whatever_is_asked_for() -> None:
    async def run() -> int:
        app = front(Inner(), most_bytes=100_000)
        for number in range(300):
            await ask(app, f"/{number}")
        return app.answers.meters().bytes

    assert asyncio.run(run()) <= 100_000


# ---------------------------------------------------------------------------------------------- streams


def test_a_stream_is_passed_on_as_it_comes() -> None:
    (answer,) = asked(Inner(headers=[(b"cache-control", b"no-store")]), ("/figures/gradients/resnet18", {}))
    assert (answer.messages, answer.body, answer.headers["cache-control"]) == (3, BODY, "no-store")
    assert "etag" not in answer.headers


def test_what_is_passed_on_hears_when_its_client_leaves() -> None:
    heard: list[str] = []

    async def inner(_: Scope, receive: Receive, __: Send) -> None:
        await receive()
        heard.append((await receive())["type"])

    async def run() -> None:
        leaves = asyncio.Event()
        asking = asyncio.create_task(ask(front(inner), "/figures/gradients/resnet18", leaves=leaves))
        await asyncio.sleep(0)
        leaves.set()
        await asking

    asyncio.run(run())
    assert heard == ["http.disconnect"]
