"""The outermost layer: an answer that is finished is sent from here, and anything else is asked of the app, once.

Answers are pure functions of their address (path and query) and of the release. So what a client has already is
not made again to tell it so, and what was made is kept as it was sent.
"""

import asyncio
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.serving import cache_control
from app.serving.content_negotiation import any_matches, chosen, matches
from app.serving.early_errors import MOST_ADDRESS, refusal
from app.serving.release import Release
from app.serving.rendering import Maker
from app.serving.request_ids import HEADER, identify
from app.serving.request_log import How, observe
from app.serving.response_cache import Answer, Answers, Key, Sought
from app.serving.single_flight import Flights
from app.web.asked import REQUEST_ID

START, BODY = "http.response.start", "http.response.body"  # the two messages of an answer, in ASGI's words

LEFT = 499  # what nginx calls it when a client has not waited for its answer


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: `known` is its `If-None-Match`, `request_id` what its answer and its log line name it by."""

    started: float
    scope: Scope
    send: Send
    known: bytes
    request_id: str

    async def answer(self, answer: Answer, how: How) -> None:
        """Send it, or only that it is what the client has, and note that."""
        method, status, headers, body = self.scope["method"], answer.status, answer.headers, answer.body
        if self.known and answer.tag and (matches(self.known, answer.tag) or any_matches(self.known)):
            how, status, headers, body = "unchanged", 304, answer.unchanged, b""
        elif method == "HEAD":
            body = b""
        named = [*headers, (HEADER, self.request_id.encode())]
        await self.send({"type": START, "status": status, "headers": named})
        await self.send({"type": BODY, "body": body})
        observe(self.started, self.scope, status, len(body), how, self.request_id)


class Front:
    """An ASGI app around another. `lasting` are the addresses whose answers never change: `release.addresses()`."""

    def __init__(self, app: ASGIApp, release: Release, answers: Answers, lasting: frozenset[bytes]) -> None:
        self.app, self.answers = app, answers
        self.maker = Maker(app, release, answers, lasting)
        self.flights: Flights[tuple[Answer, str]] = Flights()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What is kept is sent with as little as can be done: this decides how many requests a core bears."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, accepted, known, given = perf_counter(), b"", b"", None
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepted = b"%s,%s" % (accepted, value) if accepted else value
            elif name == b"if-none-match":
                known = b"%s,%s" % (known, value) if known else value
            elif name == HEADER:
                given = value
        path, query, request_id = scope["raw_path"], scope["query_string"], identify(given)
        if query and path.startswith(cache_control.FILES):
            query = b""
        key = path, query, chosen(accepted)
        if (kept := self.answers.get(key)) and not known and scope["method"] == "GET":
            await send({"type": START, "status": 200, "headers": [*kept.headers, (HEADER, request_id.encode())]})
            await send({"type": BODY, "body": kept.body})
            observe(started, scope, 200, len(kept.body), "kept", request_id)
        else:
            await self._otherwise(Asked(started, scope, send, known, request_id), receive, key, kept)

    async def _otherwise(self, asked: Asked, receive: Receive, key: Sought, kept: Answer | None) -> None:
        path, query, encoding = key
        if asked.scope["method"] not in ("GET", "HEAD"):
            await self._passed(asked, receive)
        elif len(path) + len(query) > MOST_ADDRESS:
            await asked.answer(refusal(path, HTTPStatus.REQUEST_URI_TOO_LONG), "made")
        elif encoding is None:
            await asked.answer(refusal(path, HTTPStatus.NOT_ACCEPTABLE), "made")
        elif kept:
            await asked.answer(kept, "kept")
        elif cache_control.PASSED.fullmatch(path):
            await self._passed(asked, receive)
        else:
            await self._made(asked, receive, (path, query, encoding))

    async def _made(self, asked: Asked, receive: Receive, key: Key) -> None:
        """An answer that is not kept: not needed, or made for all who ask for it now."""
        unchanged = self.maker.unchanged(key)
        tag = dict(unchanged)[b"etag"]
        if asked.known and matches(asked.known, tag):
            await asked.answer(Answer(200, (), b"", tag, unchanged), "unchanged")
            return
        REQUEST_ID.set(asked.request_id)
        host = next((value for name, value in asked.scope["headers"] if name == b"host"), b"")  # redirections name it
        work = partial(self._work, asked, key)
        landed = await self.flights.join((host, *key), work, _left(receive))
        if landed is None:
            observe(asked.started, asked.scope, LEFT, 0, "made", asked.request_id)
            return
        answer, made_for = landed
        # What went wrong is named, in the answer itself and in the log, as the request that it was made for.
        name = asked.request_id if answer.tag else made_for
        await Asked(asked.started, asked.scope, asked.send, asked.known, name).answer(answer, "made")

    async def _work(self, asked: Asked, key: Key, deserted: asyncio.Event) -> tuple[Answer, str]:
        return await self.maker.make(asked.scope, key, deserted), asked.request_id

    async def _passed(self, asked: Asked, receive: Receive) -> None:
        """Whatever the app sends, as it comes, and for nobody to keep. HEAD is GET without the body."""
        status, size, head = 500, 0, asked.scope["method"] == "HEAD"

        async def send(message: Message) -> None:
            nonlocal status, size
            if message["type"] == START:
                status = message["status"]
                others = [pair for pair in message["headers"] if pair[0].lower() != b"cache-control"]
                own = [(b"cache-control", cache_control.NEVER), (HEADER, asked.request_id.encode())]
                message = {**message, "headers": others + own}
            elif head:
                message = {**message, "body": b""}
            size += len(message.get("body", b""))
            await asked.send(message)

        REQUEST_ID.set(asked.request_id)
        try:
            await self.app({**asked.scope, "method": "GET"} if head else asked.scope, receive, send)
        finally:
            observe(asked.started, asked.scope, status, size, "passed", asked.request_id)


async def _left(receive: Receive) -> None:
    """Returns when whoever asked has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
