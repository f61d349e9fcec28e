"""The shipped nginx configuration with other ports."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Any

import pytest

from tests.browser.server import free_port
from tests.deploy.processes import listening, running
from tests.support import nginx

SHIPPED = Path(__file__).parents[2] / "deploy" / "nginx"
TIMEOUT = 60  # seconds


@dataclass(frozen=True, slots=True)
class Answer:
    """A response; its body is still compressed."""

    status: int
    headers: HTTPMessage
    body: bytes


@dataclass(frozen=True, slots=True)
class Proxy:
    """A running nginx and its request log."""

    port: int
    log: Path

    def get(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """The response to a request on a new connection. Headers are named as in `accept_encoding="gzip"`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)) as connection:
            connection.request(method, path, body, {"accept-encoding": "identity", **named})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]


@contextmanager
def proxy_for(ports: Sequence[int], folder: Path, changes: Mapping[str, str] = {}) -> Iterator[Proxy]:
    """An nginx with an empty cache in front of servers on these ports. It writes to `folder` only.

    `changes` are lines of `nginx.conf` that a test replaces, so that it waits for shorter.
    """
    proxy = Proxy(free_port(), folder / "nginx.log")
    command = prepared(proxy.port, ports, folder)
    for line, other in changes.items():
        file = folder / "nginx" / "nginx.conf"
        assert file.read_text().count(line) == 1
        file.write_text(file.read_text().replace(line, other))
    with running(command, proxy.log) as process:
        listening(proxy.port, process, proxy.log)
        yield proxy


def prepared(port: int, ports: Sequence[int], folder: Path) -> list[str]:
    """The command for nginx, with a copy of the shipped configuration whose addresses are replaced."""
    program = nginx.find()
    if program is None:
        pytest.fail(nginx.missing())
    configuration = shutil.copytree(SHIPPED, folder / "nginx")
    (configuration / "listen.conf").write_text(f"listen 127.0.0.1:{port};\n")
    servers = [f"server 127.0.0.1:{each} max_fails=1 fail_timeout=1s;\n" for each in ports]
    (configuration / "servers.conf").write_text("".join(servers))
    return [str(program), "-e", "stderr", "-p", f"{folder}/", "-c", str(configuration / "nginx.conf"), *as_oneself()]


def as_oneself() -> list[str]:
    """Arguments that keep nginx's workers root for root: the default user cannot read the test's folder."""
    return ["-g", "user root;"] if os.geteuid() == 0 else []
