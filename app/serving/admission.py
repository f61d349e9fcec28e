"""Admission control: rejects requests before routing, and ties each request to one permit of the trace limiter."""

import asyncio
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..tracing import limiter
from ..tracing.limiter import Busy
from ..web.errors import MAX_URL_BYTES

MAX_DELAYED = 1_000  # rejections that are delayed at a time: half of the connections that a worker accepts
API = ("/api/trace/", "/api/advice/", "/api/inputs/", "/api/compare", "/api/gradients/")
TRACING_PATHS = ("/explore", "/embed", "/article", "/table", "/compare", "/figures/", *API)
"""Prefixes of the paths that may need a trace. The other routes are served even when the limiter is full."""


class AdmissionMiddleware:
    """Answers 414 to long URLs and 503 while the limiter is full.

    The permit of a request is released when its response starts, however slowly the client reads it.
    """

    def __init__(self, app: ASGIApp, respond: Callable[[Request, Exception], Response]) -> None:
        self.app, self.respond, self._delayed = app, respond, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if error := _rejection(scope):
            if isinstance(error, Busy):
                await self._delay()
            await self.respond(Request(scope), error)(scope, receive, send)
            return
        with limiter.request_scope() as permit:

            async def release(message: Message) -> None:
                permit.release()
                await send(message)

            await self.app(scope, receive, release)

    async def _delay(self) -> None:
        """Wait while a crowd lasts: clients that ignore Retry-After then take no CPU time from traces."""
        if self._delayed >= MAX_DELAYED:
            return
        self._delayed += 1
        try:
            await asyncio.sleep(limiter.delay())
        finally:
            self._delayed -= 1


def _rejection(scope: Scope) -> Exception | None:
    if len(scope["raw_path"]) + len(scope["query_string"]) > MAX_URL_BYTES:
        return HTTPException(414)
    return limiter.reject() if scope["path"] == "/" or scope["path"].startswith(TRACING_PATHS) else None
