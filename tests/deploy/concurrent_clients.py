"""Many who ask at the same time, and go on asking."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import count

from tests.deploy.proxy import Answer, Proxy


def at_once(proxy: Proxy, path: str, many: int) -> list[Answer]:
    """The answers to so many equal requests that begin together."""
    together = threading.Barrier(many)

    def ask(_: int) -> Answer:
        together.wait()
        return proxy.get(path)

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(ask, range(many)))


@dataclass(frozen=True, slots=True)
class Tried:
    """One request: when it began, and its status, or 0 where no whole answer came."""

    began: float
    status: int


@dataclass(slots=True)
class Crowd:
    """Everything that was tried, in the order of the ends."""

    tried: list[Tried] = field(default_factory=list)

    def failed(self) -> list[Tried]:
        return [each for each in self.tried if each.status != 200]


@contextmanager
def asking(proxy: Proxy, many: int) -> Iterator[Crowd]:
    """So many go on asking, each for something that nobody has asked for before, until the block is left."""
    crowd, enough, sizes = Crowd(), threading.Event(), count(32)

    def ask() -> None:
        while not enough.is_set():
            began = time.monotonic()
            path = f"/api/trace/cifar_resnet20?size={32 + next(sizes)}"
            crowd.tried.append(Tried(began, status(proxy, path)))

    with ThreadPoolExecutor(many) as pool:
        asked = [pool.submit(ask) for _ in range(many)]
        try:
            yield crowd
        finally:
            enough.set()
    for each in asked:
        each.result()


def status(proxy: Proxy, path: str) -> int:
    try:
        return proxy.get(path).status
    except (OSError, HTTPException):
        return 0
