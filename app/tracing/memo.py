"""What is kept in memory of finished work: within a number of bytes, and made once for all who ask at that moment."""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from cachetools import LRUCache, cached

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class KeptMeters:
    """`entries` with `bytes` of at most `most` are kept; so many were asked for and there, or not."""

    hits: int
    misses: int
    entries: int
    bytes: int
    most: int


class Kept(Generic[K, V]):
    """Results of `make`, those least recently used let go first; `weigh` estimates the bytes that one holds.

    One that is larger than everything that may be kept is made anew for each who asks.
    """

    def __init__(self, make: Callable[[K], V], weigh: Callable[[V], int], most: int) -> None:
        self._weigh = weigh
        self._make = make
        self._changing = threading.Condition()
        self.limit(most)

    def limit(self, most: int) -> None:
        """Begin again with nothing kept and another bound."""
        with self._changing:
            self._hits = self._misses = 0
            self._kept: LRUCache[K, V] = LRUCache(most, self._weigh)
            self._made = cached(self._kept, key=_itself, condition=self._changing)(self._make)

    @property
    def most(self) -> int:
        return int(self._kept.maxsize)

    def known(self, key: K) -> V | None:
        """The result if it is there, without waiting for anything."""
        with self._changing:
            found = self._kept.get(key)
            self._hits += found is not None
            self._misses += found is None
        return found

    def made(self, key: K) -> V:
        """The result: kept, or made now, or waited for where another thread makes it."""
        return self._made(key)

    def meters(self) -> KeptMeters:
        with self._changing:
            kept = self._kept
            return KeptMeters(self._hits, self._misses, len(kept), int(kept.currsize), int(kept.maxsize))


def _itself(key: K) -> K:
    return key
