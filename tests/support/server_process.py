"""A server in a process of its own, `python -m app` by default, and requests to it over plain sockets."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.server import free_port, wait_for

TIMEOUT = 30.0  # seconds: ample for a busy machine


@dataclass(frozen=True, slots=True)
class ServerProcess:
    """A running server, its port and its log file."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def connect(self) -> socket.socket:
        """A new connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT)

    def get(self, path: str) -> bytes:
        """The whole response, head and body, on a new connection."""
        with self.connect() as client:
            client.sendall(request(path))
            return read_all(client)

    def stop(self) -> int:
        """Send SIGTERM, and return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(TIMEOUT)


@contextmanager
def running(
    log: Path, command: Sequence[str] = (sys.executable, "-m", "app"), folder: Path | None = None, **settings: object
) -> Iterator[ServerProcess]:
    """Start a server in this folder with these settings in its environment, and kill it at the end."""
    port = free_port()
    named = {name.upper(): str(value) for name, value in settings.items()}
    environment = {**os.environ, "PORT": str(port), "LOG_LEVEL": "warning", "LOG_FORMAT": "text", **named}
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/api/networks", process, log)
            yield ServerProcess(process, port, log)
        finally:
            process.kill()
            process.wait()


def request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()


def read_all(client: socket.socket) -> bytes:
    """Everything until the server closes or resets the connection."""
    received = bytearray()
    try:
        while piece := client.recv(65_536):
            received += piece
    except ConnectionResetError:
        pass
    return bytes(received)


def status(answer: bytes) -> int:
    """The status of a response; 0 without one."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0
