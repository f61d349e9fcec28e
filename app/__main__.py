"""The command `resnet-volumes`, and `python -m app` in a checkout: uvicorn with the limits of this app."""

import os
import resource
import signal
import sys
import warnings

import uvicorn

from .serving import logging_config
from .settings import InvalidSetting, Settings

MAX_CONNECTIONS = 2000  # per worker: 300 browsers with six connections each; further ones get 503
BACKLOG = 1024  # connections that the system queues until they are accepted
KEEP_ALIVE = 10  # seconds until an idle connection is closed; readers click faster
GRACE_PERIOD = 25  # seconds for requests in progress, below the 30 after which orchestrators kill
MAX_FILES = 65_536  # open files, where the system allows that many: every connection is one


def main() -> None:
    """Serve until SIGTERM or SIGINT. Exits with 0 after that, and with 2 for an invalid setting."""
    try:
        settings = Settings.read()
    except InvalidSetting as wrong:
        print(wrong, file=sys.stderr)
        sys.exit(2)
    logging_config.configure(settings.log_level, settings.log_format)
    _raise_file_limit()
    _ignore_missing_numpy()
    signal.signal(signal.SIGTERM, _exit)
    signal.signal(signal.SIGINT, _exit)
    serve(settings)


def serve(settings: Settings, app: str = f"{__package__}.main:create_app") -> None:
    """Run uvicorn with a limit for every resource. `app` names a function that creates the application."""
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


def _ignore_missing_numpy() -> None:
    """Silence torch's warning that NumPy is absent, here and in workers: nothing converts a tensor to an array."""
    message = "Failed to initialize NumPy"
    warnings.filterwarnings("ignore", message, UserWarning)
    os.environ.setdefault("PYTHONWARNINGS", f"ignore:{message}:UserWarning")


def _raise_file_limit() -> None:
    """Raise the soft limit of open files, which is often 1024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = MAX_FILES if hard == resource.RLIM_INFINITY else min(MAX_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < limit:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))


if __name__ == "__main__":
    main()
