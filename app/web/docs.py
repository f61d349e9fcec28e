"""The API's documentation page: Swagger UI from an installed package, so that it needs no internet.

FastAPI's own page starts it with an inline script, which the content security policy forbids.
"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from ..diagrams import svg

ASSETS = "/docs/assets"
FILES = StaticFiles(packages=[("fastapi_swagger", "resources")])
"""Swagger UI's script and styles, mounted at `ASSETS`."""

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def docs(request: Request) -> Response:
    """Swagger UI over this app's own OpenAPI document."""
    app = request.app
    template = svg.ENVIRONMENT.get_template("docs.html")
    return HTMLResponse(template.render(title=f"{app.title}: API", assets=ASSETS, openapi=app.openapi_url))
