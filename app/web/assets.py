"""What pages are made of beside the static files: the script that draws charts, and the colours."""

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, RedirectResponse

from app.diagrams import svg
from app.diagrams.plotly_figures.renderer import BUNDLE, VERSION
from app.diagrams.scene import palette

PLOTLY_URL = f"/figures/plotly-{VERSION}.js"
"""Where pages find it. Another version has another address, and a new release of ours has not: it is large."""

PALETTE = "palette.css"
"""The name of the colours among the static files."""

router = APIRouter(include_in_schema=False)


@router.get(PLOTLY_URL)
def script() -> Response:
    """The script, as the installed package carries it."""
    return FileResponse(str(BUNDLE), media_type="text/javascript")


@router.get("/figures/plotly-{version}.js")
def another_version() -> Response:
    """For a page that was opened before this release: what there is now draws its charts too."""
    return RedirectResponse(PLOTLY_URL)


@router.get(f"/static/{{release}}/{PALETTE}")
def colours() -> Response:
    """The volumes' colours for the page's style sheets, from the one table of them."""
    css = svg.ENVIRONMENT.get_template(PALETTE).render(faces=palette.FACES, themes=palette.THEMES)
    return Response(css, media_type="text/css")
