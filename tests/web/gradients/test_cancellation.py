"""Whoever asks for gradients and does not wait for them ends the work."""

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
from tests.support.gradient_studies import asked


def leave(path: str, query: str) -> list[MutableMapping[str, Any]]:
    """What the app sends to a client that has asked, and is gone a moment later."""
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
        begin, heard = time.monotonic(), False

        async def receive() -> MutableMapping[str, Any]:
            nonlocal heard
            if not heard:
                heard = True
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
def test_who_leaves_ends_the_work(path: str) -> None:
    runner.clear_cache()
    leave(path, "size=96&seed=11")
    assert runner._running.acquire(timeout=5)  # it takes twice as long to the end
    runner._running.release()
    assert runner.cached(asked("resnet50", size="96", seed=11)) is None


def test_who_comes_right_after_is_not_refused_for_a_study_that_is_being_given_up(client: TestClient) -> None:
    runner.clear_cache()
    assert runner._running.acquire(blocking=False)
    timer = threading.Timer(0.4, runner._running.release)
    timer.start()
    answer = client.get("/api/gradients/cifar_resnet20?size=8&batch=2&seed=12")
    timer.join()
    assert answer.status_code == 200
