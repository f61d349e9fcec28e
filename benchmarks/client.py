"""A small HTTP client on asyncio: one kept connection, one request at a time; and as a program, load from several.

`python -m benchmarks.client URL CONNECTIONS SECONDS` stands in for wrk where that cannot be had, and tells the same.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

ENCODINGS = "gzip, deflate, br"  # what browsers accept over plain HTTP

Latencies = list[float]


@dataclass(frozen=True, slots=True)
class Answer:
    """One response; the names of `headers` are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection that is kept between requests."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    host: str

    async def get(self, path: str, encodings: str = ENCODINGS) -> Answer:
        """The answer, whatever its status. Raises `asyncio.IncompleteReadError` when the server hangs up."""
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\nAccept-Encoding: {encodings}\r\n\r\n".encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:-2])}
        return Answer(int(head[0].split()[1]), headers, await self.reader.readexactly(int(headers["content-length"])))


@asynccontextmanager
async def connection(origin: str) -> AsyncIterator[Connection]:
    address = urlsplit(origin)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        yield Connection(reader, writer, address.netloc)
    finally:
        writer.close()


async def one_after_the_other(url: str, until: float) -> tuple[Latencies, int]:
    """Milliseconds of every request on one connection, and how many of them failed."""
    address, latencies, failed = urlsplit(url), Latencies(), 0
    async with connection(url) as kept:
        while (began := time.perf_counter()) < until:
            answer = await kept.get(address.path)
            latencies.append((time.perf_counter() - began) * 1000)
            failed += answer.status != 200
    return latencies, failed


def at_once(url: str, connections: int, seconds: float) -> tuple[Latencies, int]:
    """The same on several connections of one process."""

    async def run() -> list[tuple[Latencies, int]]:
        until = time.perf_counter() + seconds
        return await asyncio.gather(*(one_after_the_other(url, until) for _ in range(connections)))

    found = asyncio.run(run())
    return [taken for latencies, _ in found for taken in latencies], sum(failed for _, failed in found)


def percentile(latencies: Sequence[float], share: int) -> float:
    """The value that so many of a hundred do not exceed; of a sorted row."""
    return latencies[max(0, -(-len(latencies) * share // 100) - 1)]


def processes() -> int:
    """As many as there are cores beside the one that the server has."""
    return max(1, (os.cpu_count() or 1) - 1)


def main(url: str, connections: int, seconds: float) -> None:
    count = processes()
    with ProcessPoolExecutor(count) as pool:
        jobs = [pool.submit(at_once, url, -(-connections // count), seconds) for _ in range(count)]
        found = [job.result() for job in jobs]
    latencies = sorted(taken for each, _ in found for taken in each)
    waits = {f"p{share}": percentile(latencies, share) for share in (50, 99)}
    told = {"requests": len(latencies), "seconds": seconds, **waits}
    print(json.dumps({**told, "failed": sum(failed for _, failed in found)}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
