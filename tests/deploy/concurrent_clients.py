"""Concurrent clients."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import count

from tests.deploy.proxy import Answer, Proxy


def request_concurrently(proxy: Proxy, path: str, many: int) -> list[Answer]:
    """The responses to equal requests that are sent at the same time."""
    together = threading.Barrier(many)

    def ask(_: int) -> Answer:
        together.wait()
        return proxy.get(path)

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(ask, range(many)))


@dataclass(frozen=True, slots=True)
class Result:
    """One request: its start, and its status, or 0 without a complete response."""

    began: float
    status: int


@dataclass(slots=True)
class Load:
    """All requests, in the order of their ends."""

    results: list[Result] = field(default_factory=list)

    def failed(self) -> list[Result]:
        return [each for each in self.results if each.status != 200]


@contextmanager
def sending_requests(proxy: Proxy, many: int) -> Iterator[Load]:
    """Let clients send requests, each for a new URL, until the block ends."""
    load, enough, sizes = Load(), threading.Event(), count(32)

    def ask() -> None:
        while not enough.is_set():
            began = time.monotonic()
            path = f"/api/trace/cifar_resnet20?size={32 + next(sizes)}"
            load.results.append(Result(began, status(proxy, path)))

    with ThreadPoolExecutor(many) as pool:
        asked = [pool.submit(ask) for _ in range(many)]
        try:
            yield load
        finally:
            enough.set()
    for each in asked:
        each.result()


def status(proxy: Proxy, path: str) -> int:
    try:
        return proxy.get(path).status
    except (OSError, HTTPException):
        return 0
