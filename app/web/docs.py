"""The page that shows the API, for any browser, with no internet: Swagger UI from an installed package.

FastAPI's own page begins it by a script in the page, which the policy of every page here forbids.
"""

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from app.diagrams import svg

ASSETS = "/docs/assets"

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def docs(request: Request) -> Response:
    """Swagger UI over this app's own OpenAPI document."""
    app, root = request.app, request.scope.get("root_path", "").rstrip("/")
    html = svg.ENVIRONMENT.get_template("docs.html").render(
        title=f"{app.title}: API", root=root, assets=f"{root}{ASSETS}", openapi=f"{root}{app.openapi_url}"
    )
    return HTMLResponse(html)


def mount_assets(app: FastAPI) -> None:
    """Serve what the page is made of."""
    app.mount(ASSETS, StaticFiles(packages=[("fastapi_swagger", "resources")]), name="docs-assets")
