"""Warm requests at a steady rate, from a process of its own, so that a crowd's client does not delay them.

`python -m benchmarks.warm_probe ORIGIN` writes a line when it starts. When its input ends, it stops and writes the
latencies in milliseconds as JSON.
"""

import asyncio
import gc
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from benchmarks.load import WARM

PROBES = 8  # connections
INTERVAL = 40  # milliseconds between two requests of one connection


@contextmanager
def warm_probe(origin: str) -> Iterator[list[float]]:
    """Request the warm pages while the context lasts; the list has the latencies in milliseconds after it.

    A latency counts from the time at which the request was due, so a late answer also counts for the requests that it
    delays.
    """
    latencies: list[float] = []
    command = [sys.executable, "-m", "benchmarks.warm_probe", origin]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        yield latencies
        output, _ = process.communicate()
    latencies += json.loads(output)


async def _probe(origin: str) -> list[float]:
    latencies: list[float] = []
    stopped = asyncio.Event()

    async def send(number: int) -> None:
        path = [*WARM][number % len(WARM)]
        due = time.perf_counter() + INTERVAL / 1000 * number / PROBES
        while not stopped.is_set():
            await asyncio.sleep(due - time.perf_counter())
            (await client.get(path)).raise_for_status()
            latencies.append((time.perf_counter() - due) * 1000)
            due += INTERVAL / 1000

    async with httpx2.AsyncClient(base_url=origin, timeout=30) as client:
        for path in WARM:
            (await client.get(path)).raise_for_status()  # what a first request imports is no latency of the app
        gc.disable()  # its pauses would count as well
        print("started", flush=True)
        async with asyncio.TaskGroup() as tasks:
            for number in range(PROBES):
                tasks.create_task(send(number))
            await asyncio.to_thread(sys.stdin.read)
            stopped.set()
    return latencies


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_probe(sys.argv[1]))))
