"""An app with a small trace limiter, and a context in which all of its permits are taken."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from starlette.types import ASGIApp

from app.main import create_app
from app.settings import Settings
from app.tracing import limiter, tracer

RUNNING, WAITING = 2, 3
SETTINGS = Settings(cold_at_once=RUNNING, cold_waiting=WAITING)


def limited_app() -> Iterator[ASGIApp]:
    """For a fixture: an app with a small limiter and empty caches. The default limiter is restored afterwards."""
    tracer.clear_caches()
    yield create_app(SETTINGS)
    create_app(Settings())


@contextmanager
def limiter_full() -> Iterator[None]:
    """Hold every permit and every place in the queue."""
    ready, done = threading.Barrier(RUNNING + 1), threading.Event()

    def hold() -> None:
        with limiter.request_scope() as permit:
            permit.acquire()
            ready.wait(timeout=30)
            done.wait(timeout=30)

    def queue() -> None:
        with limiter.request_scope() as permit:
            permit.acquire()

    with ThreadPoolExecutor(RUNNING + WAITING) as pool:
        for _ in range(RUNNING):
            pool.submit(hold)
        ready.wait(timeout=30)
        for _ in range(WAITING):
            pool.submit(queue)
        while limiter.stats().waiting < WAITING:
            pass
        try:
            yield
        finally:
            done.set()
