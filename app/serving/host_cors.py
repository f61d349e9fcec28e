"""Allowed Host headers and CORS origins, both before the cache, because they depend on the client."""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from ..web.errors import API
from ..web.health import PROBE_PATHS

ALLOW_HEADERS = ("If-None-Match", "X-Request-ID")
EXPOSE_HEADERS = ("ETag", "Retry-After", "X-Request-ID")


class HostMiddleware(TrustedHostMiddleware):
    """Checks the Host header of every request but probes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        probe = scope["type"] == "http" and scope["path"] in PROBE_PATHS
        await (self.app(scope, receive, send) if probe else super().__call__(scope, receive, send))


class ApiCorsMiddleware(CORSMiddleware):
    """CORS for the API only: scripts of other sites may not read pages."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        super().__init__(app, origins, ("GET", "HEAD"), ALLOW_HEADERS, expose_headers=EXPOSE_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        api = scope["type"] == "http" and API.match(scope["path"])
        await (super().__call__(scope, receive, send) if api else self.app(scope, receive, send))
