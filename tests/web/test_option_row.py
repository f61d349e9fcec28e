"""One row declares an option: API, OpenAPI, page, titles, links, downloads and README.md read it."""

import json
import subprocess
import sys
from typing import Any

import pytest

pytestmark = pytest.mark.slow

ADDED = """
import json

from app.networks.conditions import CUSTOM, RESIDUAL
from app.networks.option_table import OPTIONS
from app.networks.option_types import Integer, Integers, Option

for row in (
    Option("outputs", Integer(2, 50, (7,)), "Outputs", "{} outputs", "Outputs.", (RESIDUAL,), field="classes"),
    Option("blocks", Integers((2, 3), 1, 9, ("2,3",)), "Blocks", "blocks {}", "Blocks.", (CUSTOM,), field="depths"),
):
    OPTIONS[row.name] = row

import logging
import sys

from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web.parameter_table import parameter_table

app = create_app(Settings())
logging.disable()
with TestClient(app) as client:
    answers = [client.get(url, follow_redirects=False) for url in json.loads(sys.argv[1])]
print(json.dumps([[answer.text, dict(answer.headers)] for answer in answers] + [[parameter_table(), {}]]))
"""
"""A program that adds two rows before it imports the app. They set existing fields of `Spec` under other names."""

URLS = [
    "/api/trace/resnet34?outputs=7&size=32",
    "/api/trace/custom?blocks=1,2&size=32",
    "/api/trace/resnet34?outputs=51",
    "/api/trace/custom?blocks=1",
    "/api/trace/vgg19?outputs=7",
    "/api/trace/resnet34?blocks=1,2",
    "/api/trace/resnet34?output=7",
    "/api/compare?networks=resnet34;outputs=7,resnet18&size=32",
    "/api/networks",
    "/openapi.json",
    "/explore/resnet34?outputs=7&size=32",
    "/explore/resnet34/steps.csv?outputs=7&size=32",
    "/compare?networks=resnet34;outputs=7,resnet18&size=32",
]


@pytest.fixture(scope="module")
def responses() -> dict[str, tuple[str, dict[str, str]]]:
    command = [sys.executable, "-W", "ignore", "-c", ADDED, json.dumps(URLS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answers = json.loads(done.stdout.splitlines()[-1])
    return dict(zip([*URLS, "README"], answers, strict=True))


@pytest.fixture(scope="module")
def documents(responses: dict[str, tuple[str, dict[str, str]]]) -> dict[str, Any]:
    return {url: json.loads(responses[url][0]) for url in URLS if url.startswith(("/api", "/openapi"))}


def test_api_parses_the_options_of_added_rows(documents: dict[str, Any]) -> None:
    assert documents[URLS[0]]["spec"]["classes"] == 7
    assert documents[URLS[1]]["spec"]["depths"] == [1, 2]
    assert documents[URLS[7]]["networks"][0]["spec"]["classes"] == 7


def test_errors_of_added_rows_are_sentences(documents: dict[str, Any]) -> None:
    assert [documents[url]["detail"] for url in URLS[2:7]] == [
        "outputs is '51'; it has to be a whole number from 2 to 50.",
        "blocks is '1'; it has to be 2 to 3 whole numbers from 1 to 9, as 2,3.",
        "VGG-19 is not a residual network and has no outputs to choose.",
        "ResNet-34 has its blocks fixed. Choose the network 'custom' to set it.",
        "Unknown parameter 'output'. Did you mean outputs?",
    ]


def test_list_and_openapi_have_the_added_rows(documents: dict[str, Any]) -> None:
    options = {network["name"]: network["options"] for network in documents["/api/networks"]}
    assert [name for name, names in options.items() if "outputs" not in names] == ["vgg19"]
    assert [name for name, names in options.items() if "blocks" in names] == ["custom"]
    parameters = documents["/openapi.json"]["paths"]["/api/trace/{network}"]["get"]["parameters"]
    described = {each["name"]: (each["schema"]["anyOf"][0], each["description"]) for each in parameters[1:]}
    assert described["outputs"] == ({"type": "integer", "minimum": 2, "maximum": 50}, "Outputs.")
    assert described["blocks"][1] == "Blocks. Only of `custom`."


def test_pages_have_the_added_rows(responses: dict[str, tuple[str, dict[str, str]]]) -> None:
    page, _ = responses["/explore/resnet34?outputs=7&size=32"]
    assert 'data-option="outputs"' in page
    assert 'min="2" max="50" name="outputs" value="7"' in page
    assert 'aria-label="Reset classes: 7 classes">7 classes</a>' in page
    assert ">7 outputs</a>" in page
    assert 'href="/explore/resnet50?size=32&amp;outputs=7"' in page
    assert 'href="/explore/vgg19?size=32"' in page
    assert "ResNet-34 · 7 classes · 7 outputs" in responses[URLS[-1]][0]
    assert "resnet34-outputs-7-32.csv" in responses[URLS[-2]][1]["content-disposition"]


def test_readme_table_has_the_added_rows(responses: dict[str, tuple[str, dict[str, str]]]) -> None:
    assert responses["README"][0].splitlines()[-2:] == [
        "| `outputs` | 2 to 50 | residual networks | Outputs. |",
        "| `blocks` | 2 to 3 numbers, as `2,3` | `custom` | Blocks. |",
    ]
