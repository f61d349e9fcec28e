"""The app in processes of its own, as it is deployed, and what each has written down of its requests."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.browser.server import free_port
from tests.deploy.processes import listening, running, until


class App:
    """One server. It can be started again after it has ended, on the port that it had."""

    def __init__(self, name: str, folder: Path, processes: ExitStack) -> None:
        self.port = free_port()
        self.log = folder / f"{name}.log"
        self._processes = processes
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "app"]
        settings = {"HOST": "127.0.0.1", "PORT": str(self.port), "LOG_FORMAT": "json", "LOG_LEVEL": "info"}
        self.process: subprocess.Popen[bytes] = self._processes.enter_context(running(command, self.log, settings))

    def ready(self) -> None:
        """Waits until it answers. One that has ended is started again."""
        if self.process.poll() is not None:
            self.start()
        listening(self.port, self.process, self.log)

    def asked(self, path: str) -> list[dict[str, Any]]:
        """Its access log: the requests for this path, in the order of their answers."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in lines if line["logger"] == "access" and line["path"] == path]


@contextmanager
def two(folder: Path) -> Iterator[tuple[App, App]]:
    with ExitStack() as processes:
        apps = App("first", folder, processes), App("second", folder, processes)
        for app in apps:
            app.ready()
        yield apps


def asked_in_all(apps: tuple[App, ...], path: str, times: int) -> list[dict[str, Any]]:
    """What all of them were asked for, once they have written down so many requests."""
    until(lambda: len(_asked(apps, path)) >= times, f"{path} was asked for {len(_asked(apps, path))} times")
    return _asked(apps, path)


def _asked(apps: tuple[App, ...], path: str) -> list[dict[str, Any]]:
    return [line for app in apps for line in app.asked(path)]
