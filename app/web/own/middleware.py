"""Middleware of a server with own networks: shows the networks, forbids storing, and checks the Host header."""

import re
from collections.abc import Sequence
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..health import PROBE_PATHS
from .registry import OwnNetworks, shown

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
STATIC_PREFIX = "/static/"
"""The beginning of the paths of files, which are the same whatever the networks."""


class OwnNetworksMiddleware:
    """Makes the networks of this moment visible to a request.

    Every page lists them, so every response but files is `no-store`: the response cache passes it on, without an ETag.
    """

    def __init__(self, app: ASGIApp, networks: OwnNetworks) -> None:
        self.app, self.networks = app, networks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(STATIC_PREFIX):
            await self.app(scope, receive, send)
            return

        async def forbid_storing(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Cache-Control"] = "no-store"
            await send(message)

        with shown(self.networks.current):
            await self.app(scope, receive, forbid_storing)


class OwnHostMiddleware(TrustedHostMiddleware):
    """Checks the Host header of every request but probes, so that no site can read own networks by rebinding its name
    to this machine's address.

    Of a server that other machines may reach, every address is allowed too: only names can be rebound.
    """

    def __init__(self, app: ASGIApp, host: str, trusted: Sequence[str]) -> None:
        self.is_exposed = not is_loopback(host)
        named = [name for name in trusted if name != "*"]
        super().__init__(app, [*LOOPBACK_NAMES, f"[{host}]" if ":" in host else host, *named], www_redirect=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_allowed = scope["type"] == "http" and (
            scope["path"] in PROBE_PATHS or (self.is_exposed and _is_address(_host_name(scope)))
        )
        await (self.app(scope, receive, send) if is_allowed else super().__call__(scope, receive, send))


def is_loopback(host: str) -> bool:
    """Whether a server that listens on this host can be reached from this machine only."""
    return host == "localhost" or (_is_address(host) and ip_address(host.strip("[]")).is_loopback)


def _is_address(host: str) -> bool:
    """Whether a host is an IP address, and no name."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _host_name(scope: Scope) -> str:
    """The Host header without its port."""
    host = Headers(scope=scope).get("host", "")
    return re.sub(r":[0-9]*$", "", host) if not host.endswith("]") else host
