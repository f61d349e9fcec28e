"""`python -m app`, or another server program, in a process of its own."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.request import urlopen

import psutil

from tests.browser.server import STARTS_WITHIN, free_port

POLL_INTERVAL = 0.005  # seconds


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `started` is its start by `time.monotonic`."""

    origin: str
    process: psutil.Process
    started: float

    def memory(self) -> float:
        """Return the resident memory in MB."""
        return float(self.process.memory_info().rss) / 1e6

    def cpu_seconds(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def wait_for(self, path: str) -> float:
        """Poll `path` until the answer is 200; return the seconds since the start of the process."""
        while not _is_ok(self.origin + path):
            if time.monotonic() > self.started + STARTS_WITHIN:
                raise TimeoutError(f"{path} did not answer within {STARTS_WITHIN} s of the server's start.")
            time.sleep(POLL_INTERVAL)
        return time.monotonic() - self.started


@contextmanager
def running(*paths: str, program: str = "app", **environment: str) -> Iterator[Server]:
    """Start a server on a free port and wait until all `paths` are answered with 200.

    It has the default settings except for `environment`. Its log goes to a temporary file.
    """
    port = free_port()
    settings = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), **environment}
    with tempfile.TemporaryFile() as log:
        started = time.monotonic()
        with subprocess.Popen([sys.executable, "-m", program], stdout=log, stderr=log, env=settings) as process:
            try:
                server = Server(f"http://127.0.0.1:{port}", psutil.Process(process.pid), started)
                for path in paths:
                    server.wait_for(path)
                yield server
            finally:
                process.terminate()


def _is_ok(url: str) -> bool:
    try:
        with urlopen(url, timeout=STARTS_WITHIN) as answer:
            return bool(answer.status == 200)
    except OSError:  # no connection yet, or an HTTP error
        return False
