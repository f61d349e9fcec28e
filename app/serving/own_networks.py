"""Adds the operator's own networks to every request, and forbids caches to store the responses."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..web.own.registry import OwnNetworks, shown
from .response_cache import NO_STORE, START

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
            if message["type"] == START:
                headers = [pair for pair in message["headers"] if pair[0].lower() not in (b"cache-control", b"etag")]
                message["headers"] = [*headers, NO_STORE]
            await send(message)

        with shown(self.networks.current):
            await self.app(scope, receive, forbid_storing)
