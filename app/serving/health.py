"""Whether this worker is alive, and whether it can do its work: for whatever starts, restarts and balances workers."""

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

from app.networks.bounds import ImpossibleChoice
from app.networks.catalogue import NETWORKS
from app.tracing import models, tracer

router = APIRouter(include_in_schema=False)

STOPPING = Event()
"""Set when this process has been told to stop: what is under way is finished, and nothing more should be sent here."""

NETWORK = NETWORKS["cifar_resnet20"].spec  # the smallest: built and traced in about 5 ms
AGREED = 1.0  # seconds for which one trace answers everybody who asks: asking often must not cost much
NOT_KEPT = {"Cache-Control": "no-store"}


@contextmanager
def noticing_the_end() -> Iterator[None]:
    """While this lasts, the signal to stop is noticed on its way to the server, which it reaches as before."""
    server = signal.getsignal(signal.SIGTERM)
    if current_thread() is not main_thread() or not callable(server):  # no other thread hears of signals
        yield
        return

    def noticed(number: int, frame: FrameType | None) -> None:
        STOPPING.set()
        server(number, frame)

    signal.signal(signal.SIGTERM, noticed)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, server)


@router.get("/healthz")
async def alive() -> Response:
    """Answered where requests are received, without a thread: also when all of those are at work."""
    return PlainTextResponse("alive\n", headers=NOT_KEPT)


@router.get("/readyz")
async def ready() -> Response:
    """Whether a trace works, from a thread of asyncio's own: those that answer requests may all be waiting."""
    reason = "This worker is shutting down." if STOPPING.is_set() else await asyncio.to_thread(why_not)
    return PlainTextResponse(f"{reason or 'ready'}\n", 503 if reason else 200, NOT_KEPT)


@cached(TTLCache(1, AGREED), condition=Condition())
def why_not() -> str | None:
    """The reason why nothing can be traced here, if there is one. The network is built anew: nothing kept answers."""
    try:
        tracer.run_trace(models.build(NETWORK), 32, 32)
    except (ImpossibleChoice, MemoryError, RuntimeError) as error:
        logging.getLogger(__name__).exception("Not ready: the trial trace failed")
        return f"A trace failed here: {str(error)[:200] or type(error).__name__}"
    return None
