"""Servers in processes of their own, for load: their addresses, and the memory that they have."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from tests.browser.server import STARTS_WITHIN, free_port

APP, BARE = "app", "benchmarks.bare"  # programs that serve
LOOKS_EVERY = 0.005  # seconds, while a server starts
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, and when it was told to start (`time.monotonic`)."""

    origin: str
    pid: int
    began: float

    def memory(self) -> float:
        """Resident, in MB."""
        return float(psutil.Process(self.pid).memory_info().rss) / MB

    def worked(self) -> float:
        """Seconds that processors have worked for it since its start."""
        times = psutil.Process(self.pid).cpu_times()
        return float(times.user + times.system)

    def answered(self, path: str) -> float:
        """Seconds from the start until this path answers with 200: asks until it does."""
        while time.monotonic() < self.began + STARTS_WITHIN:
            if status(self.origin + path) == 200:
                return time.monotonic() - self.began
            time.sleep(LOOKS_EVERY)
        raise TimeoutError(f"{path} did not answer within {STARTS_WITHIN} s of the server's start.")


@contextmanager
def starting(program: str = APP, **environment: str) -> Iterator[Server]:
    """A server that was told to start, set as by default but for `environment`.

    Everything is switched on, its log too, which is written to a file and thrown away.
    """
    port = free_port()
    settings = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), **environment}
    with tempfile.TemporaryFile() as log:
        began = time.monotonic()
        with subprocess.Popen([sys.executable, "-m", program], stdout=log, stderr=log, env=settings) as process:
            try:
                yield Server(f"http://127.0.0.1:{port}", process.pid, began)
            finally:
                process.terminate()


@contextmanager
def running(*paths: str, program: str = APP, **environment: str) -> Iterator[Server]:
    """A server that has answered at all of these paths."""
    with starting(program, **environment) as server:
        for path in paths:
            server.answered(path)
        yield server


@contextmanager
def bare(path: str, answers: Path) -> Iterator[Server]:
    """The bare route, under the same settings of uvicorn, with answers that were saved."""
    with running(path, program=BARE, BARE_ANSWERS=str(answers)) as server:
        yield server


def status(url: str) -> int:
    """The status of the answer; 0 while nobody listens."""
    try:
        with urlopen(url, timeout=STARTS_WITHIN) as answer:
            return int(answer.status)
    except URLError as refused:
        return refused.code if hasattr(refused, "code") else 0
