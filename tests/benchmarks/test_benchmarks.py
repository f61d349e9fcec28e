"""What measures the server can tell right from wrong, and what it draws can be read."""

from xml.etree import ElementTree

from starlette.testclient import TestClient

from app.diagrams.scene.palette import THEMES
from benchmarks import asks, picture
from benchmarks.client import Answer, percentile
from benchmarks.crowd import Crowd
from benchmarks.endurance import Endurance
from benchmarks.load import Load
from benchmarks.serving import PAGE, TRACE, Contest, Serving, goals

FAST, SLOW = Load(30_000, 1.0, 0.9, 2.0, 0, 0.97), Load(20_000, 1.0, 1.5, 3.0, 0, 0.7)
CROWD = Crowd(clients=2, seconds=1.0, alone=[1.0] * 100, meanwhile=[2.0] * 98 + [300.0] * 2)


def served(*, ours: Load, memory: list[float]) -> Serving:
    contests = [Contest(path, 3000, [ours], [FAST]) for path in (TRACE, PAGE)]
    return Serving(contests, CROWD, Endurance([*range(0, 2001, 100)], memory), [])


def test_no_two_of_a_crowd_ask_for_the_same() -> None:
    crowd = asks.cold(asks.ALL, 200)
    assert len({ask.trace for ask in crowd}) == 200
    assert {ask.spec.network for ask in crowd} == {*asks.ALL}


def test_an_answer_is_right_for_who_asked_and_wrong_for_anybody_else(client: TestClient) -> None:
    first, second = asks.cold(("resnet18", "resnet18"), 2)
    given = client.get(first.trace, headers={"Accept-Encoding": "identity"})
    answer = Answer(given.status_code, {}, given.content)
    assert first.wrong(answer) == ""
    assert second.wrong(answer).startswith("/api/trace/resnet18?classes=1002&size=")
    assert first.wrong(Answer(0, {}, b"")) == f"{first.trace}: status 0"


def test_a_percentile_is_what_so_many_of_a_hundred_do_not_exceed() -> None:
    assert [percentile([*range(1, 101)], share) for share in (0, 50, 99, 100)] == [1, 50, 99, 100]


def test_goals_do_not_hold_for_a_slow_server_whose_memory_grows() -> None:
    verdicts = {goal.measured: goal.holds for goal in goals(served(ours=SLOW, memory=[100.0 + n for n in range(21)]))}
    assert verdicts == {"0.67×": False, "none": True, "70%": False, "300.0 ms": False, "10.1%": False}


def test_goals_hold_for_a_fast_server_whose_memory_is_flat() -> None:
    measured = {goal.measured: goal.holds for goal in goals(served(ours=FAST, memory=[100.0] * 21))}
    assert measured["1.00×"]
    assert measured["97%"]
    assert measured["0.0%"]


def test_the_picture_says_in_both_themes_what_was_measured() -> None:
    pictures = picture.draw(served(ours=SLOW, memory=[100.0] * 21))
    assert [*pictures] == [*THEMES]
    for svg in pictures.values():
        texts = {element.text for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")}
        assert {"20,000", "30,000", "0.8×", "300.0", "250", "2,000"} <= texts
