"""Gradient studies over HTTP: JSON, the stream of progress, and the SVG chart."""

import json
import re
import time
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from pydantic import TypeAdapter
from starlette.testclient import TestClient

from app.diagrams.gradients.sentences import chart_rows, observations, run_description
from app.networks.options import Options
from app.tracing.gradients import limits, runner
from app.tracing.gradients.study import StudyRequest
from app.web import examples
from app.web.gradients import progress
from app.web.gradients.routes import GradientQuery
from tests.support.problems import problem
from tests.support.typeface import without_typeface

TINY = "custom?stem=cifar&depths=1,1&base_width=4&size=8&batch=2"


def tiny(seed: int = 0) -> StudyRequest:
    return limits.study_request("custom", Options(stem="cifar", depths="1,1", base_width=4), "8", 2, seed, "on", "he")


RETRY_AFTER = range(18, 30)  # seconds: a quarter took six; more on a busy machine


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep a study running during the test."""
    monkeypatch.setattr(progress, "GRACE_PERIOD", 0.0)
    runner.clear_cache()
    with runner._running:
        runner._progress.since, runner._progress.done = time.monotonic() - 6, 0.25
        yield


def test_api_returns_study(client: TestClient) -> None:
    answer = client.get(f"/api/gradients/{TINY}&seed=3").json()
    study = runner.run(tiny(3), lambda _: None)
    assert answer == TypeAdapter(type(study)).dump_python(study, mode="json")
    assert answer["residual"]["gradients"][0]["path"] == "conv1"


def test_plain_and_residual_twin_share_one_study(client: TestClient) -> None:
    assert client.get("/api/gradients/cifar_plain20").json() == client.get("/api/gradients/cifar_resnet20").json()


def test_parameters_are_passed_to_study(client: TestClient) -> None:
    answer = client.get(f"/api/gradients/{TINY}&seed=5&normalization=off&init=default&shortcut=A&classes=7").json()
    own = {name: answer[name] for name in ("batch", "seed", "normalization", "init", "input")}
    assert own == {"batch": 2, "seed": 5, "normalization": "off", "init": "default", "input": {"shape": [3, 8, 8]}}
    assert (answer["spec"]["shortcut"], answer["spec"]["classes"]) == ("A", 7)
    assert (answer["residual"]["shortcut"], answer["plain"]["shortcut"]) == ("A", "none")


@pytest.mark.parametrize(
    ("query", "option", "detail"),
    [
        ("resnet34?bach=4", "bach", "Unknown parameter 'bach'. Did you mean batch?"),
        ("resnet34?batch=1", "batch", "batch is '1'; it has to be at least 2."),
        ("resnet34?seed=-1", "seed", "seed is '-1'; it has to be at least 0."),
        ("resnet34?init=zero", "init", "init is 'zero'; it has to be 'he' or 'default'."),
        ("resnet34?normalization=no", "normalization", "normalization is 'no'; it has to be 'on' or 'off'."),
        ("resnet34?size=0", "size", "The height of the input is 0; it has to be between 1 and 4096 pixels."),
    ],
)
def test_invalid_parameter_returns_problem_with_option(
    client: TestClient, query: str, option: str, detail: str
) -> None:
    document = problem(client, f"/api/gradients/{query}")
    assert (document["status"], document["option"], document["detail"]) == (422, option, detail)


@pytest.mark.parametrize("example", [examples.NO_PAIR, examples.NO_GRADIENTS], ids=["422", "404"])
def test_documented_problems_match_responses(client: TestClient, example: dict[str, Any]) -> None:
    assert problem(client, example["instance"]) == example


@pytest.mark.slow
def test_documented_example_matches_response(client: TestClient) -> None:
    answer, shown = client.get("/api/gradients/resnet34").json(), examples.GRADIENTS
    assert list(answer) == list(shown)
    for name in shown.keys() - {"residual", "plain"}:
        assert answer[name] == shown[name]
    for name in ("residual", "plain"):
        assert list(answer[name]) == list(shown[name])
        assert answer[name]["loss"] == pytest.approx(shown[name]["loss"], rel=1e-3)
        pairs = zip(answer[name]["gradients"][0].items(), shown[name]["gradients"][0].items(), strict=True)
        for (member, value), (expected, rounded) in pairs:
            assert member == expected
            assert value == (rounded if isinstance(rounded, str) else pytest.approx(rounded, rel=1e-3))


def test_openapi_documents_parameters_and_responses(client: TestClient) -> None:
    operation = client.get("/openapi.json").json()["paths"]["/api/gradients/{network}"]["get"]
    assert [parameter["name"] for parameter in operation["parameters"]] == ["network", *GradientQuery.model_fields]
    assert all(parameter["description"].endswith(".") for parameter in operation["parameters"])
    assert sorted(operation["responses"]) == ["200", "404", "414", "422", "503"]
    assert list(operation["responses"]["503"]["headers"]) == ["Retry-After"]


# ------------------------------------------------------------------------------------------------ busy


@pytest.mark.usefixtures("busy")
def test_api_returns_503_with_retry_after_while_busy(fresh: TestClient) -> None:
    answer = fresh.get("/api/gradients/resnet34")
    assert answer.status_code == 503
    seconds = answer.headers["retry-after"]
    assert int(seconds) in RETRY_AFTER
    detail = examples.BUSY["detail"].replace("2 s", f"{seconds} s")
    expected = {"detail": detail, "retry_after": int(seconds), "request": answer.headers["x-request-id"]}
    assert answer.json() == examples.BUSY | expected


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("figure", ["", "/chart.svg"])
def test_figures_return_503_with_retry_after_while_busy(fresh: TestClient, figure: str) -> None:
    answer = fresh.get(f"/figures/gradients/resnet34{figure}")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) in RETRY_AFTER


def test_cached_study_is_returned_while_busy(client: TestClient) -> None:
    before = client.get(f"/api/gradients/{TINY}")
    with runner._running:
        assert client.get(f"/api/gradients/{TINY}").content == before.content
        assert client.get(f"/figures/gradients/{TINY}").status_code == 200


# --------------------------------------------------------------------------------------------- figures


def test_stream_reports_progress_then_chart_sentences_and_numbers(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner.clear_cache()
    monkeypatch.setattr(progress, "POLL_INTERVAL", 0.001)
    answer = client.get("/figures/gradients/cifar_resnet20?theme=dark", headers={"Accept-Encoding": "gzip"})
    *updates, last = [json.loads(line) for line in answer.text.splitlines()]

    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.headers["cache-control"] == "no-store"
    assert "content-encoding" not in answer.headers
    assert [list(line) for line in updates] == [["progress"]] * len(updates)
    assert updates
    study = runner.run(GradientQuery.model_validate({}).study_request("cifar_resnet20"), lambda _: None)
    assert last["words"] == list(observations(study))
    assert (last["ran"], last["rows"]) == (run_description(study), [list(row) for row in chart_rows(study)])
    assert last["figure"]["data"][0]["y"] == [gradient.norm for gradient in study.plain.gradients]


def test_json_has_no_nan_or_infinity(client: TestClient) -> None:
    for address in (f"/api/gradients/{TINY}&init=default", f"/figures/gradients/{TINY}&normalization=off"):
        assert not re.search(r"NaN|Infinity", client.get(address).text)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_svg_chart_is_self_contained(client: TestClient, theme: str) -> None:
    answer = client.get(f"/figures/gradients/{TINY}&theme={theme}".replace("?", "/chart.svg?"))
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-disposition"] == 'inline; filename="gradients-custom-normalization-on-he.svg"'
    root = ElementTree.fromstring(answer.text)
    assert root.attrib["role"] == "img"
    assert not re.search(r"""href|url\(|@import|<script""", without_typeface(answer.text))
