"""Latencies of warm requests at a steady rate, measured while the server does something else."""

import asyncio
import time
from collections.abc import Sequence
from typing import Self

import httpx2

CONNECTIONS = 8
INTERVAL = 0.04  # seconds between two requests of a connection


def percentile(values: Sequence[float], share: int) -> float:
    """Return the smallest value that `share` percent of the values do not exceed (nearest rank)."""
    return sorted(values)[max(0, -(-len(values) * share // 100) - 1)]


class WarmProbe:
    """Requests `paths` in turn until it is left; `latencies` are in milliseconds.

    Latencies count from the time at which a request was due, so that a late answer also counts for the requests that
    it delays.
    """

    def __init__(self, origin: str, paths: Sequence[str]) -> None:
        self.latencies: list[float] = []
        self._paths = paths
        self._client = httpx2.AsyncClient(base_url=origin, timeout=30)
        self._stopped = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(self._connection(number)) for number in range(CONNECTIONS)]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopped.set()
        await asyncio.gather(*self._tasks)
        await self._client.aclose()

    async def _connection(self, number: int) -> None:
        path, due = self._paths[number % len(self._paths)], time.perf_counter() + INTERVAL * number / CONNECTIONS
        while not self._stopped.is_set():
            await asyncio.sleep(due - time.perf_counter())
            (await self._client.get(path)).raise_for_status()
            self.latencies.append((time.perf_counter() - due) * 1000)
            due += INTERVAL
