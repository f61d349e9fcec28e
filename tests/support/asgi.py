"""A stub ASGI app, and requests to an ASGI app without a server, to see every message that is sent."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.serving.response_cache import CacheMiddleware, ResponseCache

DIGEST = "0123456789abcdef"
ETAG = f'W/"{DIGEST}"'


@dataclass
class Received:
    """A response as it was sent; `messages` counts the ASGI messages."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    messages: int = 0


@dataclass
class StubApp:
    """Answers every request in the same way, and keeps the scopes of all requests."""

    status: int = 200
    headers: Iterable[tuple[bytes, bytes]] = ((b"content-type", b"text/plain"),)
    body: bytes = b"volume " * 1000
    scopes: list[Scope] = field(default_factory=list)

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        self.scopes.append(scope)
        await send({"type": "http.response.start", "status": self.status, "headers": [*self.headers]})
        half = len(self.body) // 2
        await send({"type": "http.response.body", "body": self.body[:half], "more_body": True})
        await send({"type": "http.response.body", "body": self.body[half:]})


def cached(app: ASGIApp, max_bytes: int = 1_000_000) -> CacheMiddleware:
    """The app behind a response cache."""
    return CacheMiddleware(app, ResponseCache(max_bytes), DIGEST)


async def request(
    app: ASGIApp, url: str = "/", method: str = "GET", headers: Mapping[str, str] = {}, client: str = "test"
) -> Received:
    """Send a request, and collect the response. Headers are named as in `accept_encoding`."""
    path, _, query = url.partition("?")
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
        "client": (client, 1),
    }
    received = Received()

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        received.messages += 1
        if message["type"] == "http.response.start":
            received.status = message["status"]
            received.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            assert len(received.headers) == len(message["headers"])
        received.body += message.get("body", b"")

    await app(scope, receive, send)
    return received


def requests(app: ASGIApp, *urls: str, method: str = "GET", **headers: str) -> list[Received]:
    """The responses to requests one after the other."""

    async def run() -> list[Received]:
        return [await request(app, url, method, headers) for url in urls]

    return asyncio.run(run())
