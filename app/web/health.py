"""Liveness and readiness of this worker, for orchestrators and load balancers."""

import asyncio
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Event, current_thread, main_thread
from types import FrameType

from cachetools import TTLCache, cached
from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from ..networks.bounds import ImpossibleChoice
from ..networks.catalogue import NETWORKS
from ..tracing import models, tracer

router = APIRouter(include_in_schema=False)

PROBE_PATHS = ("/healthz", "/readyz", "/metrics")
"""Requested by orchestrator and monitoring, at the address of the machine instead of a host name."""
SHUTTING_DOWN = Event()  # set by SIGTERM: requests in progress are finished, and no new ones should be sent here
NETWORK = NETWORKS["cifar_resnet20"].spec  # the smallest: built and traced in about 5 ms
CACHE_SECONDS = 1.0  # for which the result of one trial trace answers all probes
NO_STORE = {"Cache-Control": "no-store"}


@contextmanager
def shutdown_flag() -> Iterator[None]:
    """Set `SHUTTING_DOWN` on SIGTERM, before the server's own handler runs."""
    server = signal.getsignal(signal.SIGTERM)
    if current_thread() is not main_thread() or not callable(server):  # only the main thread may set handlers
        yield
        return

    def handle(number: int, frame: FrameType | None) -> None:
        SHUTTING_DOWN.set()
        server(number, frame)

    signal.signal(signal.SIGTERM, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, server)


@router.get("/healthz")
async def alive() -> Response:
    """Liveness. Runs on the event loop, so it answers while all threads are busy."""
    return PlainTextResponse("alive\n", headers=NO_STORE)


@router.get("/readyz")
async def ready() -> Response:
    """Readiness: whether a trace works. Uses asyncio's own threads, since those of requests may all be waiting."""
    reason = "This worker is shutting down." if SHUTTING_DOWN.is_set() else await asyncio.to_thread(trace_failure)
    return PlainTextResponse(f"{reason or 'ready'}\n", 503 if reason else 200, NO_STORE)


@cached(TTLCache(1, CACHE_SECONDS), condition=Condition())
def trace_failure() -> str | None:
    """The reason why a trace fails here, if it does. The network is built anew, so no cache answers for it."""
    try:
        tracer.run_trace(models.build(NETWORK), 32, 32)
    except (ImpossibleChoice, MemoryError, RuntimeError) as error:
        logging.getLogger(__name__).exception("Not ready: the trial trace failed")
        return f"A trace failed here: {str(error)[:200] or type(error).__name__}"
    return None
