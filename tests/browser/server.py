"""The app in its own process, as in production."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

STARTS_WITHIN = 60  # seconds: importing torch takes one or two on an idle machine, many on a busy one


@contextmanager
def serve(log: Path) -> Iterator[str]:
    """Yield the server's origin. Fails if the server does not start, or if it logs a traceback."""
    port = free_port()
    with log.open("w") as output, start(port, output.fileno()) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/api/networks", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
    assert "Traceback" not in log.read_text(), log.read_text()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def start(port: int, output: int) -> subprocess.Popen[bytes]:
    app = ["app.main:create_app", "--factory", "--host", "127.0.0.1", "--port", str(port)]
    options = ["--log-level", "warning", "--timeout-graceful-shutdown", "5"]
    command = [sys.executable, "-m", "uvicorn", *app, *options]
    environment = {**os.environ, "COLD_WAITING": "64"}  # a request that an earlier test gave up may still be computed
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers. Fails the test when the process exits or the time is over."""
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(url, timeout=STARTS_WITHIN):
                return
        except URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                break
            time.sleep(0.1)
    pytest.fail(f"The server did not answer at {url}. Its log:\n{log.read_text()}")
