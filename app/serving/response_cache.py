"""Response cache: keeps compressed 200 responses and answers conditional requests.

A response is a pure function of its URL and the release, so one weak ETag per release identifies it at its URL.
"""

import asyncio
import gzip
import re
from functools import lru_cache
from typing import Literal, NamedTuple

import brotli
from cachetools import LRUCache
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..tracing.memo import CacheStats

Coding = Literal["br", "gzip", "identity"]
Headers = list[tuple[bytes, bytes]]
Key = tuple[bytes, bytes, Coding]  # raw path, query, content coding

START, BODY = "http.response.start", "http.response.body"
BROTLI_QUALITY, GZIP_LEVEL = 5, 6  # measured: docs/decisions/0007-response-cache.md
ENTRY_BYTES = 2_500  # of an entry beside body, path and query: 12 headers and the records, measured
NO_STORE = (b"cache-control", b"no-store")
DEFAULT_POLICY = (
    b"cache-control",
    b"public, max-age=60, s-maxage=3600, stale-while-revalidate=600, stale-if-error=86400",
)
VARY = (b"vary", b"Accept-Encoding")
MANAGED = {b"accept-ranges", b"content-encoding", b"content-length", b"etag", b"last-modified", b"vary"}
"""Response headers that the cache replaces."""
NOT_FORWARDED = {b"accept-encoding", b"if-match", b"if-modified-since", b"if-none-match", b"if-range", b"range"}
"""Request headers that are handled here, so that every client gets the same stored response."""


class CachedResponse(NamedTuple):
    headers: Headers
    body: bytes
    size: int


class ResponseCache:
    """LRU of responses, bounded in bytes. For one event loop: without locks."""

    def __init__(self, max_bytes: int) -> None:
        self._entries: LRUCache[Key, CachedResponse] = LRUCache(max_bytes, lambda entry: entry.size)
        self._hits = self._misses = 0

    def get(self, key: Key) -> CachedResponse | None:
        try:
            entry = self._entries[key]
        except KeyError:
            self._misses += 1
            return None
        self._hits += 1
        return entry

    def put(self, key: Key, headers: Headers, body: bytes) -> CachedResponse:
        """Store a response, unless it alone is larger than the cache."""
        entry = CachedResponse(headers, body, len(key[0]) + len(key[1]) + len(body) + ENTRY_BYTES)
        if entry.size <= self._entries.maxsize:
            self._entries[key] = entry
        return entry

    def stats(self) -> CacheStats:
        lru = self._entries
        return CacheStats(self._hits, self._misses, len(lru), int(lru.currsize), int(lru.maxsize))


class CacheMiddleware:
    """Answers GET and HEAD from the cache. Streams every response through that is not 200 or says `no-store`."""

    def __init__(self, app: ASGIApp, cache: ResponseCache, digest: str) -> None:
        self.app, self.cache, self.tag = app, cache, b'"%s"' % digest.encode()
        self.validators = [VARY, (b"etag", b"W/" + self.tag)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        accepted = known = b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepted = value
            elif name == b"if-none-match":
                known = value
        key = scope["raw_path"], scope["query_string"], preferred_coding(accepted)
        if self.tag in known:
            scope["cache"] = "not_modified"
            await _send(send, 304, [DEFAULT_POLICY, *self.validators], b"")
        elif entry := self.cache.get(key):
            scope["cache"] = "hit"
            await _send(send, 200, entry.headers, entry.body if scope["method"] == "GET" else b"")
        else:
            await self._fetch(scope, receive, send, key)

    async def _fetch(self, scope: Scope, receive: Receive, send: Send, key: Key) -> None:
        """Let the app answer, and store its response if it may be stored."""
        head, headers, body = scope["method"] == "HEAD", Headers(), bytearray()

        async def store(message: Message) -> None:
            nonlocal headers
            if message["type"] == START:
                headers = [*message["headers"]]
                if message["status"] != 200:
                    headers = [*(pair for pair in headers if pair[0] != b"cache-control"), NO_STORE]
                scope["cache"] = "bypass" if NO_STORE in headers else "miss"
                if scope["cache"] == "bypass":
                    await send({**message, "headers": headers})
            elif scope["cache"] == "bypass":
                await send({**message, "body": b""} if head else message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    entry = await self._store(key, headers, bytes(body))
                    await _send(send, 200, entry.headers, b"" if head else entry.body)

        forwarded = [pair for pair in scope["headers"] if pair[0] not in NOT_FORWARDED]
        await self.app({**scope, "method": "GET", "headers": forwarded}, receive, store)

    async def _store(self, key: Key, headers: Headers, plain: bytes) -> CachedResponse:
        body = await asyncio.to_thread(compress, plain, key[2])
        own = [pair for pair in headers if pair[0] not in MANAGED]
        if b"cache-control" in dict(own):  # no ETag: a 304 would replace the route's policy by the default one
            own.append(VARY)
        else:
            own += [DEFAULT_POLICY, *self.validators]
        if key[2] != "identity":
            own.append((b"content-encoding", key[2].encode()))
        return self.cache.put(key, [*own, (b"content-length", b"%d" % len(body))], body)


async def _send(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": START, "status": status, "headers": headers})
    await send({"type": BODY, "body": body})


@lru_cache(maxsize=256)
def preferred_coding(accept_encoding: bytes) -> Coding:
    """The smallest coding that the client lists without `q=0`."""
    items = (item.strip().lower().partition(b";") for item in accept_encoding.split(b","))
    codings = {name.strip() for name, _, weight in items if not re.fullmatch(rb"\s*q=0(\.0*)?", weight)}
    return "br" if b"br" in codings else "gzip" if b"gzip" in codings else "identity"


def compress(body: bytes, coding: Coding) -> bytes:
    """The body in this coding, always the same bytes for the same body."""
    if coding == "br":
        packed: bytes = brotli.compress(body, quality=BROTLI_QUALITY)
        return packed
    return gzip.compress(body, GZIP_LEVEL, mtime=0) if coding == "gzip" else body
