"""The app, put together."""

import gc
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from app.settings import Settings
from app.tracing.threads import use_threads
from app.web import api, assets, docs, errors
from app.web.article import routes as article
from app.web.compare import routes as compare
from app.web.errors import Problem
from app.web.explorer import routes as explorer
from app.web.gradients import routes as gradients
from app.web.table import routes as table

ROOT = Path(__file__).parent.parent
"""The checkout: the app is run from there, with `static/` and `templates/` beside it."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """Everything that is served. Raises `WrongSetting` for an environment variable that makes no sense."""
    use_threads((settings or Settings.read()).torch_threads)
    project = _project()
    app = FastAPI(
        title="ResNet Volumes",
        summary=project["description"],
        version=project["version"],
        docs_url=None,  # FastAPI's own pages load their scripts from other hosts
        redoc_url=None,
        lifespan=_serving,
    )
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=6)  # below 500 bytes it saves no packet
    errors.install(app, _as_page)
    app.include_router(api.router)
    app.include_router(docs.router)
    app.include_router(explorer.router)
    app.include_router(article.router)
    app.include_router(table.router)
    app.include_router(compare.router)
    app.include_router(assets.router)
    app.include_router(gradients.router)
    docs.mount_assets(app)
    app.mount("/static", StaticFiles(directory=ROOT / "static"), name="static")
    return app


def _as_page(request: Request, problem: Problem) -> Response:
    """A problem told to a person: beside the control it is about where there is one, else on a page of its own."""
    pages = {"/article": article, "/table": table, "/compare": compare}
    page = next((pages[path] for path in pages if request.url.path.startswith(path)), explorer)
    return page.as_page(request, problem) or errors.page(problem)


@asynccontextmanager
async def _serving(_: FastAPI) -> AsyncIterator[None]:
    """Collect garbage seldom, and never walk through what importing torch has left: that pauses answers for 50 ms.

    A trace and a page leave thousands of records and no cycles worth a collection every few requests; measured, this
    takes a fifth off the time of a request.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    yield


def _project() -> dict[str, Any]:
    """The project's name for itself, from the one place that has it."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project: dict[str, Any] = tomllib.load(file)["project"]
    return project
