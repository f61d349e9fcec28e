"""Processes that end with their test."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

TIMEOUT = 60  # seconds: what takes one or two on an idle machine, importing torch say, takes many on a busy one
STOP_TIMEOUT = 15  # seconds


@contextmanager
def running(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process in its own group; its output is appended to `log`."""
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
    """Terminate the process; kill its group if it does not end."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def listening(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the process accepts connections. Fails with its output if it ends."""

    def connected() -> bool:
        if process.poll() is not None:
            pytest.fail(f"{process.args!r} ended at once. It said:\n{log.read_text()}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    until(connected, f"nothing listens on port {port}")


def until(holds: Callable[[], bool], otherwise: str) -> None:
    """Wait until the condition holds. Fails with the sentence if it never does."""
    deadline = time.monotonic() + TIMEOUT
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"Within {TIMEOUT} s: {otherwise}.")
        time.sleep(0.02)
