"""What is noted of every request, at its end: counted, timed, and written to the access log.

A warm answer takes some 30 µs in all, so this has to take a few. It is done for those of a moment together: one after
the other, in memory that is still warm, it takes half the time.
"""

import asyncio
import atexit
import re
from collections import deque
from collections.abc import Iterable, Iterator, MutableMapping
from functools import lru_cache
from threading import Lock
from time import perf_counter, time
from typing import Any, Literal

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.serving import access_log, metrics
from app.serving.access_log import Request
from app.serving.logging_config import LINES, Entry
from app.serving.request_ids import HEADER, identify

How = Literal["kept", "made", "unchanged", "passed"]
"""Where an answer came from: kept from before, made now, not sent again (304), or passed through as it came."""

ROUTES_KEPT = 4096  # paths whose route is remembered
LONGEST_PATH = 200  # characters of a path that are looked at: no route needs more, and memory stays bounded
NO_ROUTE = "none"
SOON = 0.005  # seconds until a request that has been answered is noted

_routes: list[tuple[re.Pattern[str], str]] = []
_waiting: deque[tuple[Any, ...]] = deque()
_turn = Lock()
_due: asyncio.AbstractEventLoop | None = None  # the loop that will note what waits; one may end before it has


def watch(routes: Iterable[BaseRoute]) -> None:
    """Let requests be counted under the routes of the app: as many names as there are routes, whatever is asked for."""
    _routes[:] = [(route.path_regex, route.path) for route in iter_route_contexts([*routes]) if route.path]
    route_of.cache_clear()


@lru_cache(ROUTES_KEPT)
def route_of(path: str) -> str:
    """The route's path with its parameters' names: `/api/trace/{network}`."""
    return next((route for pattern, route in _routes if pattern.match(path)), NO_ROUTE)


def observe(started: float, scope: MutableMapping[str, Any], status: int, size: int, how: How, request_id: str) -> None:
    """Have it noted soon; where there is no event loop, now. `started` is of `time.perf_counter()`."""
    _waiting.append(
        (
            time(),
            perf_counter() - started,
            request_id,
            scope["method"],
            scope["path"],
            scope["raw_path"],
            scope["query_string"],
            scope.get("client"),
            status,
            size,
            how,
        )
    )
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        settle()
        return
    global _due
    if loop is not _due:
        _due = loop
        loop.call_later(SOON, settle)


@atexit.register
def settle() -> None:
    """Note everything that has been observed."""
    global _due
    _due = None  # first, so that one request that cannot be noted does not hold up those that come later
    with _turn:
        LINES.put(_noted())


def _noted() -> Iterator[Entry]:
    while _waiting:
        request = Request._make(_waiting.popleft())
        route = route_of(request.path[:LONGEST_PATH])
        metrics.REQUESTS.count(route, request.status, request.how, request.seconds)
        if access_log.wanted(request.status):
            yield access_log.entry(request)


class Noted:
    """Around what may answer before the front does: such an answer gets its id and is noted too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, request_id, status, size = perf_counter(), "", 0, 0

        async def noted(message: Message) -> None:
            nonlocal request_id, status, size
            if message["type"] == "http.response.start" and not _given(message):
                request_id, status = identify(_given(scope)), message["status"]
                message = {**message, "headers": [*message["headers"], (HEADER, request_id.encode())]}
            size += len(message.get("body", b""))
            await send(message)

        await self.app(scope, receive, noted)
        if request_id:
            observe(started, scope, status, size, "passed", request_id)


def _given(message: MutableMapping[str, Any]) -> bytes | None:
    """The id among the headers, if there is one."""
    return next((value for name, value in message["headers"] if name.lower() == HEADER), None)
