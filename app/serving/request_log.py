"""Request log and metrics: an id, one log line, one count and one duration for every response."""

import logging
import time
from collections.abc import Awaitable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..web.request_id import HEADER, REQUEST_ID, identify
from .logging_config import HANDLER
from .metrics import REQUEST_SECONDS, REQUESTS

LOGGER = logging.getLogger("access")  # for its level: lines are written without a log record
MAX_TEXT, MAX_CLIENT = 800, 100  # characters in a line, which then fits into one write of 4096 bytes
MAX_PATH = 200  # characters of a path that are matched: routes need fewer
CLIENT_CLOSED_REQUEST = 499  # nginx's status for a client that did not wait for its response


class RequestLogMiddleware:
    """Identifies, logs and counts every request. `routes` are the label values of the metrics."""

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute]) -> None:
        self.app = app
        self._routes = [(route.path_regex, route.path) for route in iter_route_contexts([*routes]) if route.path]
        self._metrics = lru_cache(4096)(self._labelled)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start, status, size, request_id = time.perf_counter(), 0, 0, identify(scope)
        REQUEST_ID.set(request_id)

        def observe(message: Message) -> Awaitable[None]:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (HEADER, request_id.encode())]
            else:
                size += len(message.get("body", b""))
            return send(message)

        try:
            await self.app(scope, receive, observe)
        except Exception:
            status = status or 500  # uvicorn's response
            raise
        finally:
            self._record(scope, request_id, status or CLIENT_CLOSED_REQUEST, size, time.perf_counter() - start)

    def _record(self, scope: Scope, request_id: str, status: int, size: int, seconds: float) -> None:
        cache = scope.get("cache", "bypass")
        requests, durations = self._metrics(scope["path"][:MAX_PATH], status, cache)
        requests.inc()
        durations.observe(seconds)
        level = logging.WARNING if status >= 500 else logging.INFO
        if LOGGER.isEnabledFor(level):
            address = (scope.get("client") or ("",))[0]
            path, query, client = _sent(scope["raw_path"][:MAX_TEXT], scope["query_string"][:MAX_TEXT], address)
            HANDLER.write(
                {
                    "time": datetime.now(UTC),
                    "level": "warning" if status >= 500 else "info",
                    "logger": "access",
                    "request": request_id,
                    "method": scope["method"],
                    "path": path,
                    "query": query,
                    "status": status,
                    "bytes": size,
                    "ms": int(seconds * 1e6) / 1000,
                    "cache": cache,
                    "client": client or None,
                }
            )

    def _labelled(self, path: str, status: int, cache: str) -> tuple[Any, Any]:
        """The counter and the histogram of a route: as many label values as there are routes, whatever the URLs."""
        route = next((route for pattern, route in self._routes if pattern.match(path)), "none")
        return REQUESTS.labels(route, str(status), cache), REQUEST_SECONDS.labels(route)


@lru_cache(4096)
def _sent(path: bytes, query: bytes, client: str) -> tuple[str, str, str]:
    """What a client sent and its address, as they are logged."""
    return _printable(path, MAX_TEXT), _printable(query, MAX_TEXT), _printable(client[:MAX_CLIENT].encode(), MAX_CLIENT)


def _printable(sent: bytes, length: int) -> str:
    """Text from a client, cut, with all but printable ASCII characters escaped. URLs are percent-encoded, as sent."""
    text = sent.decode("ascii", "backslashreplace")[:length]
    return text if text.isprintable() else text.encode("unicode_escape").decode("ascii")[:length]
