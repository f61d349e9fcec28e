"""What is said to whoever finds every place at the gate taken, and when they are told to come again."""

import time

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from app.tracing import limiter
from app.tracing.busy import Busy
from app.tracing.limiter import Gate
from app.tracing.tracer import trace
from tests.support.blocking import full, narrow
from tests.support.traces import spec

app = pytest.fixture(narrow, name="app")


@pytest.mark.usefixtures("app")
def test_a_refusal_says_when_to_come_again() -> None:
    with full(), limiter.one_request(), pytest.raises(Busy, match=r"^Many other networks .* about \d+ s\.$") as busy:
        trace(spec("resnet18"), 70, 70)
    assert busy.value.seconds >= 1


def told(gate: Gate) -> int:
    """The seconds until whoever is refused now may come again."""
    with pytest.raises(Busy) as busy:
        gate.enter(patient=False)
    return busy.value.seconds


def test_whoever_is_refused_later_is_told_to_come_later_but_never_much_later(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    monkeypatch.setattr(limiter, "USUAL", 0.125)  # seconds: eight turns in each, and the first is taken
    gate = Gate(at_once=1, waiting=0)
    since = gate.enter(patient=False)
    assert [told(gate) for _ in range(200)] == [1] * 7 + [2 + n // 8 for n in range(8 * 8)] + [10] * 129

    gate.leave(since)  # nobody is inside: who was told takes up no more time
    since = gate.enter(patient=False)
    assert told(gate) == 1

    now += 40
    gate.leave(since)
    gate.enter(patient=False)
    assert told(gate) == 9  # two turns of 0.1125 + (40 - 0.1125) / 10: what was measured counts for a tenth


@pytest.mark.parametrize("place", ["/explore/resnet34", "/embed/resnet34", "/article", "/table", "/compare"])
def test_a_page_that_has_to_wait_says_when_it_asks_again(app: ASGIApp, place: str) -> None:
    with full(), TestClient(app) as client:
        answer = client.get(f"{place}?size=91")
    assert answer.status_code == 503
    assert f'<a href="" data-again="{answer.headers["retry-after"]}">Try again</a>' in answer.text
    assert "/js/auto_reload.js" in answer.text


def test_a_program_is_told_the_same_twice(app: ASGIApp) -> None:
    with full(), TestClient(app) as client:
        answer = client.get("/api/trace/resnet34?size=91")
    assert answer.json()["retry_after"] == int(answer.headers["retry-after"])


def test_a_page_about_what_is_impossible_says_so_also_when_there_is_no_room_for_its_picture(app: ASGIApp) -> None:
    with full(), TestClient(app) as client:
        answer = client.get("/explore/resnet34?size=0")
        assert answer.status_code == 422
        assert "has to be between 1 and 4096 pixels" in answer.text
