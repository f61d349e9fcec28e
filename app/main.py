"""The application: routers, templates, error handlers and the middleware around them."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from anyio import to_thread
from fastapi import Depends, FastAPI, Request, Response
from starlette.types import ASGIApp

from . import __version__
from .diagrams import svg
from .files import STATIC
from .serving import logging_config, metrics
from .serving.admission import AdmissionMiddleware
from .serving.host_cors import ApiCorsMiddleware, HostMiddleware
from .serving.release import Release
from .serving.request_log import RequestLogMiddleware
from .serving.response_cache import CacheMiddleware, ResponseCache
from .serving.security_headers import SecurityHeadersMiddleware
from .settings import MB, Settings
from .tracing import limiter, tracer
from .tracing.runtime import collect_less_often, set_mmap_threshold, use_threads
from .web import api, assets, errors, health
from .web.advice import routes as advice
from .web.article import routes as article
from .web.compare import routes as compare
from .web.docs import routes as docs
from .web.embed import routes as embed
from .web.errors import Problem
from .web.explorer import routes as explorer
from .web.gradients import routes as gradients
from .web.own import routes as own
from .web.own.middleware import OwnHostMiddleware, OwnNetworksMiddleware
from .web.own.registry import OwnNetworks
from .web.parameters import known_parameters
from .web.table import routes as table

SUMMARY = "Pick a residual network and an input size; see every volume that flows through it."


def create_app(settings: Settings | None = None, networks: OwnNetworks | None = None) -> ASGIApp:
    """The application with its middleware. Raises `InvalidSetting` for an invalid environment variable.

    `networks` are the operator's own. They live in this process, so there is one worker.
    """
    settings = settings or Settings.read()
    logging_config.configure(settings.log_level, settings.log_format)
    use_threads(settings.torch_threads)
    set_mmap_threshold()
    limiter.configure(settings.cold_at_once, settings.cold_waiting)
    tracer.configure_caches(settings.traces_mb * MB, settings.models_mb * MB)
    release = Release.of(generated=[assets.PALETTE], settings=[f"gradients={settings.gradients}"])
    svg.GLOBALS.update(static=release.url, studies=settings.gradients)
    cache = ResponseCache(settings.answers_mb * MB)
    app = _routed(settings, release, cache)
    if networks:
        app.include_router(own.router, dependencies=[Depends(known_parameters)])
    app.add_middleware(AdmissionMiddleware, partial(errors.respond, error_page=_error_page))
    errors.install(app, _error_page)
    # Innermost first. `add_middleware` would put these inside the handler of unexpected errors, whose 500 would then
    # lack security headers, log line and request id.
    served: ASGIApp = OwnNetworksMiddleware(app, networks) if networks else app
    served = SecurityHeadersMiddleware(served)
    digest = f"{release.digest}-own" if networks else release.digest  # other pages than those of a server without
    served = CacheMiddleware(served, cache, digest)
    if settings.cors_origins:
        served = ApiCorsMiddleware(served, settings.cors_origins)
    if networks:
        served = OwnHostMiddleware(served, settings.host, settings.trusted_hosts)
    elif "*" not in settings.trusted_hosts:
        served = HostMiddleware(served, settings.trusted_hosts, www_redirect=False)
    return RequestLogMiddleware(served, app.routes)


def _routed(settings: Settings, release: Release, cache: ResponseCache) -> FastAPI:
    """The FastAPI app with all of its routes."""
    app = FastAPI(
        title="ResNet Volumes",
        summary=SUMMARY,
        version=__version__,
        docs_url=None,  # FastAPI's own pages load their scripts from other hosts
        redoc_url=None,
        lifespan=_lifespan,
    )
    studies = [gradients] if settings.gradients else []
    for pages in (docs, api, advice, explorer, embed, article, table, compare, *studies):
        app.include_router(pages.router, dependencies=[Depends(known_parameters)])
    for router in (assets.router, health.router, metrics.router(app.version, release.digest, cache)):
        app.include_router(router)
    app.mount("/static/{release}", assets.ReleaseFiles(release.digest, directory=str(STATIC)))
    return app


def _error_page(request: Request, problem: Problem) -> Response:
    """A problem as a page: beside the control that it is about, else on a page of its own."""
    pages = {"/embed": embed, "/article": article, "/table": table, "/compare": compare, "/docs": docs}
    page = next((pages[path] for path in pages if request.url.path.startswith(path)), explorer)
    return page.error_page(request, problem) or errors.problem_page(problem)


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Tune the garbage collector and the threads, and add a thread for every request that may block in the limiter.

    A thread that traces gives way after half a millisecond, not five: cached responses during cold traces take a third
    less time, and the traces themselves no more.
    """
    collect_less_often()
    sys.setswitchinterval(0.0005)
    to_thread.current_default_thread_limiter().total_tokens += limiter.capacity()
    with health.shutdown_flag():
        yield
