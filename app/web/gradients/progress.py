"""Following work that takes seconds, from the event loop: how far it is, and whether anyone still waits for it."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from fastapi import Request

from app.tracing import limiter
from app.tracing.gradients.runner import free, known, make
from app.tracing.gradients.study import Asked, Study

TICK = 0.1  # seconds between two looks
PATIENCE = 1.0  # seconds; as long at the most does a study run on that nobody waits for any more

Following = AsyncGenerator[float | Study, None]
"""The share that is done, several times a second, and at last the study."""


class Cancelled(Exception):
    """Nobody waits for it any more."""


@dataclass(slots=True)
class Progress:
    """Written by the thread that works, read by the event loop; `wanted` the other way round."""

    done: float = 0.0
    wanted: bool = True

    def told(self, done: float) -> None:
        """Raises `Cancelled`."""
        if not self.wanted:
            raise Cancelled
        self.done = done


async def follow(request: Request, asked: Asked) -> Following:
    """Make a study in a thread. Raises `Busy`.

    It ends early when whoever asked has gone; the work stops when this generator is closed. Whoever goes from one page
    to the next is not refused for the study that they have just left: it has a moment to end.
    """
    await _turn(asked)
    limiter.release()  # a study takes far longer than the traces it needs, which wait for turns of their own
    progress = Progress()
    work = asyncio.get_running_loop().run_in_executor(None, make, asked, progress.told)
    work.add_done_callback(lambda work: work.cancelled() or work.exception())  # heard, also if nobody waits for it
    try:
        while not (await asyncio.wait({work}, timeout=TICK))[0]:
            if await request.is_disconnected():
                return
            yield progress.done
        yield work.result()
    finally:
        progress.wanted = False


async def _turn(asked: Asked) -> None:
    """Wait for one, though not for long."""
    for _ in range(round(PATIENCE / TICK)):
        if free() or known(asked) is not None:
            return
        await asyncio.sleep(TICK)
