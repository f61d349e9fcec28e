"""A gradient study is cancelled when its client disconnects."""

import asyncio
import threading
import time
from collections.abc import MutableMapping
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.tracing.gradients import runner
from tests.support.gradient_studies import study_request


def request_and_disconnect(path: str, query: str) -> list[MutableMapping[str, Any]]:
    """Send a request, disconnect after 0.3 s, and return the messages that the app sent."""
    sent: list[MutableMapping[str, Any]] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [],
        "client": ("test", 1),
        "server": ("test", 80),
    }

    async def run() -> None:
        begin, received = time.monotonic(), False

        async def receive() -> MutableMapping[str, Any]:
            nonlocal received
            if not received:
                received = True
                return {"type": "http.request", "body": b"", "more_body": False}
            if (left := begin + 0.3 - time.monotonic()) > 0:
                await asyncio.sleep(left)
            return {"type": "http.disconnect"}

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        await create_app(Settings())(scope, receive, send)

    asyncio.run(run())
    return sent


@pytest.mark.parametrize("path", ["/api/gradients/resnet50", "/figures/gradients/resnet50"])
def test_disconnected_client_cancels_study(path: str) -> None:
    runner.clear_cache()
    request_and_disconnect(path, "size=96&seed=11")
    assert runner._running.acquire(timeout=5)  # less than half of the study's time
    runner._running.release()
    assert runner.cached(study_request("resnet50", size="96", seed=11)) is None


def test_request_waits_for_cancelled_study_to_end(client: TestClient) -> None:
    runner.clear_cache()
    assert runner._running.acquire(blocking=False)
    timer = threading.Timer(0.4, runner._running.release)
    timer.start()
    answer = client.get("/api/gradients/cifar_resnet20?size=8&batch=2&seed=12")
    timer.join()
    assert answer.status_code == 200
