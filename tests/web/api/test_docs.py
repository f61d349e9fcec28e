"""The OpenAPI document: complete, with examples that equal real responses."""

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.networks.catalogue import NETWORKS
from app.web import examples
from app.web.parameter_table import parameter_table
from app.web.query import TraceQuery
from tests.support.problems import problem


@pytest.fixture(scope="module")
def openapi(client: TestClient) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/openapi.json").json()
    return document


def test_openapi_has_the_routes_of_the_api_only(openapi: dict[str, Any]) -> None:
    of_networks = ("counts", "memory", "advice", "inputs", "gradients")
    assert list(openapi["paths"]) == [
        *("/api", "/api/networks", "/api/trace/{network}", "/api/compare"),
        *(f"/api/{name}/{{network}}" for name in of_networks),
    ]


def test_openapi_describes_every_parameter_with_examples(openapi: dict[str, Any]) -> None:
    parameters = openapi["paths"]["/api/trace/{network}"]["get"]["parameters"]

    assert [parameter["name"] for parameter in parameters] == ["network", *TraceQuery.model_fields]
    for parameter in parameters:
        assert parameter["description"].endswith(".")
        assert parameter["schema"]["examples"]
    assert parameters[0]["schema"]["enum"] == list(NETWORKS)


def test_openapi_documents_errors_as_problem_documents(openapi: dict[str, Any]) -> None:
    responses = openapi["paths"]["/api/trace/{network}"]["get"]["responses"]

    assert sorted(responses) == ["200", "404", "414", "422", "503"]
    for status in ("404", "414", "422", "503"):
        assert list(responses[status]["content"]) == ["application/problem+json"]


EXAMPLES = (
    *(examples.NO_PARAMETERS, examples.TOO_SMALL, examples.UNKNOWN),
    *(examples.NO_ADVICE, examples.NO_INPUTS, examples.NO_PLACE),
)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["instance"])
def test_openapi_error_examples_equal_real_responses(client: TestClient, example: dict[str, Any]) -> None:
    assert problem(client, example["instance"]) == example


def test_openapi_examples_equal_real_responses(client: TestClient) -> None:
    assert examples.NETWORK in client.get("/api/networks").json()
    assert_begins(client.get("/api/counts/resnet34").json(), examples.COUNTS)
    assert_begins(client.get("/api/trace/resnet34").json(), examples.TRACE)
    assert_begins(client.get("/api/advice/resnet18?size=64").json(), examples.ADVICE)
    assert client.get("/api/inputs/resnet50?at=layer4&map=10").json() == examples.INPUTS


def assert_begins(whole: Any, shortened: Any) -> None:
    """Assert that the shortened value has every member, and the first elements of every list."""
    if isinstance(shortened, dict):
        assert list(shortened) == list(whole)
        for name, value in shortened.items():
            assert_begins(whole[name], value)
    elif isinstance(shortened, list):
        for mine, value in zip(whole, shortened, strict=False):
            assert_begins(mine, value)
        assert len(shortened) <= len(whole)
    else:
        assert shortened == whole


def test_readme_has_the_table_of_parameters() -> None:
    readme = Path("README.md").read_text(encoding="utf-8")

    assert parameter_table() in readme, "print the table with `python -m app.web.parameter_table`"
