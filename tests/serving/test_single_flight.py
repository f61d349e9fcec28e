"""Many who ask for the same at once: it is made once, and who leaves takes nothing away from the others."""

import asyncio

from starlette.types import Receive, Scope, Send

from tests.support.asgi import Inner, Sent, ask, front


async def settle() -> None:
    """Let everything run that can."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_two_hundred_who_ask_for_the_same_cold_page_have_it_made_once() -> None:
    async def run() -> list[Sent]:
        app = front(inner)
        return await asyncio.gather(*(ask(app, "/cold", headers={"accept-encoding": "br"}) for _ in range(200)))

    inner = Inner()
    answers = asyncio.run(run())
    assert len(inner.asked) == 1
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert len({answer.headers["x-request-id"] for answer in answers}) == 200


def test_who_asks_for_something_else_does_not_wait_for_it() -> None:
    async def run() -> int:
        going = asyncio.Event()
        inner = Inner()
        app = front(inner)
        inner.before = going.wait
        waiting = asyncio.create_task(ask(app, "/slow"))
        await settle()
        inner.before = None
        status = (await ask(app, "/other")).status
        assert not waiting.done()
        going.set()
        await waiting
        return status

    assert asyncio.run(run()) == 200


def test_who_leaves_takes_nothing_away_from_who_stays() -> None:
    async def run() -> tuple[Sent, Sent]:
        going, leaves = asyncio.Event(), asyncio.Event()
        inner.before = going.wait
        app = front(inner)
        first = asyncio.create_task(ask(app, "/", leaves=leaves))
        second = asyncio.create_task(ask(app, "/"))
        await settle()
        leaves.set()
        left = await first
        going.set()
        return left, await second

    inner = Inner()
    left, stayed = asyncio.run(run())
    assert (left.messages, stayed.status, stayed.body) == (0, 200, inner.body)
    assert len(inner.asked) == 1


def test_a_client_that_is_cut_off_takes_nothing_away_from_who_stays() -> None:
    async def run() -> Sent:
        going = asyncio.Event()
        inner.before = going.wait
        app = front(inner)
        first = asyncio.create_task(ask(app, "/"))
        second = asyncio.create_task(ask(app, "/"))
        await settle()
        first.cancel()
        await asyncio.wait({first})
        going.set()
        return await second

    inner = Inner()
    assert asyncio.run(run()).status == 200
    assert len(inner.asked) == 1


def test_when_the_last_one_leaves_the_app_hears_it_and_who_comes_later_begins_anew() -> None:
    heard: list[str] = []
    whole = Inner()

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        if heard:
            await whole(scope, receive, send)
            return
        await receive()
        heard.append("began")
        heard.append((await receive())["type"])

    async def run() -> Sent:
        app = front(inner)
        leaves = asyncio.Event()
        waiting = [asyncio.create_task(ask(app, "/", leaves=leaves)) for _ in range(3)]
        await settle()
        leaves.set()
        await asyncio.gather(*waiting)
        later = await ask(app, "/")
        await settle()
        assert app.flights.under_way == 0
        return later

    assert asyncio.run(run()).status == 200
    assert heard == ["began", "http.disconnect"]


def test_what_is_finished_after_everybody_left_is_kept_all_the_same() -> None:
    async def run() -> Sent:
        going, leaves = asyncio.Event(), asyncio.Event()
        inner.before = going.wait
        app = front(inner)
        first = asyncio.create_task(ask(app, "/", leaves=leaves))
        await settle()
        leaves.set()
        await first
        going.set()
        while app.flights.under_way:
            await asyncio.sleep(0.001)
        return await ask(app, "/")

    inner = Inner()
    assert asyncio.run(run()).status == 200
    assert len(inner.asked) == 1


def test_all_who_wait_are_told_of_what_went_wrong_under_the_name_that_is_in_the_log() -> None:
    async def fail() -> None:
        raise RuntimeError("secret")

    async def run() -> list[Sent]:
        app = front(inner)
        return await asyncio.gather(*(ask(app, "/") for _ in range(5)))

    inner = Inner(before=fail)
    answers = asyncio.run(run())
    assert len(inner.asked) == 1
    assert [answer.status for answer in answers] == [500] * 5
    assert len({answer.headers["x-request-id"] for answer in answers}) == 1


def test_hosts_do_not_share_what_is_under_way_since_redirections_name_them() -> None:
    async def run() -> None:
        app = front(inner)
        await asyncio.gather(*(ask(app, "/", headers={"host": host}) for host in ("a", "b", "a")))

    inner = Inner(303)
    asyncio.run(run())
    assert sorted(dict(scope["headers"])[b"host"] for scope in inner.asked) == [b"a", b"b"]
