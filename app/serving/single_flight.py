"""Work that several wait for, done once: whoever comes while it is under way waits for the same."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

Made = TypeVar("Made")

Work = Callable[[asyncio.Event], Coroutine[Any, Any, Made]]
"""Makes it; the event says that nobody waits for it any more."""


class _Flight(Generic[Made]):
    def __init__(self, work: Work[Made]) -> None:
        self.deserted = asyncio.Event()
        self.waiting = 0
        self.task = asyncio.create_task(work(self.deserted))


class Flights(Generic[Made]):
    """For one event loop. What has been made is not kept here."""

    def __init__(self) -> None:
        self._by_key: dict[Hashable, _Flight[Made]] = {}
        self._tasks: set[asyncio.Task[Made]] = set()  # the event loop itself only holds them weakly

    @property
    def under_way(self) -> int:
        return len(self._tasks)

    async def join(self, key: Hashable, work: Work[Made], left: Awaitable[object]) -> Made | None:
        """What the work makes, or None once `left` is done first. Raises what the work raises.

        The work goes on when this waiter leaves, also when the last one does: it is told, and may end by itself. Who
        comes after the last one left begins anew.
        """
        flight = self._by_key.get(key) or self._begin(key, work)
        flight.waiting += 1
        leaving = asyncio.ensure_future(left)
        try:
            await asyncio.wait({flight.task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            flight.waiting -= 1
            if not (flight.waiting or flight.task.done()):
                flight.deserted.set()
                self._forget(key, flight)
        return flight.task.result() if flight.task.done() else None

    def _begin(self, key: Hashable, work: Work[Made]) -> _Flight[Made]:
        flight = self._by_key[key] = _Flight(work)
        self._tasks.add(flight.task)

        def landed(task: asyncio.Task[Made]) -> None:
            self._tasks.discard(task)
            self._forget(key, flight)
            if not task.cancelled():
                task.exception()  # heard, also if nobody waits for it

        flight.task.add_done_callback(landed)
        return flight

    def _forget(self, key: Hashable, flight: _Flight[Made]) -> None:
        if self._by_key.get(key) is flight:
            del self._by_key[key]
