"""A narrow gate before cold traces, and all of its places taken."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from starlette.types import ASGIApp

from app.main import create_app
from app.settings import Settings
from app.tracing import limiter, tracer

AT_ONCE, WAITING = 2, 3
SETTINGS = Settings(cold_at_once=AT_ONCE, cold_waiting=WAITING)


def narrow() -> Iterator[ASGIApp]:
    """An app with a narrow gate and nothing kept. What other tests use comes back afterwards."""
    tracer.forget()
    yield create_app(SETTINGS)
    create_app(Settings())


@contextmanager
def full() -> Iterator[None]:
    """Meanwhile every place at the gate is taken."""
    ready, free = threading.Barrier(AT_ONCE + 1), threading.Event()

    def hold() -> None:
        with limiter.one_request() as its:
            its.take()
            ready.wait(timeout=30)
            free.wait(timeout=30)

    def queue() -> None:
        with limiter.one_request() as its:
            its.take()

    with ThreadPoolExecutor(AT_ONCE + WAITING) as pool:
        for _ in range(AT_ONCE):
            pool.submit(hold)
        ready.wait(timeout=30)
        for _ in range(WAITING):
            pool.submit(queue)
        while limiter.meters().waiting < WAITING:
            pass
        try:
            yield
        finally:
            free.set()
