"""Single-flight LRU cache with a limit in bytes."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Condition
from typing import Generic, TypeVar

from cachetools import LRUCache, cached

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class CacheStats:
    """Hits and misses since the cache was last cleared, and its present size; `bytes` is an estimate."""

    hits: int
    misses: int
    entries: int
    bytes: int
    max_bytes: int


class MemoCache(Generic[K, V]):
    """Caches `compute(key)` and evicts the least recently used values above `max_bytes`.

    Concurrent callers with the same key share one computation. `size_of` estimates the bytes of a value; a value
    larger than `max_bytes` is returned and not stored. Errors of `compute` are raised and not stored.
    """

    def __init__(self, compute: Callable[[K], V], size_of: Callable[[V], int], max_bytes: int) -> None:
        self._compute, self._size_of = compute, size_of
        self.clear(max_bytes)

    def clear(self, max_bytes: int) -> None:
        """Drop all values and counts, and set the limit."""
        self._hits = 0
        self._condition = Condition()
        self._cache: LRUCache[K, V] = LRUCache(max_bytes, self._size_of)
        self._cached = cached(self._cache, key=_identity, condition=self._condition, info=True)(self._compute)

    @property
    def max_bytes(self) -> int:
        return int(self._cache.maxsize)

    def get(self, key: K) -> V | None:
        """Return the cached value without waiting. Counts hits only: a miss is counted when it is computed."""
        with self._condition:
            value = self._cache.get(key)
            self._hits += value is not None
        return value

    def get_or_compute(self, key: K) -> V:
        """Return the cached value; compute it, or wait for the thread that computes it, when there is none."""
        return self._cached(key)

    def stats(self) -> CacheStats:
        info = self._cached.cache_info()
        size = int(info.currsize)
        return CacheStats(self._hits + info.hits, info.misses, len(self._cache), size, self.max_bytes)


def _identity(key: K) -> K:
    return key
