"""Concurrency limiter for cold traces: `running` requests trace at a time, `waiting` more queue, others get `Busy`.

A request holds one permit for all of its traces, so it is rejected before its first trace or not at all. Work that
belongs to no request waits for a permit without a limit.
"""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

MAX_RETRY_AFTER = 10  # seconds
MIN_SPREAD = 2  # seconds: Retry-After is random, so that rejected clients do not return together
CROWD_GAP = 2.0  # seconds without a rejection that end a crowd
MAX_DELAY = 1.0  # seconds by which the rejection of one request is delayed at most


class Busy(RuntimeError):
    """This process has no room for the work now: the message names the work, `seconds` is when to retry."""

    def __init__(self, reason: str, seconds: int) -> None:
        super().__init__(f"{reason} Try again in about {seconds} s.")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class LimiterStats:
    """Requests that trace now, requests in the queue, and both outcomes since the start."""

    running: int
    waiting: int
    admitted: int
    rejected: int


class TraceLimiter:
    """Admits `running` + `waiting` requests and lets `running` of them trace at a time."""

    def __init__(self, running: int, waiting: int) -> None:
        self.limits = (running, waiting)
        self._slots = threading.Semaphore(running)
        self._lock = threading.Lock()
        self._inside = self._running = self._admitted = self._rejected = 0
        self._first_rejection = self._last_rejection = 0.0  # of the present crowd, `time.monotonic()`

    @property
    def full(self) -> bool:
        return self._inside >= sum(self.limits)

    def acquire(self, *, wait_forever: bool = False) -> None:
        """Wait for a slot. Raises `Busy` when the queue is full, unless `wait_forever`."""
        with self._lock:
            if self.full and not wait_forever:
                raise self._reject()
            self._inside += 1
            self._admitted += 1
        self._slots.acquire()
        with self._lock:
            self._running += 1

    def release(self) -> None:
        with self._lock:
            self._inside -= 1
            self._running -= 1
        self._slots.release()

    def reject(self) -> Busy | None:
        """The error for a request that would not be admitted now; None when there is room."""
        with self._lock:
            return self._reject() if self.full else None

    def _reject(self) -> Busy:
        now = time.monotonic()
        if now - self._last_rejection > CROWD_GAP:
            self._first_rejection = now
        self._last_rejection = now
        self._rejected += 1
        spread = min(MIN_SPREAD + int(now - self._first_rejection), MAX_RETRY_AFTER)  # one reader's burst is over soon
        return Busy("Many other networks are being traced here.", random.randint(1, spread))

    def delay(self) -> float:
        """Seconds to delay a rejection: none at first, then as long as the crowd has lasted, up to `MAX_DELAY`."""
        return min(self._last_rejection - self._first_rejection, MAX_DELAY)

    def stats(self) -> LimiterStats:
        with self._lock:
            return LimiterStats(self._running, self._inside - self._running, self._admitted, self._rejected)


class Permit:
    """The right of one request to trace. Acquired before its first trace, released once.

    A thread may still wait for the permit when its request is cancelled: a closed permit is returned at once.
    """

    def __init__(self) -> None:
        self._limiter: TraceLimiter | None = None
        self._closed = False
        self._lock = threading.Lock()

    def acquire(self, *, wait_forever: bool = False) -> None:
        """Wait for the permit unless it is held already. Raises `Busy`, also after `close`."""
        if self._limiter is None:
            limiter = _limiter
            limiter.acquire(wait_forever=wait_forever)
            with self._lock:
                self._limiter = limiter
            if self._closed:
                self.release()
                raise Busy("The request was cancelled.", 1)

    def release(self) -> None:
        """Return the permit if it is held."""
        with self._lock:
            limiter, self._limiter = self._limiter, None
        if limiter is not None:
            limiter.release()

    def close(self) -> None:
        """Return the permit at the end of the request."""
        self._closed = True
        self.release()


_limiter = TraceLimiter(1, 16)
_permit: ContextVar[Permit | None] = ContextVar("permit", default=None)


@contextmanager
def request_scope() -> Iterator[Permit]:
    """Make all traces inside, also those in threads with this context, share one permit."""
    own = Permit()
    token = _permit.set(own)
    try:
        yield own
    finally:
        _permit.reset(token)
        own.close()


@contextmanager
def permit() -> Iterator[None]:
    """Hold a permit while tracing: the request's, or one for this trace alone. Raises `Busy`."""
    if (shared := _permit.get()) is not None:
        shared.acquire()
        yield
        return
    alone = Permit()
    alone.acquire(wait_forever=True)
    try:
        yield
    finally:
        alone.release()


def release() -> None:
    """Return this request's permit early, before long work that does not trace."""
    if (shared := _permit.get()) is not None:
        shared.release()


def reject() -> Busy | None:
    """The error for a request that would not be admitted now; None when there is room."""
    return _limiter.reject()


def delay() -> float:
    """Seconds by which to delay a rejection now."""
    return _limiter.delay()


def configure(running: int, waiting: int) -> None:
    """Replace the limiter, unless it has these limits already. Requests inside keep the one that admitted them."""
    global _limiter
    if _limiter.limits != (running, waiting):
        _limiter = TraceLimiter(running, waiting)


def capacity() -> int:
    """The number of requests that are admitted at a time; each may block one thread."""
    return sum(_limiter.limits)


def stats() -> LimiterStats:
    """The state of the limiter now."""
    return _limiter.stats()
