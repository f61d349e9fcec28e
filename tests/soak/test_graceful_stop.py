"""Graceful stop of a server with two workers."""

import signal
import time
from pathlib import Path

from tests.support.server_process import read_all, request, running, status


def test_two_workers_finish_a_request_in_progress(tmp_path: Path) -> None:
    with running(tmp_path / "log", workers=2) as server, server.connect() as client:
        client.sendall(request("/api/gradients/resnet34?size=64&batch=4"))
        time.sleep(1.0)  # either worker may answer /metrics, so it cannot tell whether the study runs
        server.process.send_signal(signal.SIGTERM)
        assert status(read_all(client)) == 200
        assert server.process.wait(30) == 0
        assert "Traceback" not in server.log.read_text()
