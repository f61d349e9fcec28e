"""What pages load: static files, the volumes' colours, and Plotly's script."""

import mimetypes
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ..diagrams import svg
from ..diagrams.plotly_figures.renderer import BUNDLE, VERSION
from ..diagrams.scene import palette

IMMUTABLE = "public, max-age=31536000, immutable"
"""For URLs that contain the digest of the release or the version of the file."""

REVALIDATE = "no-cache"
"""For static URLs of another release, which are answered with this release's files."""

PLOTLY_URL = f"/figures/plotly-{VERSION}.js"
"""Changes with Plotly's version but not with every release: the script is large."""

PALETTE = "palette.css"
"""The generated style sheet of the volumes' colours, served among the static files."""

mimetypes.add_type("font/woff2", ".woff2")  # Python 3.11 does not know it

router = APIRouter(include_in_schema=False)


class ReleaseFiles(StaticFiles):
    """Static files below `/static/{release}/`: immutable under this release's digest."""

    def __init__(self, digest: str, *, directory: str) -> None:
        super().__init__(directory=directory)
        self.digest = digest

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        current = scope["path_params"]["release"] == self.digest
        response.headers["Cache-Control"] = IMMUTABLE if current else REVALIDATE
        return response


@router.get(PLOTLY_URL)
def script() -> Response:
    """Plotly's script, as the installed package carries it."""
    return FileResponse(str(BUNDLE), media_type="text/javascript", headers={"Cache-Control": IMMUTABLE})


@router.get("/figures/plotly-{version}.js")
def another_version() -> Response:
    """Redirect pages of an older release to the present version, which draws their charts too."""
    return RedirectResponse(PLOTLY_URL)


@router.get(f"/static/{{release}}/{PALETTE}")
def colours(request: Request) -> Response:
    """The volumes' colours for the style sheets of pages."""
    css = svg.ENVIRONMENT.get_template(PALETTE).render(faces=palette.FACES, themes=palette.THEMES)
    static: Callable[[str], str] = svg.GLOBALS["static"]
    current = request.url.path == static(PALETTE)
    return Response(css, media_type="text/css", headers={"Cache-Control": IMMUTABLE if current else REVALIDATE})
