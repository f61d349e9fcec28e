"""Admission control: rejects requests before routing, and ties each request to one permit of the trace limiter."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack

from fastapi import HTTPException, Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..tracing import limiter
from ..web.errors import MAX_URL_BYTES

MAX_DELAYED = 1_000  # rejections that are delayed at a time: half of the connections that a worker accepts
UNDECIDED = 8  # requests on their way to the limiter at a time: a crowd that comes at once is not routed as a whole
TRACING_PATHS = ("/explore", "/embed", "/article", "/table", "/compare", "/figures/", "/api/")
"""Prefixes of paths that may need a trace. The others are served even when the limiter is full."""


class AdmissionMiddleware:
    """Answers 414 to long URLs and 503 while the limiter is full.

    The place and the permit of a request are released when its response starts, however slowly the client reads it.
    """

    def __init__(self, app: ASGIApp, respond: Callable[[Request, Exception], Response]) -> None:
        self.app, self.respond, self._delayed = app, respond, 0
        self._places = asyncio.Semaphore(limiter.capacity() + UNDECIDED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        too_long = len(scope["raw_path"]) + len(scope["query_string"]) > MAX_URL_BYTES
        if error := HTTPException(414) if too_long else await self._admit(scope, receive, send):
            if isinstance(error, limiter.Busy):
                await self._delay()
            await self.respond(Request(scope), error)(scope, receive, send)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> limiter.Busy | None:
        """Let the app respond, or return the error while the limiter is full."""
        with ExitStack() as place:
            path = scope["path"]
            if path == "/" or (path.startswith(TRACING_PATHS) and path != "/api/networks"):
                await self._places.acquire()
                place.callback(self._places.release)
                if error := limiter.reject():
                    return error
            with limiter.request_scope() as permit:

                async def release(message: Message) -> None:
                    permit.release()
                    place.close()
                    await send(message)

                await self.app(scope, receive, release)
        return None

    async def _delay(self) -> None:
        """Wait while a crowd lasts: clients that ignore Retry-After then take no CPU time from traces."""
        if self._delayed < MAX_DELAYED:
            self._delayed += 1
            try:
                await asyncio.sleep(limiter.delay())
            finally:
                self._delayed -= 1
