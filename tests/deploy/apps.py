"""Apps in processes of their own, and their request logs."""

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
    """An app on a fixed port, which can be started again."""

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
        """Start the app if it has ended, and wait until it accepts connections."""
        if self.process.poll() is not None:
            self.start()
        listening(self.port, self.process, self.log)

    def requests(self, path: str) -> list[dict[str, Any]]:
        """The request log of this path, in the order of the responses."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in lines if line["logger"] == "access" and line["path"] == path]


@contextmanager
def two(folder: Path) -> Iterator[tuple[App, App]]:
    with ExitStack() as processes:
        apps = App("first", folder, processes), App("second", folder, processes)
        for app in apps:
            app.ready()
        yield apps


def requests_to_all(apps: tuple[App, ...], path: str, times: int) -> list[dict[str, Any]]:
    """The request logs of all apps, as soon as they have so many lines for this path."""
    until(lambda: len(_requests(apps, path)) >= times, f"{path} was asked for {len(_requests(apps, path))} times")
    return _requests(apps, path)


def _requests(apps: tuple[App, ...], path: str) -> list[dict[str, Any]]:
    return [line for app in apps for line in app.requests(path)]
