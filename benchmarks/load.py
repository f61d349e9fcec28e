"""Load from outside: as many requests as a server answers, on connections that are kept.

By wrk where it is installed or can be; else by a client of our own, which is slower. Whether it was the server that
was measured, and neither what loads it nor what else the machine had to do, is told by `worked`.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.client import ENCODINGS, processes
from benchmarks.servers import Server
from tests.support.chromium import as_root, attempt, is_debian

SCRIPT = Path(__file__).with_name("wrk.lua")
CONNECTIONS = 32


@dataclass(frozen=True, slots=True)
class Load:
    """What came back: milliseconds at two percentiles. `worked` is the share of the time in which the server did."""

    requests: int
    seconds: float
    p50: float
    p99: float
    failed: int
    worked: float

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


@cache
def wrk() -> str | None:
    """Where wrk is; installed from Debian's packages if this user may. None where it cannot be had."""
    if not shutil.which("wrk") and is_debian() and (may := as_root()) is not None:
        attempt(*may, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes", "--quiet", "wrk")
    return shutil.which("wrk")


def generator() -> str:
    """What loads, in words."""
    return "wrk" if wrk() else f"a client on asyncio in {processes()} process(es), since wrk could not be had"


def load(server: Server, path: str, seconds: float, connections: int = CONNECTIONS) -> Load:
    """Everything that a server answers at one address in so many seconds."""
    before = server.worked()
    program = command(server.origin + path, seconds, connections)
    output = subprocess.run(program, check=True, capture_output=True, text=True).stdout
    found = json.loads(output.splitlines()[-1])
    return Load(**found, worked=(server.worked() - before) / found["seconds"])


def command(url: str, seconds: float, connections: int) -> list[str]:
    path = wrk()
    if path is None:
        return [sys.executable, "-m", "benchmarks.client", url, str(connections), str(seconds)]
    many = [f"--connections={connections}", "--threads=1", f"--duration={seconds:.0f}s"]
    return [path, *many, f"--script={SCRIPT}", f"--header=Accept-Encoding: {ENCODINGS}", url]
