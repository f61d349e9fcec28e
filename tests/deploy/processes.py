"""Processes that are gone when a test is over, however it ended."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

HAPPENS_WITHIN = 60  # seconds: what takes one or two on an idle machine, importing torch say, takes many on a busy one
STOPS_WITHIN = 15  # seconds


@contextmanager
def running(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own, which writes all that it says to the end of `log`."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    with process:
        try:
            yield process
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end; if it does not, end it and everything that it has started."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def listening(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Waits until the process takes connections. Fails with what it said if it does not come to that."""

    def connected() -> bool:
        if process.poll() is not None:
            pytest.fail(f"{process.args!r} ended at once. It said:\n{log.read_text()}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    until(connected, f"nothing listens on port {port}")


def until(holds: Callable[[], bool], otherwise: str) -> None:
    """Waits for it. Fails with that sentence if it never comes."""
    deadline = time.monotonic() + HAPPENS_WITHIN
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"Within {HAPPENS_WITHIN} s: {otherwise}.")
        time.sleep(0.02)
