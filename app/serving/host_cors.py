"""By which names the server is spoken to, and which sites' scripts may read its API: by default any, and no other."""

from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from app.serving.request_log import Noted
from app.serving.security_headers import Secured
from app.settings import Settings
from app.web.errors import API_PREFIXES

READ_ALONG = ("If-None-Match", "X-Request-ID")
"""What such a script may say beside its address."""

READABLE = ("ETag", "Retry-After", "X-Request-ID")
"""What a script of another site may read of an answer beside its body."""


PROBED = ("/healthz", "/readyz", "/metrics")
"""Asked by what runs the server, at an address of the machine instead of by a name."""


def guarded(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The app behind what an operator has set: that depends on who asks, so it stands before what is kept.

    What a guard answers by itself has the headers of any other answer, and is noted as any other.
    """
    if settings.cors_origins:
        open_to = CORSMiddleware(app, settings.cors_origins, ("GET", "HEAD"), READ_ALONG, expose_headers=READABLE)
        app = Noted(Secured(Split(API_PREFIXES, open_to, app)))  # pages are nobody else's to read
    if "*" not in settings.trusted_hosts:
        named = TrustedHostMiddleware(app, settings.trusted_hosts, www_redirect=False)
        app = Noted(Secured(Split(PROBED, app, named)))
    return app


class Split:
    """Paths that begin like these go one way, and everything else another."""

    def __init__(self, beginnings: tuple[str, ...], these: ASGIApp, others: ASGIApp) -> None:
        self.beginnings, self.these, self.others = beginnings, these, others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        one_of_these = scope["type"] == "http" and scope["path"].startswith(self.beginnings)
        await (self.these if one_of_these else self.others)(scope, receive, send)
