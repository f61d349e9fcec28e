"""An answer made by the app: collected, compressed, and given the headers that let others keep it."""

import asyncio
import logging
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Scope

from app.serving import cache_control
from app.serving.compression import packed, unpacked
from app.serving.content_negotiation import Encoding
from app.serving.early_errors import refusal
from app.serving.release import Release
from app.serving.response_cache import Answer, Answers, Header, Key

OWN = {b"accept-ranges", b"cache-control", b"content-encoding", b"content-length", b"etag", b"last-modified", b"vary"}
"""Headers that are set here and nowhere else. A file's time would be another on every machine."""

HEARD = {b"host", b"x-request-id"}
"""What the app hears of the headers of whoever came first: nothing that the answer to the others could depend on."""

WORTH_IT = 500  # bytes: a shorter answer that nobody keeps fits into one packet anyway


@dataclass(slots=True)
class Collected:
    """What an app sends, until it is whole."""

    status: int = 0
    headers: list[Header] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)
    whole: bool = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], [*message["headers"]]
        else:
            self.body += message.get("body", b"")
            self.whole = not message.get("more_body", False)


class Maker:
    """Makes answers and keeps them. `lasting` are addresses of what never changes."""

    def __init__(self, app: ASGIApp, release: Release, answers: Answers, lasting: frozenset[bytes]) -> None:
        self.app, self.release, self.answers, self.lasting = app, release, answers, lasting

    async def make(self, scope: Scope, key: Key, deserted: asyncio.Event) -> Answer:
        """The answer, from another encoding of it where that is kept. It always has one, if only status 500."""
        if known := self.answers.other_form(key):
            other, encoding = known
            plain = await asyncio.to_thread(unpacked, other.body, encoding)
            return await self._finished(key, 200, other.headers, plain)
        made = await self._asked(scope, deserted)
        if not made.whole:
            return refusal(key[0], HTTPStatus.INTERNAL_SERVER_ERROR)
        headers = tuple((name.lower(), value) for name, value in made.headers)
        if made.status == 200 and (b"cache-control", cache_control.NEVER) not in headers:
            return await self._finished(key, made.status, headers, bytes(made.body))
        return await _for_now(key[2], made.status, headers, bytes(made.body))

    async def _asked(self, scope: Scope, deserted: asyncio.Event) -> Collected:
        """What the app answers. What it raises is logged here, once, and not raised to everybody who waits."""
        heard = [(name, value) for name, value in scope["headers"] if name in HEARD]
        asked, sent = False, Collected()

        async def receive() -> Message:
            nonlocal asked
            if asked:
                await deserted.wait()
                return {"type": "http.disconnect"}
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}

        work = asyncio.ensure_future(
            self.app({**scope, "method": "GET", "headers": heard, "extensions": {}}, receive, sent.send)
        )
        await asyncio.wait({work})
        if error := work.exception():
            logging.getLogger(__name__).error("An answer could not be made", exc_info=error)
        return sent

    async def _finished(self, key: Key, status: int, headers: tuple[Header, ...], plain: bytes) -> Answer:
        path, query, encoding = key
        body = await _packed(plain, encoding)
        unchanged = self.unchanged(key)
        all_headers = (*_others(headers), *_encoded(encoding, body), *unchanged)
        answer = Answer(status, all_headers, body, dict(unchanged)[b"etag"], unchanged)
        self.answers.keep(key, answer, lasting=address(path, query) in self.lasting)
        return answer

    def unchanged(self, key: Key) -> tuple[Header, ...]:
        """What an answer of 304 says, and one of 200 with it. Follows from the key: nothing has to be made for it."""
        path, query, encoding = key
        where = address(path, query)
        tag = self.release.tag(where, encoding)
        return (
            (b"cache-control", cache_control.lifetime(path, lasting=where in self.lasting)),
            (b"vary", b"Accept-Encoding"),
            (b"etag", b"W/" + tag if cache_control.MACHINE_MADE.fullmatch(path) else tag),
        )


async def _for_now(encoding: Encoding, status: int, headers: tuple[Header, ...], plain: bytes) -> Answer:
    """An answer that nobody may keep: an error, a redirection."""
    encoding = encoding if len(plain) >= WORTH_IT else "identity"
    body = await _packed(plain, encoding)
    own = (*_encoded(encoding, body), (b"cache-control", cache_control.NEVER), (b"vary", b"Accept-Encoding"))
    return Answer(status, (*_others(headers), *own), body)


async def _packed(plain: bytes, encoding: Encoding) -> bytes:
    return plain if encoding == "identity" else await asyncio.to_thread(packed, plain, encoding)


def address(path: bytes, query: bytes) -> bytes:
    """Both as one, as in a link."""
    return b"%s?%s" % (path, query) if query else path


def _others(headers: tuple[Header, ...]) -> tuple[Header, ...]:
    return tuple((name, value) for name, value in headers if name not in OWN)


def _encoded(encoding: Encoding, body: bytes) -> tuple[Header, ...]:
    length = (b"content-length", b"%d" % len(body))
    return (length,) if encoding == "identity" else (length, (b"content-encoding", encoding.encode()))
