"""What pages are made of beside the static files: the script that draws charts, compressed once, and the colours."""

import gzip
import threading
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Header, Response

from app.diagrams import palette, svg
from app.diagrams.plotly import BUNDLE, VERSION

PATH = "/figures/plotly.js"
PLOTLY_URL = f"{PATH}?v={VERSION}"
"""Where pages find it. Another version has another address, so this one never has to be asked for again."""

router = APIRouter(include_in_schema=False)
_one_at_a_time = threading.Lock()


@router.get(PATH)
def script(
    v: str = "",
    accept_encoding: Annotated[str, Header()] = "",
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    """The script. The middleware that compresses answers leaves alone what says that it is compressed."""
    packed = "gzip" in accept_encoding
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if v == VERSION else "no-cache",
        "ETag": f'"plotly-{VERSION}{"-gzip" if packed else ""}"',
        "Vary": "Accept-Encoding",
    }
    if headers["ETag"] in if_none_match:
        return Response(status_code=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(compressed() if packed else BUNDLE.read_bytes(), headers=headers, media_type="text/javascript")


def compressed() -> bytes:
    """The script, compressed for the first who asks; whoever else asks meanwhile waits for it."""
    with _one_at_a_time:
        return _compress()


@cache
def _compress() -> bytes:
    return gzip.compress(BUNDLE.read_bytes(), compresslevel=9, mtime=0)


@router.get("/palette.css")
def colours() -> Response:
    """The volumes' colours for the page's style sheets, from the one table of them."""
    css = svg.ENVIRONMENT.get_template("palette.css").render(faces=palette.FACES, themes=svg.THEMES)
    return Response(css, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})
