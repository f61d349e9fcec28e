"""What every answer tells a browser about its use: fixed headers, by the kind of answer.

They say nothing of the request and so belong to a finished answer as its body does: what is kept is kept with them.
"""

import base64
import hashlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers = tuple[tuple[bytes, bytes], ...]

NOSNIFF = (b"x-content-type-options", b"nosniff")

EMBEDDED = "/embed/"
"""Where the addresses begin of what may stand in a frame on any site; nothing else may."""

DOCUMENTATION = "/docs"

NO_STYLE = base64.b64encode(hashlib.sha256(b"").digest()).decode()
"""Of a style element with nothing in it: Plotly makes one, and writes its rules into that by script."""

NOWHERE = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), " + (
    "microphone=(), midi=(), payment=(), usb=(), xr-spatial-tracking=()"
)
"""What neither a page nor anything in it may ask a visitor for."""


def _policy(**sources: str) -> str:
    """Nothing is allowed but what is named: `script_src="'self'"`."""
    allowed = {"default_src": "'none'", "base_uri": "'none'", "form_action": "'none'", **sources}
    return "; ".join(f"{name.replace('_', '-')} {where}".rstrip() for name, where in allowed.items())


def _headers(policy: str, used_by: str, **more: str) -> Headers:
    """`used_by` are the sites whose pages may show it or be made of it."""
    pairs = {
        "content-security-policy": policy,
        "referrer-policy": "same-origin",
        "cross-origin-resource-policy": used_by,
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    return (NOSNIFF, *((name.encode(), value.encode()) for name, value in pairs.items()))


def _document(frame_ancestors: str, used_by: str = "same-origin", img_src: str = "'self' blob:") -> Headers:
    """An HTML page: what it is made of comes from this origin; `blob:` is a picture on its way to a PNG."""
    policy = _policy(
        script_src="'self'",
        style_src=f"'self' 'sha256-{NO_STYLE}'",
        img_src=img_src,
        connect_src="'self'",
        form_action="'self'",
        frame_ancestors=frame_ancestors,
    )
    return _headers(
        policy,
        used_by,
        permissions_policy=NOWHERE,
        cross_origin_opener_policy="same-origin",
        cross_origin_embedder_policy="require-corp",
    )


PAGE = _document("'none'")
EMBED = _document("*", used_by="cross-origin")
SWAGGER = _document("'none'", img_src="'self' data:")  # the arrows in Swagger UI's style sheet
# A picture that is opened by itself has its colours in a style element, runs nothing, and may be shown anywhere.
PICTURE = _headers(_policy(style_src="'unsafe-inline'", frame_ancestors="'none'", sandbox=""), "cross-origin")
DATA = _headers(_policy(frame_ancestors="'none'"), "same-origin")
# What an embedded diagram is made of: a site may put its frame into a sandbox, where it has an origin of its own.
ASSET = _headers(_policy(frame_ancestors="'none'"), "cross-origin")
KINDS = {"image/svg+xml": PICTURE, "text/css": ASSET, "text/javascript": ASSET}


def headers(path: str, media_type: str) -> Headers:
    """Those of an answer with this media type; of the path, what a proxy has put before it is left out."""
    if media_type.startswith("text/html"):
        if path.startswith(EMBEDDED):
            return EMBED
        return SWAGGER if path == DOCUMENTATION else PAGE
    return next((said for kind, said in KINDS.items() if media_type.startswith(kind)), DATA)


class Secured:
    """Adds them to whatever the app answers, errors included, where they are not there yet."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start" and _lacks_them(message):
                message["headers"] = [*message["headers"], *headers(path, _media_type(message))]
            await send(message)

        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        await self.app(scope, receive, secured)


def _lacks_them(start: Message) -> bool:
    """Not of a 304: it has no media type, and what it says would take the place of what came with the kept answer."""
    return start["status"] != 304 and NOSNIFF not in start["headers"]


def _media_type(message: Message) -> str:
    return next((value.decode("latin-1") for name, value in message["headers"] if name.lower() == b"content-type"), "")
