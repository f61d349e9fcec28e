"""Runs gradient studies, one at a time, and caches them."""

import math
import time
from collections import Counter
from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache

from ..limiter import Busy
from .hooks import ReportProgress
from .study import Study, StudyRequest, run_study

CACHED_GRADIENTS = 20_000  # of finished studies, at about 0.3 kB each
TYPICAL_SECONDS = 3.0  # for ResNet-34 with default options, on one thread of a shared core


@dataclass(slots=True)
class _Progress:
    """The start (`time.monotonic()`) and the share of the work that is done, from 0 to 1."""

    since: float
    done: float = 0.0

    def seconds_left(self) -> int:
        """Estimate from the pace so far; before any progress, from a typical study."""
        elapsed = time.monotonic() - self.since
        left = elapsed * (1 - self.done) / self.done if self.done > 0 else TYPICAL_SECONDS - elapsed
        return max(1, math.ceil(left))


@dataclass(frozen=True, slots=True)
class StudyStats:
    """Studies finished and rejected since the start, and running now (0 or 1)."""

    finished: int
    rejected: int
    running: int


_running = Lock()
_progress = _Progress(0.0)
_cache: LRUCache[StudyRequest, Study] = LRUCache(CACHED_GRADIENTS, lambda study: 2 * len(study.residual.gradients))
_cache_lock = Lock()
_counts: Counter[str] = Counter()  # guarded by `_cache_lock`


def cached(request: StudyRequest) -> Study | None:
    """Return the study if it is in the cache."""
    with _cache_lock:
        return _cache.get(request)


def is_idle() -> bool:
    """Whether no study is running."""
    return not _running.locked()


def run(request: StudyRequest, report: ReportProgress) -> Study:
    """Return the study, from the cache or from a new run.

    Raises `Busy` when another study is running, and whatever `report` raises to cancel the run.
    """
    if (study := cached(request)) is not None:
        return study
    if not _running.acquire(blocking=False):
        _count("rejected")
        raise Busy("Another gradient study is under way here.", _progress.seconds_left())
    try:
        return _store(request, _run(request, report))
    finally:
        _running.release()


def _run(request: StudyRequest, report: ReportProgress) -> Study:
    global _progress
    progress = _progress = _Progress(time.monotonic())

    def report_progress(done: float) -> None:
        progress.done = done
        report(done)

    return run_study(request, report_progress)


def _store(request: StudyRequest, study: Study) -> Study:
    with _cache_lock:
        _cache[request] = study
    _count("finished")
    return study


def _count(outcome: str) -> None:
    with _cache_lock:
        _counts[outcome] += 1


def clear_cache() -> None:
    """Drop all finished studies."""
    with _cache_lock:
        _cache.clear()


def stats() -> StudyStats:
    with _cache_lock:
        return StudyStats(_counts["finished"], _counts["rejected"], int(_running.locked()))
