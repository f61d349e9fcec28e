"""Gradient studies one at a time, finished ones kept: the only work here that takes seconds."""

import math
import threading
import time
from collections import Counter
from dataclasses import dataclass

from cachetools import LRUCache

from app.tracing.gradients.hooks import Report
from app.tracing.gradients.study import Asked, Study, study
from app.tracing.limiter import Busy

GRADIENTS_KEPT = 20_000  # of finished studies, at about 0.3 kB each


@dataclass(slots=True)
class _UnderWay:
    """How far the present study is."""

    since: float
    done: float = 0.0

    def seconds_left(self) -> int:
        """At the pace so far; at first, what a usual one takes."""
        spent = time.monotonic() - self.since
        left = spent * (1 - self.done) / self.done if self.done > 0 else USUAL - spent
        return max(1, math.ceil(left))


@dataclass(frozen=True, slots=True)
class StudyMeters:
    """Studies finished and refused since the start, and under way now."""

    made: int
    refused: int
    under_way: int


USUAL = 3.0  # seconds: ResNet-34 as it is unless something else is asked for, on one thread that is not alone

_turn = threading.Lock()
_under_way = _UnderWay(0.0)
_kept: LRUCache[Asked, Study] = LRUCache(GRADIENTS_KEPT, lambda done: 2 * len(done.residual.gradients))
_keeping = threading.Lock()
_counted: Counter[str] = Counter()  # under the same lock


def known(asked: Asked) -> Study | None:
    """The study, if it was made before and is still kept."""
    with _keeping:
        return _kept.get(asked)


def free() -> bool:
    """Whether no study is under way."""
    return not _turn.locked()


def make(asked: Asked, report: Report) -> Study:
    """The study: kept from before, or made now. Raises `Busy`, and whatever `report` raises to end the work."""
    if (before := known(asked)) is not None:
        return before
    if not _turn.acquire(blocking=False):
        _count("refused")
        raise Busy("Another gradient study is under way here.", _under_way.seconds_left())
    try:
        return _keep(asked, _make(asked, report))
    finally:
        _turn.release()


def _make(asked: Asked, report: Report) -> Study:
    global _under_way
    mine = _under_way = _UnderWay(time.monotonic())

    def told(done: float) -> None:
        mine.done = done
        report(done)

    return study(asked, told)


def _keep(asked: Asked, done: Study) -> Study:
    with _keeping:
        _kept[asked] = done
    _count("made")
    return done


def _count(what: str) -> None:
    with _keeping:
        _counted[what] += 1


def meters() -> StudyMeters:
    """As it is at this moment."""
    with _keeping:
        return StudyMeters(_counted["made"], _counted["refused"], int(_turn.locked()))
