"""`python -m app`: the server, as its settings say, with a limit to everything that a client could hold on to."""

import resource
import signal
import sys

import uvicorn

from app.serving import logging_config
from app.settings import InvalidSetting, Settings

CONNECTIONS = 2000  # of a worker at the same time: 300 browsers with six each; beyond, 503
BACKLOG = 1024  # connections that the system keeps until they are accepted
KEEP_ALIVE = 10  # seconds without a request until a connection is closed; a reader clicks within fewer
STOPPING = 25  # seconds to finish what is under way, below the 30 that orchestrators give before they kill
FILES = 65_536  # that may be open, where the system allows so many: every connection is one


def main() -> None:
    """Serve until told to stop. Ends with 0 after that, and with 2 when a setting makes no sense."""
    try:
        settings = Settings.read()
    except InvalidSetting as wrong:
        print(wrong, file=sys.stderr)
        sys.exit(2)
    logging_config.configure(settings.log_level, settings.log_format)
    _allow_files()
    signal.signal(signal.SIGTERM, _stopped)
    signal.signal(signal.SIGINT, _stopped)
    serve(settings)


def serve(settings: Settings, app: str = "app.main:create_app") -> None:
    """Nothing here is left to a default that has no limit. `app` is where a function is that makes what is served."""
    uvicorn.run(
        app,
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        http="app.serving.connections:BoundedConnection",
        ws="none",
        limit_concurrency=CONNECTIONS,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=STOPPING,
        log_config=None,  # its own would put other lines between ours
        access_log=False,
        server_header=False,
    )


def _stopped(*_: object) -> None:
    """uvicorn raises a signal again after it has stopped as it was told to: that was no failure."""
    sys.exit(0)


def _allow_files() -> None:
    """Raise the number of open files to what is of use and allowed: by default it is often 1024."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


if __name__ == "__main__":
    main()
