"""Graceful stop of `python -m app`: requests in progress are finished, new connections are refused."""

import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from app.tracing.gradients.study import Study
from tests.support.server_process import ServerProcess, read_all, request, running, status

pytestmark = pytest.mark.slow

STUDY = "/api/gradients/resnet34?size=64&batch=4"  # takes seconds


def refuses(server: ServerProcess) -> bool:
    try:
        server.connect().close()
    except ConnectionRefusedError:
        return True
    return False


def begin_study(server: ServerProcess) -> socket.socket:
    """Request a study, and return when it runs."""
    client = server.connect()
    client.sendall(request(STUDY))
    while b"\nresnet_volumes_gradient_running 1.0\n" not in server.get("/metrics"):
        time.sleep(0.02)
    return client


def test_request_in_progress_is_finished_and_new_connections_are_refused(tmp_path: Path) -> None:
    with running(tmp_path / "log") as server, server.connect() as idle, begin_study(server) as client:
        server.process.send_signal(signal.SIGTERM)
        while not refuses(server):
            time.sleep(0.02)
        answer = read_all(client)
        assert status(answer) == 200
        assert answer.count(b'"relative"') >= 2 * len(Study.__dataclass_fields__)
        assert read_all(idle) == b""
        assert server.process.wait(30) == 0
        assert "Traceback" not in server.log.read_text()


def test_request_that_outlasts_the_grace_period_is_cancelled(tmp_path: Path) -> None:
    program = "import app.cli.serve as serving, app.__main__ as command; serving.GRACE_PERIOD = 1; command.main()"
    with running(tmp_path / "log", (sys.executable, "-c", program)) as server, begin_study(server):
        assert server.stop() == 0
