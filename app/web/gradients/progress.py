"""Run a gradient study in a thread and report its progress; cancel it when the client disconnects."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from fastapi import Request

from ...tracing import limiter
from ...tracing.gradients import runner
from ...tracing.gradients.study import Study, StudyRequest

POLL_INTERVAL = 0.1  # seconds
GRACE_PERIOD = 1.0  # seconds; a cancelled study ends within this time

StudyProgress = AsyncGenerator[float | Study, None]
"""The fraction that is done, several times a second, and at last the study."""


class Cancelled(Exception):
    """The client has disconnected."""


@dataclass(slots=True)
class Progress:
    """`done` is written by the worker thread and read by the event loop; `cancelled` the other way round."""

    done: float = 0.0
    cancelled: bool = False

    def report(self, done: float) -> None:
        """Store the fraction that is done. Raises `Cancelled`."""
        if self.cancelled:
            raise Cancelled
        self.done = done


async def run_study(request: Request, study_request: StudyRequest) -> StudyProgress:
    """Run a study in a thread. Raises `Busy`.

    The generator ends early if the client disconnects; closing it cancels the study. A client that goes to the next
    page is not rejected because of the study it has just left: a cancelled study has a moment to end.
    """
    await _wait_for_idle(study_request)
    limiter.release()  # a study takes far longer than its traces, which get permits of their own
    progress = Progress()
    work = asyncio.get_running_loop().run_in_executor(None, runner.run, study_request, progress.report)
    work.add_done_callback(lambda work: work.cancelled() or work.exception())  # retrieved, so asyncio does not log it
    try:
        while not (await asyncio.wait({work}, timeout=POLL_INTERVAL))[0]:
            if await request.is_disconnected():
                return
            yield progress.done
        yield work.result()
    finally:
        progress.cancelled = True


async def _wait_for_idle(study_request: StudyRequest) -> None:
    """Wait until no study is running or this one is cached, at most for the grace period."""
    for _ in range(round(GRACE_PERIOD / POLL_INTERVAL)):
        if runner.is_idle() or runner.cached(study_request) is not None:
            return
        await asyncio.sleep(POLL_INTERVAL)
