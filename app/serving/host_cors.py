"""Allowed Host headers and CORS origins, both before the cache, because they depend on the client."""

import re
from collections.abc import Sequence
from ipaddress import ip_address

from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from ..web.errors import API

ALLOW_HEADERS = ("If-None-Match", "X-Request-ID")
EXPOSE_HEADERS = ("ETag", "Retry-After", "X-Request-ID")
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
PROBE_PATHS = ("/healthz", "/readyz", "/metrics")
"""Requested by orchestrator and monitoring, at the address of the machine instead of a host name."""


class HostMiddleware(TrustedHostMiddleware):
    """Checks the Host header of every request but probes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        probe = scope["type"] == "http" and scope["path"] in PROBE_PATHS
        await (self.app(scope, receive, send) if probe else super().__call__(scope, receive, send))


class OwnHostMiddleware(HostMiddleware):
    """Checks the Host header of a server with own networks, so that no site can read them by rebinding its name to
    this machine's address.

    Of a server that other machines may reach, every address is allowed too: only names can be rebound.
    """

    def __init__(self, app: ASGIApp, host: str, trusted: Sequence[str]) -> None:
        self.is_exposed = not is_loopback(host)
        named = [name for name in trusted if name != "*"]
        super().__init__(app, [*LOOPBACK_NAMES, f"[{host}]" if ":" in host else host, *named], www_redirect=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        own = self.is_exposed and scope["type"] == "http" and is_address(_host_name(scope))
        await (self.app(scope, receive, send) if own else super().__call__(scope, receive, send))


def is_loopback(host: str) -> bool:
    """Whether a server that listens on this host can be reached from this machine only."""
    return host == "localhost" or (is_address(host) and ip_address(host.strip("[]")).is_loopback)


def is_address(host: str) -> bool:
    """Whether a host is an IP address, and no name."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _host_name(scope: Scope) -> str:
    """The Host header without its port."""
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    return re.sub(r":[0-9]*$", "", host) if not host.endswith("]") else host


class ApiCorsMiddleware(CORSMiddleware):
    """CORS for the API only: scripts of other sites may not read pages."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        super().__init__(app, origins, ("GET", "HEAD"), ALLOW_HEADERS, expose_headers=EXPOSE_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        api = scope["type"] == "http" and API.match(scope["path"])
        await (super().__call__(scope, receive, send) if api else self.app(scope, receive, send))
