"""Shows saved changes: a thread looks at the files of all sources, and replaces networks in the running server."""

import logging
import time
from collections.abc import Sequence
from threading import Thread

from ..loading.errors import LoadError
from ..web.own.registry import OwnNetworks
from .live_source import LiveSource
from .messages import say

INTERVAL = 0.2  # seconds between two looks at the files: a change is to be on the page within two seconds
SETTLING = 0.05  # seconds without a further change: an editor may write a file in several pieces

LOGGER = logging.getLogger("own")


def start_live_reload(sources: Sequence[LiveSource], networks: OwnNetworks) -> None:
    """Look at the files for as long as the process runs. Polling works on every file system and needs no handles."""
    Thread(target=_run, args=(sources, networks), name="live reload", daemon=True).start()


def _run(sources: Sequence[LiveSource], networks: OwnNetworks) -> None:
    while True:
        time.sleep(INTERVAL)
        update(sources, networks)


def update(sources: Sequence[LiveSource], networks: OwnNetworks) -> None:
    """Load the sources again of which a file was saved."""
    for source in sources:
        try:
            if source.is_saved():
                time.sleep(SETTLING)
                _reload(source, networks)
        except Exception:  # of foreign code: the server goes on with the networks that it has
            LOGGER.exception("%s could not be loaded again", source.name)
            networks.fail(source.name, "Loading it failed; the terminal of the server shows why.")


def _reload(source: LiveSource, networks: OwnNetworks) -> None:
    start = time.perf_counter()
    try:
        networks.replace(source.name, source.reload())
    except LoadError as error:
        say(str(error))
        networks.fail(source.name, str(error))
        return
    say(f"{source.title} was saved and traced again in {time.perf_counter() - start:.1f} s.")
