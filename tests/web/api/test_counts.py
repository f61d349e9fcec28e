"""`/api/counts`: the figures of a network under each counting convention."""

import json
from pathlib import Path

from starlette.testclient import TestClient

from app.web import examples
from tests.support.problems import problem


def test_resnet50_is_counted_as_in_public_answers(client: TestClient) -> None:
    answer = client.get("/api/counts/resnet50").json()
    figures = {row["name"]: row["value"] for row in answer["counts"]}

    assert round(figures["the paper"] / 1e9, 3) == 3.858
    assert round(figures["MACs"] / 1e9, 3) == 4.089
    assert figures["ptflops, as quoted"] == 4_121_020_928
    assert figures["FLOPs"] == 8_178_368_512
    assert (figures["PyTorch"], figures["Keras"]) == (25_557_032, 25_636_712)
    assert answer["layers"].startswith("53 convolutions, 4 of them on shortcuts.")


def test_options_and_size_count(client: TestClient) -> None:
    answer = client.get("/api/counts/resnet50?stride_on=1x1&size=224&classes=10").json()

    assert answer["spec"]["classes"] == 10
    assert {row["name"]: row["value"] for row in answer["counts"]}["MACs"] == 3_857_973_248 - 990 * 2048


def test_errors_lead_to_this_endpoint(client: TestClient) -> None:
    for example in (examples.UNKNOWN_COUNTS, examples.TOO_SMALL_COUNTS):
        assert problem(client, example["instance"]) == example


def test_readme_has_the_sums_of_layer4(client: TestClient) -> None:
    layer4 = client.get("/api/trace/resnet50").json()["layers"][3]
    lines = [json.dumps(layer4[name], separators=(",", ":")) for name in ("path", "totals")]

    assert "\n".join(["```", *lines, "```"]) in Path("README.md").read_text(encoding="utf-8")
