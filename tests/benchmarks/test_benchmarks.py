"""The benchmarks tell right from wrong answers and met from missed goals, and render their report."""

import httpx2
import pytest
import torch
from starlette.testclient import TestClient

from app.networks.catalogue import NETWORKS
from benchmarks import crowds, gpu_memory, pages, results, serving
from benchmarks.crowds import cold_requests
from benchmarks.load import WARM
from benchmarks.results import Findings, Part

FAST = {"rate": 30_000.0, "failed": 0, "cpu": 97}
SLOW = {"rate": 20_000.0, "failed": 1, "cpu": 70}


def test_cold_requests_differ_and_cover_all_networks() -> None:
    requests = cold_requests(200)
    assert len({request.query for request in requests}) == 200
    assert {request.spec.network for request in requests} == {*NETWORKS}


def test_error_tells_the_right_answer_from_that_to_another_request(client: TestClient) -> None:
    first, second = cold_requests(2, ["resnet18"])
    response = client.get(f"/api/trace/{first.query}")
    answer = httpx2.Response(response.status_code, content=response.content)
    assert first.error(answer) == ""
    assert second.error(answer).startswith("resnet18?classes=1002&size=266: ('resnet18', 1001, [3, 265, 265], ")
    assert first.error(httpx2.Response(503)) == "resnet18?classes=1001&size=265: status 503"


@pytest.mark.skipif(torch.cuda.is_available(), reason="the benchmark measures where there is a GPU")
def test_gpu_memory_is_not_measured_without_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["gpu_memory"])
    with pytest.raises(SystemExit, match="No CUDA device is available here, so nothing was measured"):
        gpu_memory.main()


@pytest.mark.parametrize(("share", "value"), [(0, 1), (50, 50), (99, 99), (100, 100)])
def test_percentile_is_the_nearest_rank(share: int, value: int) -> None:
    assert results.percentile([*range(100, 0, -1)], share) == value


def test_goals_are_missed_by_a_slow_server_that_fails() -> None:
    goals = serving.warm_goals({path: [(SLOW, FAST)] for path in WARM})
    assert [goal.measured for goal in goals] == ["0.67×", "0.67×", ", ".join(WARM), "70.0 %"]
    assert not any(goal.met for goal in goals)


def test_goals_are_met_by_a_fast_server() -> None:
    goals = serving.warm_goals({path: [(FAST, FAST)] for path in WARM})
    assert [goal.measured for goal in goals] == ["1.00×", "1.00×", "none", "97.0 %"]
    assert all(goal.met for goal in goals)


def test_growth_compares_the_last_tenth_with_the_one_before_the_middle() -> None:
    assert serving.growth([(requests, 100.0) for requests in range(41)]) == 0
    assert serving.growth([(requests, 100.0 + requests) for requests in range(40)]) == pytest.approx(100 * 20 / 117.5)


def test_document_has_text_goals_and_tables_of_every_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "machine", lambda: ["a processor", "a system"])
    parts: list[Part] = [serving.warm, crowds.crowd, crowds.goodput, serving.memory, serving.start, pages.explorer]
    goal = results.under("a subject", 1200, 1000, " ms")
    text = results.document({part: Findings([[("a", "b"), ("1", "2")]], [goal]) for part in [*parts, pages.article]})
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# Benchmarks",
        "## Goals",
        "## Warm answers",
        "## Crowd that honours Retry-After",
        "## Crowd that ignores Retry-After",
        "## Memory",
        "## Start",
        "## Explorer",
        "## Article",
    ]
    assert text.count("| a subject | 1,200.0 ms | under 1,000 ms | missed |") == 7
    assert text.count("| a | b |\n| --- | --- |\n| 1 | 2 |\n") == 7
    assert "2,000 cold requests for traces and pages in turn, 4 at a time." in text
