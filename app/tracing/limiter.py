"""The gate before traces that have to be made: so many requests make theirs at the same time, so many more wait.

A request passes it once for all of its traces, so it is refused before the first of them or not at all. Every thread
that waits for a trace waits here, and there are never more of those than the gate lets in. Work that belongs to no
request waits for its turn however long that takes.
"""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from app.tracing.busy import Busy

USUAL = 0.05  # seconds that a request takes with its turn; what is measured soon takes its place
WEIGHT = 0.1  # of the newest one in the mean
LATEST = 10  # seconds after which whoever was refused is asked to come again at the latest


@dataclass(frozen=True, slots=True)
class ColdMeters:
    """Requests with traces to make: how many make theirs, how many wait, and how many there were since the start."""

    under_way: int
    waiting: int
    admitted: int
    refused: int


class Gate:
    """Lets `at_once` requests through at a time and `waiting` more wait for their turn."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self.limits = (at_once, waiting)
        self._turns = threading.Semaphore(at_once)
        self._counting = threading.Lock()
        self._inside = self._under_way = self._admitted = self._refused = 0
        self._usual = USUAL
        self._spoken_for = 0.0  # until when whoever is inside, or was refused, will take up the turns

    def enter(self, patient: bool) -> float:
        """Wait for a turn; the time at which it came. Unless `patient`, raises `Busy` where too many wait already."""
        with self._counting:
            if self._inside >= sum(self.limits) and not patient:
                self._refused += 1
                raise Busy("Many other networks are being traced here.", self._seconds(time.monotonic()))
            self._inside += 1
            self._admitted += 1
        self._turns.acquire()
        with self._counting:
            self._under_way += 1
        return time.monotonic()

    def leave(self, since: float) -> None:
        """Give the turn to the next."""
        with self._counting:
            self._inside -= 1
            self._under_way -= 1
            if not self._inside:  # who was refused and has not come again takes up nobody's time
                self._spoken_for = 0.0
            self._usual += WEIGHT * (time.monotonic() - since - self._usual)
        self._turns.release()

    def meters(self) -> ColdMeters:
        with self._counting:
            return ColdMeters(self._under_way, self._inside - self._under_way, self._admitted, self._refused)

    def _seconds(self, now: float) -> int:
        """Until one more may come: a turn later than the last who was told, lest all of them come again at once."""
        turn = self._usual / self.limits[0]
        self._spoken_for = min(max(self._spoken_for, now + turn * self._inside) + turn, now + LATEST)
        return max(1, math.ceil(self._spoken_for - now))


class Pass:
    """One request's way through the gate: a turn taken when the first trace has to be made, and given back once."""

    def __init__(self) -> None:
        self._turn: tuple[Gate, float] | None = None

    def take(self, patient: bool = False) -> None:
        """Wait for a turn, if there is none yet. Raises `Busy`."""
        if self._turn is None:
            gate = _gate
            self._turn = (gate, gate.enter(patient))

    def leave(self) -> None:
        """Nothing is traced any more, or not for long."""
        if self._turn is not None:
            gate, since = self._turn
            self._turn = None
            gate.leave(since)


_gate = Gate(1, 16)
_pass: ContextVar[Pass | None] = ContextVar("pass", default=None)


@contextmanager
def one_request() -> Iterator[Pass]:
    """All traces that are made inside belong to one request, also in threads that it hands its context to."""
    own = Pass()
    token = _pass.set(own)
    try:
        yield own
    finally:
        _pass.reset(token)
        own.leave()


@contextmanager
def turn() -> Iterator[None]:
    """A turn to make a trace in: the request's, or one for this trace alone. Raises `Busy`."""
    if (its := _pass.get()) is not None:
        its.take()
        yield
        return
    alone = Pass()
    try:
        alone.take(patient=True)
        yield
    finally:
        alone.leave()


def leave() -> None:
    """Give the turn of this request back before its end: what follows takes long and needs no trace."""
    if (its := _pass.get()) is not None:
        its.leave()


def configure(at_once: int, waiting: int) -> None:
    """The gate for whoever comes from now on. One that is the same already stays."""
    global _gate
    if _gate.limits != (at_once, waiting):
        _gate = Gate(at_once, waiting)


def places() -> int:
    """How many requests the gate lets in: as many threads may stand there at once."""
    return sum(_gate.limits)


def meters() -> ColdMeters:
    """As it is at this moment."""
    return _gate.meters()
