"""`/docs` has every endpoint, parameter, field and error of the OpenAPI document; `/api` lists the endpoints."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.networks.option_table import OPTIONS
from app.web.docs import text
from tests.support.html_reader import Element, visit

Json = dict[str, Any]


@pytest.fixture(scope="module")
def openapi(client: TestClient) -> Json:
    document: Json = client.get("/openapi.json").json()
    return document


@pytest.fixture(scope="module")
def page(client: TestClient) -> Element:
    return visit(client, "/docs")


def operations(openapi: Json) -> Iterator[tuple[str, Json, str]]:
    """Every path with its operation and the id of its section."""
    for path, methods in openapi["paths"].items():
        assert [*methods] == ["get"]
        yield path, methods["get"], "-".join(re.findall(r"\w+", path))


def plain(paragraph: str) -> str:
    """A description without its marks, as the page shows it."""
    return " ".join(re.sub(r"`([^`]+)`|\*([^*\s][^*]*)\*", r"\1\2", paragraph).split())


def test_page_has_every_endpoint_with_its_description(page: Element, openapi: Json) -> None:
    for path, operation, anchor in operations(openapi):
        section = page.one("article", id=anchor)
        assert section.one("h3").text == operation["summary"]
        assert f"GET {path}" in section.text
        lines = [line.removeprefix("- ") for line in operation["description"].split("\n")]
        assert [line for line in lines if plain(line) not in section.text] == []
        assert path in page.one("nav", aria_label="Contents").one(href=f"#{anchor}").text


@pytest.mark.slow
def test_page_has_every_parameter_with_bounds_default_choices_and_description(page: Element, openapi: Json) -> None:
    for _, operation, anchor in operations(openapi):
        for parameter in operation.get("parameters", ()):
            name, schema = parameter["name"], parameter["schema"]
            shared = name in OPTIONS
            row = page.one("div", id=f"option-{name}" if shared else f"{anchor}-{name}")
            if shared:
                assert page.one(id=anchor).one("a", href=f"#option-{name}").text == name
            assert row.one("dt").text.startswith(name)
            assert plain(parameter["description"]) in row.text
            expected = [*choices(schema), *bounds(schema)]
            expected += [] if schema.get("default") in (None, "") else [f"default {schema['default']}"]
            expected += [] if choices(schema) else [written(example) for example in schema["examples"]]
            assert [each for each in expected if each not in row.text] == []


def written(value: object) -> str:
    """A value as a URL has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def choices(schema: Json) -> list[str]:
    return [written(value) for each in [schema, *schema.get("anyOf", ())] for value in each.get("enum", ())]


def bounds(schema: Json) -> list[str]:
    members = [schema, *schema.get("anyOf", ())]
    return [f"{each[name]:,}" for each in members for name in ("minimum", "maximum", "maxLength") if name in each]


def test_shared_options_are_equal_in_all_endpoints(openapi: Json) -> None:
    found: dict[str, Json] = {}
    for _, operation, _ in operations(openapi):
        for parameter in operation.get("parameters", ()):
            if parameter["name"] in OPTIONS:
                assert found.setdefault(parameter["name"], parameter) == parameter
    assert {*found} == {*OPTIONS}


def test_page_has_every_field_of_every_schema(page: Element, openapi: Json) -> None:
    for name, schema in openapi["components"]["schemas"].items():
        section = page.one("article", id=name)
        assert all(plain(line) in section.text for line in schema.get("description", "").split("\n"))
        assert [row["id"] for row in section.all("div", id=None)] == [
            f"{name}.{field}" for field in schema["properties"]
        ]
        for row, field in zip(section.all("div", id=None), schema["properties"].values(), strict=True):
            assert [each for each in choices(field) if each not in row.text] == []
    assert {"status", "suggestions", "retry_after", "request"} <= {
        row["id"][8:] for row in page.one(id="Problem").all(id=None)
    }


def test_every_endpoint_shows_its_responses_with_examples(page: Element, openapi: Json) -> None:
    for _, operation, anchor in operations(openapi):
        section = page.one("article", id=anchor)
        shown = [bold.text for bold in section.one("ul", class_="responses").all("b")]
        assert shown == sorted(operation["responses"])
        for status, response in operation["responses"].items():
            (content,) = response["content"].values()
            if status != "200" or "example" in content:
                assert " ".join(text.json_text(content["example"]).split()) in section.text


def test_links_inside_the_page_lead_to_its_parts(page: Element) -> None:
    ids = {element["id"] for element in page.all(id=None)}
    targets = [link["href"][1:] for link in page.all("a", href=None) if link["href"].startswith("#")]
    assert {*targets} <= ids


def test_page_is_light_and_loads_from_this_server_only(client: TestClient, page: Element) -> None:
    answer = client.get("/docs", headers={"accept-encoding": "br"})
    assert int(answer.headers["content-length"]) < 40_000  # bytes, compressed
    loaded = [link["href"] for link in page.all("link", href=None)] + [
        each["src"] for each in page.all("script", src=None)
    ]
    assert {url.split("/")[1] for url in loaded} == {"static"}
    assert page.one("nav", aria_label="Site").one("a", aria_current="page").text == "API"


def test_json_is_written_in_lines_that_fit() -> None:
    value = {
        "shape": [3, 224, 224],
        "steps": [{"path": "conv1", "macs": 118_013_952, "inputs": ["input"], "kind": "conv"}],
        "a": [],
    }
    assert (
        text.json_text(value)
        == """\
{
  "shape": [3, 224, 224],
  "steps": [
    {
      "path": "conv1",
      "macs": 118013952,
      "inputs": ["input"],
      "kind": "conv"
    }
  ],
  "a": []
}"""
    )


def test_description_is_escaped() -> None:
    assert text.inline("`a<b` is *less* than <b>") == "<code>a&lt;b</code> is <em>less</em> than &lt;b&gt;"


def test_description_may_have_a_list() -> None:
    rendered = text.prose("The\nrules:\n\n- `a`: b\n  c\n- *d*")
    assert rendered.split("\n") == [
        "<p>The",
        "rules:</p>",
        "<ul><li><code>a</code>: b",
        "  c</li><li><em>d</em></li></ul>",
    ]


def test_index_lists_the_endpoints(client: TestClient, openapi: Json) -> None:
    index = client.get("/api").json()
    assert {name: index[name] for name in ("name", "version", "documentation", "openapi")} == {
        "name": "ResNet Volumes",
        "version": openapi["info"]["version"],
        "documentation": "/docs",
        "openapi": "/openapi.json",
    }
    assert [each["path"] for each in index["endpoints"]] == [*openapi["paths"]]
    assert index["endpoints"][2] == {
        "path": "/api/trace/{network}",
        "summary": "Trace every volume of a network",
        "example": "/api/trace/resnet34",
        "documentation": "/docs#api-trace-network",
    }


@pytest.mark.parametrize("path", ["/api?size=1", "/api/nowhere"])
def test_errors_of_the_index_are_problem_documents(client: TestClient, path: str) -> None:
    assert client.get(path).headers["content-type"] == "application/problem+json"


def test_unknown_parameter_of_the_page_is_an_error_page(client: TestClient) -> None:
    assert "This endpoint takes no parameters." in visit(client, "/docs?size=1", 422).text
