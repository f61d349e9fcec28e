"""Security headers by kind of response. They do not depend on the request, so a cached response keeps them."""

import base64
import hashlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers = tuple[tuple[bytes, bytes], ...]

EMBED_PREFIX = "/embed/"  # pages that may be shown in a frame of any site; no other page may
EMPTY_STYLE_HASH = base64.b64encode(hashlib.sha256(b"").digest()).decode()
"""Of an empty style element: Plotly adds one, and inserts its rules by script."""
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
    "midi=(), payment=(), usb=(), xr-spatial-tracking=()"
)


def _policy(**sources: str) -> str:
    """A content security policy that allows only the named sources: `script_src="'self'"`."""
    allowed = {"default_src": "'none'", "base_uri": "'none'", "form_action": "'none'", **sources}
    return "; ".join(f"{name.replace('_', '-')} {value}".rstrip() for name, value in allowed.items())


def _headers(policy: str, resource_policy: str, **others: str) -> Headers:
    """`resource_policy` names the sites that may embed the response."""
    headers = {
        "x_content_type_options": "nosniff",
        "content_security_policy": policy,
        "referrer_policy": "same-origin",
        "cross_origin_resource_policy": resource_policy,
        **others,
    }
    return tuple((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items())


def _document(frame_ancestors: str, resource_policy: str = "same-origin") -> Headers:
    """An HTML page, which loads only from this origin; `blob:` and `data:` are for the export of pictures as PNG."""
    own = dict.fromkeys(("script_src", "connect_src", "font_src", "form_action"), "'self'")
    style = f"'self' 'sha256-{EMPTY_STYLE_HASH}'"
    isolation = {"cross_origin_opener_policy": "same-origin", "cross_origin_embedder_policy": "require-corp"}
    policy = _policy(**own, style_src=style, img_src="'self' blob: data:", frame_ancestors=frame_ancestors)
    return _headers(policy, resource_policy, permissions_policy=PERMISSIONS_POLICY, **isolation)


PAGE = _document("'none'")
EMBED = _document("*", resource_policy="cross-origin")
# A picture opened by itself has its colours and typeface in a style element, runs no script, and may be on any site.
PICTURE = _headers(
    _policy(style_src="'unsafe-inline'", font_src="data:", frame_ancestors="'none'", sandbox=""), "cross-origin"
)
DATA = _headers(_policy(frame_ancestors="'none'"), "same-origin")
# Styles, scripts and typeface of an embedded diagram: a site may sandbox the frame, which then has an opaque origin.
ASSET = _headers(_policy(frame_ancestors="'none'"), "cross-origin")
TYPEFACE = (*ASSET, (b"access-control-allow-origin", b"*"))  # typefaces are requested with CORS
BY_MEDIA_TYPE = {"image/svg+xml": PICTURE, "text/css": ASSET, "text/javascript": ASSET, "font/woff2": TYPEFACE}


def headers(path: str, media_type: str) -> Headers:
    """The headers of a response with this media type."""
    if media_type.startswith("text/html"):
        return EMBED if path.startswith(EMBED_PREFIX) else PAGE
    return next((value for prefix, value in BY_MEDIA_TYPE.items() if media_type.startswith(prefix)), DATA)


class SecurityHeadersMiddleware:
    """Adds the headers to every response of the app, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def add_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                media_type = dict(message["headers"]).get(b"content-type", b"").decode("latin-1")
                message["headers"] = [*message["headers"], *headers(scope["path"], media_type)]
            await send(message)

        await self.app(scope, receive, add_headers)
