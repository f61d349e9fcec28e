"""The command `serve`: uvicorn with the limits of this app."""

import os
import resource
import signal
from argparse import Namespace
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from ..serving import logging_config
from ..settings import InvalidSetting, Settings
from .messages import Failure

MAX_CONNECTIONS = 2000  # per worker: 300 browsers with six connections each; further ones get 503
BACKLOG = 1024  # connections that the system queues until they are accepted
KEEP_ALIVE = 10  # seconds until an idle connection is closed; readers click faster
GRACE_PERIOD = 25  # seconds for requests in progress, below the 30 after which orchestrators kill
MAX_FILES = 65_536  # open files, where the system allows that many: every connection is one

PACKAGE = __name__.partition(".")[0]


def serve_command(arguments: Namespace) -> int:
    """Serve until SIGTERM or SIGINT, after which the process exits with 0. Raises `Failure`."""
    settings = _settings(arguments)
    prepare(settings)
    if arguments.sources:
        from .serve_own import serve_sources  # imports PyTorch, which the parent of several workers does not need

        serve_sources(arguments, settings)
    else:
        serve(settings)
    return 0


def _settings(arguments: Namespace) -> Settings:
    """The settings of the environment, over which options have priority."""
    for option in ("host", "port"):
        if (value := getattr(arguments, option)) is not None:
            os.environ[option.upper()] = value
    try:
        return Settings.read()
    except InvalidSetting as wrong:
        raise Failure(str(wrong), 2) from wrong


def prepare(settings: Settings) -> None:
    """Configure this process for a server: log, open files, signals."""
    logging_config.configure(settings.log_level, settings.log_format)
    _raise_file_limit()

    signal.signal(signal.SIGTERM, _exit)
    signal.signal(signal.SIGINT, _exit)


def serve(settings: Settings, app: str | Callable[[], ASGIApp] = f"{PACKAGE}.main:create_app") -> None:
    """Run uvicorn with a limit for every resource. `app` creates the application, or names a function that does.

    Several workers need the name.
    """
    uvicorn.run(
        app,
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        http="httptools",
        ws="none",
        limit_concurrency=MAX_CONNECTIONS,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE_PERIOD,
        log_config=None,  # our own configuration stays
        access_log=False,
        server_header=False,
    )


def _exit(*_: object) -> None:
    """Exit with 0 when uvicorn raises the signal again after its graceful stop.

    Without finalization of the interpreter, which aborts while a cancelled study is still in PyTorch's threads.
    """
    os._exit(0)


def _raise_file_limit() -> None:
    """Raise the soft limit of open files, which is often 1024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = MAX_FILES if hard == resource.RLIM_INFINITY else min(MAX_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < limit:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
