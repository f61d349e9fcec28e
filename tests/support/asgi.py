"""The front around an app of a test's own, asked without a server: what is sent, byte for byte."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.serving.cache_middleware import Front
from app.serving.release import Release
from app.serving.response_cache import Answers

RELEASE = Release("0123456789abcdef", frozenset({"a.css"}), b"key")


@dataclass
class Sent:
    """An answer as it was sent."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    messages: int = 0


@dataclass
class Inner:
    """An app that says what it was asked; `answer` is what it does then."""

    status: int = 200
    headers: Iterable[tuple[bytes, bytes]] = ((b"Content-Type", b"text/plain"),)
    body: bytes = b"volume " * 1000
    before: Callable[[], Awaitable[object]] | None = None
    asked: list[Scope] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(scope)
        assert (await receive())["type"] == "http.request"
        if self.before:
            await self.before()
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        half = len(self.body) // 2
        await send({"type": "http.response.body", "body": self.body[:half], "more_body": True})
        await send({"type": "http.response.body", "body": self.body[half:]})


def front(app: ASGIApp, most_bytes: int = 1_000_000) -> Front:
    return Front(app, RELEASE, Answers(most_bytes), RELEASE.addresses())


async def ask(
    app: ASGIApp,
    address: str = "/",
    method: str = "GET",
    headers: Mapping[str, str] = {},
    leaves: asyncio.Event | None = None,
) -> Sent:
    """Ask, and wait for the whole answer; or leave, once that is set."""
    path, _, query = address.partition("?")
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: Scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": pairs,
        "client": ("test", 1),
    }
    sent, heard = Sent(), False

    async def receive() -> Message:
        nonlocal heard
        if heard:
            await (leaves or asyncio.Event()).wait()
            return {"type": "http.disconnect"}
        heard = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.messages += 1
        if message["type"] == "http.response.start":
            sent.status = message["status"]
            sent.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
            assert len(sent.headers) == len([*message["headers"]])
        sent.body += message.get("body", b"")

    await app(scope, receive, send)
    return sent


def asked(inner: Inner, *requests: tuple[str, dict[str, str]], method: str = "GET") -> list[Sent]:
    """The answers to requests one after the other, each an address with headers."""

    async def run() -> list[Sent]:
        app = front(inner)
        return [await ask(app, address, method, headers) for address, headers in requests]

    return asyncio.run(run())
