"""The examples of `/docs` run against the app, for every endpoint."""

import io
import shlex
import sys
import types
from collections import OrderedDict
from contextlib import redirect_stdout
from functools import reduce
from operator import getitem
from typing import Any
from urllib import request

import pytest
from starlette.testclient import TestClient
from torch import nn

import app
from app.cli.parser import parse
from app.main import create_app
from app.settings import Settings
from app.web.docs.reference import Endpoint, read_reference
from app.web.docs.snippets import ORIGIN, OWN_NETWORKS, SHAPE_TESTS, snippets

with TestClient(create_app(Settings())) as _client:
    ENDPOINTS = read_reference(_client.get("/openapi.json").json()).endpoints

API_TEST, PACKAGE_TEST = (snippet.code for snippet in SHAPE_TESTS)


EACH = [
    pytest.param(each, id=each.path, marks=pytest.mark.slow if "gradients" in each.path else ()) for each in ENDPOINTS
]
"""A gradient study takes seconds."""


def code(endpoint: Endpoint, language: str) -> str:
    return next(snippet.code for snippet in snippets(endpoint) if snippet.key == language)


@pytest.fixture
def _urlopen(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `urllib` ask the app."""
    monkeypatch.setattr(request, "urlopen", lambda url: io.BytesIO(client.get(url.removeprefix(ORIGIN)).content))


@pytest.mark.parametrize("endpoint", EACH)
def test_curl_requests_a_url_that_works(client: TestClient, endpoint: Endpoint) -> None:
    program, option, url = shlex.split(code(endpoint, "curl"))

    assert (program, option) == ("curl", "-s")
    assert url == ORIGIN + endpoint.request
    assert client.get(url.removeprefix(ORIGIN)).status_code == 200


@pytest.mark.usefixtures("_urlopen")
@pytest.mark.parametrize("endpoint", EACH)
def test_python_prints_the_value_that_the_example_has_too(client: TestClient, endpoint: Endpoint) -> None:
    output = io.StringIO()
    with redirect_stdout(output):
        exec(code(endpoint, "python"), {})

    answer = client.get(endpoint.request).json()
    assert output.getvalue() == f"{reduce(getitem, endpoint.value, answer)}\n"
    if endpoint.answer is not None:
        assert reduce(getitem, endpoint.value, endpoint.answer) is not None


def backbone(last_stride: int = 2) -> nn.Module:
    """A chain of convolutions whose layers have the shapes of ResNet-34's."""
    stem = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3), nn.MaxPool2d(3, 2, 1))
    layers = [(64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, last_stride)]
    named = {f"layer{n}": nn.Conv2d(i, o, 3, stride, 1) for n, (i, o, stride) in enumerate(layers, 1)}
    return nn.Sequential(OrderedDict[str, nn.Module](stem=stem, **named))


def run_test(source: str, monkeypatch: pytest.MonkeyPatch, module: nn.Module) -> None:
    """Run the test function of another project's test module."""
    project: Any = types.ModuleType("my_project")
    project.backbone = module
    monkeypatch.setitem(sys.modules, "my_project", project)
    monkeypatch.setitem(sys.modules, "resnet_volumes", app)
    names: dict[str, Any] = {}
    exec(source, names)
    (test,) = (value for name, value in names.items() if name.startswith("test_"))
    test()


@pytest.mark.usefixtures("_urlopen")
@pytest.mark.parametrize("source", [API_TEST, PACKAGE_TEST], ids=["api", "package"])
def test_shape_assertion_passes_for_equal_shapes_and_fails_for_others(
    monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    run_test(source, monkeypatch, backbone())
    with pytest.raises(AssertionError):
        run_test(source, monkeypatch, backbone(last_stride=1))


def test_own_networks_have_commands_that_the_command_line_reads_and_a_notebook_line_that_draws(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal, notebook = (snippet.code for snippet in OWN_NETWORKS)
    commands = [shlex.split(line) for line in terminal.splitlines()]
    assert {program for program, *_ in commands} == {"resnet-volumes"}
    read = [parse(arguments) for _, *arguments in commands]
    assert [each.command for each in read] == ["serve", "trace", "trace"]
    assert (read[0].sources, read[0].size, read[1].check) == (["my_net.py:Net"], ["3x224x224"], True)

    project: Any = types.ModuleType("my_project")
    project.backbone = backbone()
    monkeypatch.setitem(sys.modules, "my_project", project)
    monkeypatch.setitem(sys.modules, "resnet_volumes", app)
    names: dict[str, Any] = {}
    exec(notebook.replace("rv.show", "shown = rv.show"), names)
    assert "7×7×512" in names["shown"].html()
