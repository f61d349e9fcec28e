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

from tests.browser.server import free_port

POLL_INTERVAL = 0.005  # seconds
TIMEOUT = 60  # seconds for a start and for a stop, on a busy machine


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
        while time.monotonic() < self.started + TIMEOUT:
            try:
                with urlopen(self.origin + path, timeout=TIMEOUT):
                    return time.monotonic() - self.started
            except OSError:  # no connection yet, or an HTTP error
                time.sleep(POLL_INTERVAL)
        raise TimeoutError(f"{path} did not answer within {TIMEOUT} s of the server's start.")

    def wait_until_idle(self) -> None:
        """Poll the metrics until no trace is running or waiting."""
        metrics = b""
        while b"cold_running 0.0" not in metrics or b"cold_waiting 0.0" not in metrics:
            time.sleep(0.1)
            with urlopen(f"{self.origin}/metrics", timeout=TIMEOUT) as answer:
                metrics = answer.read()


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
                try:
                    process.wait(TIMEOUT)
                except subprocess.TimeoutExpired:
                    process.kill()
                    raise
