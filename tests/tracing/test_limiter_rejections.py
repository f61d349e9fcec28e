"""Rejections by the trace limiter: what they say, when the client should retry, and how long they are delayed."""

import time

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from app.tracing import limiter
from app.tracing.limiter import MAX_DELAY, MAX_RETRY_AFTER, Busy, TraceLimiter
from app.tracing.tracer import trace
from tests.support.blocking import limited_app, limiter_full
from tests.support.traces import spec

app = pytest.fixture(limited_app, name="app")


@pytest.mark.usefixtures("app")
def test_full_limiter_raises_busy_with_seconds_to_retry() -> None:
    sentence = r"^Many other networks are being traced here\. Try again in about \d+ s\.$"
    with limiter_full(), limiter.request_scope(), pytest.raises(Busy, match=sentence) as busy:
        trace(spec("resnet18"), 70, 70)
    assert 1 <= busy.value.seconds <= MAX_RETRY_AFTER


def test_retry_after_is_spread_over_more_seconds_while_a_crowd_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    full = TraceLimiter(running=1, waiting=0)
    full.acquire()
    spreads = []
    for second in range(10):
        now = 1000.0 + second
        spreads.append({busy.seconds for _ in range(200) if (busy := full.reject())})
    assert spreads == [{*range(1, min(2 + second, MAX_RETRY_AFTER) + 1)} for second in range(10)]
    assert full.stats().rejected == 2000


def test_rejections_are_delayed_only_while_a_crowd_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    full = TraceLimiter(running=1, waiting=0)
    full.acquire()
    delays = []
    for pause in (0, 0.25, 0.5, 1, 1, 10, 0.25):
        now += pause
        full.reject()
        delays.append(full.delay())
    assert delays == [0, 0.25, 0.75, MAX_DELAY, MAX_DELAY, 0, 0.25]


@pytest.mark.parametrize("path", ["/explore/resnet34", "/embed/resnet34", "/article", "/table", "/compare"])
def test_busy_page_reloads_itself_after_retry_after(app: ASGIApp, path: str) -> None:
    with limiter_full(), TestClient(app) as client:
        answer = client.get(f"{path}?size=91")
    assert answer.status_code == 503
    assert f'<a href="" data-reload-after="{answer.headers["retry-after"]}">Try again</a>' in answer.text
    assert "/js/auto_reload.js" in answer.text


def test_busy_document_repeats_retry_after(app: ASGIApp) -> None:
    with limiter_full(), TestClient(app) as client:
        answer = client.get("/api/trace/resnet34?size=91")
    assert answer.status_code == 503
    assert answer.json()["retry_after"] == int(answer.headers["retry-after"])
