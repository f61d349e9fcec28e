"""`python -m app` in a process of its own, and clients that speak to it byte by byte."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.server import free_port, wait_for

PATIENCE = 30.0  # seconds until a test gives up on an answer: on a busy machine all takes longer


@dataclass(frozen=True, slots=True)
class Program:
    """A server that runs, and where."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def connect(self) -> socket.socket:
        """A connection on which nothing has been said."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def ask(self, path: str) -> bytes:
        """The whole answer, head and body, on a connection of its own."""
        with self.connect() as client:
            client.sendall(request(path))
            return everything(client)

    def stop(self) -> int:
        """Tell it to stop, and wait: its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def running(log: Path, program: tuple[str, ...] = ("-m", "app"), **settings: object) -> Iterator[Program]:
    """The program with these settings in its environment, ended when the test ends."""
    port = free_port()
    named = {name.upper(): str(value) for name, value in settings.items()}
    environment = {**os.environ, "PORT": str(port), "LOG_LEVEL": "warning", "LOG_FORMAT": "text", **named}
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, *program], stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/api/networks", process, log)
            yield Program(process, port, log)
        finally:
            process.kill()
            process.wait()


def request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()


def everything(client: socket.socket) -> bytes:
    """What comes until the other side ends the connection, also when it does so by a reset."""
    received = bytearray()
    try:
        while piece := client.recv(65_536):
            received += piece
    except ConnectionResetError:
        pass
    return bytes(received)


def status(answer: bytes) -> int:
    """Of an answer; 0 where there is none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0
