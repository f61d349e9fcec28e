"""Load on a server: as many requests as it answers, by wrk, and warm requests at a steady rate."""

import asyncio
import gc
import json
import subprocess
import time
from pathlib import Path
from typing import Any, Self

import httpx2

ENCODINGS = "gzip, deflate, br"  # what browsers accept over plain HTTP
WARM = {"/api/trace/resnet34": "trace as JSON", "/explore/resnet34": "explorer page"}
PROBES = 8  # connections
INTERVAL = 40  # milliseconds between two requests of one connection


def wrk(url: str, connections: int, seconds: int, script: str, *arguments: str) -> dict[str, Any]:
    """Load `url` from one thread; return the JSON object that the script's `done` writes."""
    options = ["--threads=1", f"--connections={connections}", f"--duration={seconds}s", "--timeout=30s"]
    script = str(Path(__file__).with_name(script))
    command = ["wrk", *options, f"--script={script}", f"--header=Accept-Encoding: {ENCODINGS}", url, "--", *arguments]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    result: dict[str, Any] = json.loads(output.splitlines()[-1])
    return result


class WarmProbe:
    """Requests the warm pages until the context ends; `latencies` are in milliseconds.

    A latency counts from the time at which the request was due, so a late answer also counts for the requests that it
    delays. Garbage collection is off meanwhile: its pauses would count as well.
    """

    def __init__(self, origin: str) -> None:
        self.latencies: list[float] = []
        self._client = httpx2.AsyncClient(base_url=origin, timeout=30)
        self._stopped = asyncio.Event()

    async def __aenter__(self) -> Self:
        for path in WARM:
            (await self._client.get(path)).raise_for_status()  # what a first request imports is no latency of the app
        gc.disable()
        self._tasks = [asyncio.create_task(self._send(number)) for number in range(PROBES)]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopped.set()
        await asyncio.gather(*self._tasks)
        await self._client.aclose()
        gc.enable()

    async def _send(self, number: int) -> None:
        path = [*WARM][number % len(WARM)]
        due = time.perf_counter() + INTERVAL / 1000 * number / PROBES
        while not self._stopped.is_set():
            await asyncio.sleep(due - time.perf_counter())
            (await self._client.get(path)).raise_for_status()
            self.latencies.append((time.perf_counter() - due) * 1000)
            due += INTERVAL / 1000
