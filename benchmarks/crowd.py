"""A crowd of clients, each asking for a network that nobody has asked for before, and somebody else meanwhile."""

import asyncio
import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks import asks
from benchmarks.asks import Ask
from benchmarks.client import Answer, Latencies, connection

CLIENTS = 200
PROBES = 8  # connections of those who ask for what is known already
EVERY = 0.04  # seconds between two requests of such a connection
ALONE = 3.0  # seconds for which they are measured without the crowd
WITHIN = 300  # seconds; a crowd that is not served by then is lost


@dataclass(slots=True)
class Crowd:
    """What the crowd met. Milliseconds in `alone` and `meanwhile`: those of the warm requests, sorted."""

    clients: int
    seconds: float = 0.0
    refused: int = 0
    longest: float = 0.0
    wrong: list[str] = field(default_factory=list)
    alone: Latencies = field(default_factory=list)
    meanwhile: Latencies = field(default_factory=list)

    @property
    def share_refused(self) -> float:
        """Answers that were a 503, of all that the crowd was given."""
        return self.refused / (self.refused + self.clients)


def measured(origin: str, warm: Sequence[str]) -> Crowd:
    """A crowd at a server that has answers to the warm addresses and to nothing else."""
    with undisturbed():
        return asyncio.run(_measured(origin, warm))


@contextmanager
def undisturbed() -> Iterator[None]:
    """No pause of this process for its own garbage while it holds the clock."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def _measured(origin: str, warm: Sequence[str]) -> Crowd:
    crowd, waited = Crowd(CLIENTS), asks.cold(asks.ALL, CLIENTS)
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(ALONE, over.set)
    crowd.alone = await probed(origin, warm, over)

    over = asyncio.Event()
    probing = asyncio.create_task(probed(origin, warm, over))
    began = time.perf_counter()
    async with asyncio.timeout(WITHIN):
        answers = await asyncio.gather(*(served(origin, ask, crowd) for ask in waited))
    crowd.seconds = time.perf_counter() - began
    over.set()
    crowd.meanwhile = await probing
    crowd.wrong = [wrong for ask, answer in zip(waited, answers, strict=True) if (wrong := ask.wrong(answer))]
    return crowd


async def served(origin: str, ask: Ask, crowd: Crowd) -> Answer:
    """The answer to one of the crowd, who comes again after a refusal when told to."""
    while True:
        began = time.perf_counter()
        answer = await answered(origin, ask)
        crowd.longest = max(crowd.longest, time.perf_counter() - began)
        if answer.status != 503 or "retry-after" not in answer.headers:
            return answer
        crowd.refused += 1
        await asyncio.sleep(float(answer.headers["retry-after"]))


async def answered(origin: str, ask: Ask) -> Answer:
    """One answer on a connection of its own; with status 0 when the server hangs up."""
    try:
        async with connection(origin) as own:
            return await own.get(ask.trace, asks.GZIP)
    except (ConnectionError, asyncio.IncompleteReadError):
        return Answer(0, {}, b"")


async def probed(origin: str, paths: Sequence[str], over: asyncio.Event) -> Latencies:
    """Milliseconds of warm requests at a steady pace, in order of length."""
    found = await asyncio.gather(*(_probe(origin, paths[n % len(paths)], n, over) for n in range(PROBES)))
    return sorted(taken for latencies in found for taken in latencies)


async def _probe(origin: str, path: str, number: int, over: asyncio.Event) -> Latencies:
    """Those of one connection, each from when the request was due: a late answer counts for all that it delays."""
    latencies = Latencies()
    async with connection(origin) as kept:
        due = time.perf_counter() + EVERY * number / PROBES
        while not over.is_set():
            await asyncio.sleep(due - time.perf_counter())
            answer = await kept.get(path)
            if answer.status != 200:
                raise ValueError(f"{path} is answered with {answer.status} to those who ask for nothing new.")
            latencies.append((time.perf_counter() - due) * 1000)
            due += EVERY
    return latencies
