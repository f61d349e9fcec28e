"""The app, put together."""

import gc
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from anyio import to_thread
from fastapi import Depends, FastAPI, Request, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from app.diagrams import svg
from app.serving import health, logging_config, metrics, request_log
from app.serving.admission import Admission
from app.serving.cache_middleware import Front
from app.serving.host_cors import guarded
from app.serving.release import Release
from app.serving.response_cache import Answers
from app.serving.security_headers import Secured
from app.settings import MB, Settings
from app.tracing import limiter, tracer
from app.tracing.runtime import set_mmap_threshold, use_threads
from app.web import api, assets, docs, errors
from app.web.article import routes as article
from app.web.compare import routes as compare
from app.web.embed import routes as embed
from app.web.errors import Problem
from app.web.explorer import routes as explorer
from app.web.gradients import routes as gradients
from app.web.parameters import known_parameters
from app.web.table import routes as table

ROOT = Path(__file__).parent.parent
"""The checkout: the app is run from there, with `static/` and `templates/` beside it."""


def create_app(settings: Settings | None = None) -> ASGIApp:
    """Everything that is served. Raises `InvalidSetting` for an environment variable that makes no sense."""
    settings = settings or Settings.read()
    logging_config.configure(settings.log_level, settings.log_format)
    use_threads(settings.torch_threads)
    set_mmap_threshold()
    limiter.configure(settings.cold_at_once, settings.cold_waiting)
    tracer.configure_caches(settings.traces_mb * MB, settings.models_mb * MB)
    project = _project()
    app = FastAPI(
        title="ResNet Volumes",
        summary=project["description"],
        version=project["version"],
        docs_url=None,  # FastAPI's own pages load their scripts from other hosts
        redoc_url=None,
        lifespan=_serving,
    )
    app.add_middleware(Admission)
    errors.install(app, _error_page)
    app.include_router(assets.router)
    for pages in (api, docs, explorer, embed, article, table, compare, *([gradients] if settings.gradients else [])):
        app.include_router(pages.router, dependencies=[Depends(known_parameters)])
    svg.ENVIRONMENT.globals["studies"] = settings.gradients
    docs.mount_assets(app)
    app.mount("/static/{release}", StaticFiles(directory=ROOT / "static"), name="static")
    release = Release.of(ROOT, made=[assets.PALETTE], choices=[f"gradients={settings.gradients}"])
    answers = Answers(settings.answers_mb * MB)
    _watch(app, release, answers)
    return guarded(_front(Secured(app), release, answers), settings)


def _watch(app: FastAPI, release: Release, answers: Answers) -> None:
    """What the server says of itself. The last routes to come: requests are counted by those that are there now."""
    app.include_router(health.router)
    registry = metrics.registry(app.version, release.digest, answers.meters)
    app.include_router(metrics.router(registry, request_log.settle))
    request_log.watch(app.routes)


def _front(app: ASGIApp, release: Release, answers: Answers) -> Front:
    """What keeps finished answers. Templates learn from the same release where their static files are."""
    svg.ENVIRONMENT.globals["static"] = release.address
    lasting = release.addresses() | {assets.PLOTLY_URL.encode()}
    return Front(app, release, answers, lasting)


def _error_page(request: Request, problem: Problem) -> Response:
    """A problem told to a person: beside the control it is about where there is one, else on a page of its own."""
    pages = {"/embed": embed, "/article": article, "/table": table, "/compare": compare}
    page = next((pages[path] for path in pages if request.url.path.startswith(path)), explorer)
    return page.error_page(request, problem) or errors.problem_page(problem)


@asynccontextmanager
async def _serving(_: FastAPI) -> AsyncIterator[None]:
    """Collect garbage seldom, and never walk through what importing torch has left: that pauses answers for 50 ms.

    A trace and a page leave thousands of records and no cycles worth a collection every few requests; measured, this
    takes a fifth off the time of a request.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    to_thread.current_default_thread_limiter().total_tokens += limiter.capacity()
    with health.noticing_the_end():
        try:
            yield
        finally:
            request_log.settle()


def _project() -> dict[str, Any]:
    """The project's name for itself, from the one place that has it."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project: dict[str, Any] = tomllib.load(file)["project"]
    return project
