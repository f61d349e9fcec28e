"""Injection: no value of any parameter, path, Host header or request header becomes markup, script or a formula."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from httpx2 import Response
from starlette.testclient import TestClient

from app.web import api, assets
from app.web.advice import routes as advice
from app.web.article import routes as article
from app.web.compare import routes as compare
from app.web.docs import routes as docs
from app.web.embed import routes as embed
from app.web.explorer import routes as explorer
from app.web.gradients import routes as gradients
from app.web.table import routes as table
from tests.support.injection_payloads import PAYLOADS, assert_cells_harmless, assert_harmless

pytestmark = pytest.mark.slow

ROUTERS = [module.router for module in (api, advice, article, assets, compare, docs, embed, explorer, gradients, table)]
ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
PATH_VALUES = {"network": "cifar_resnet20", "anchor": "figure-3", "release": "0", "version": "1.2.3"}
EXTRA_PARAMETERS = ("unknown", "own", "row", "column", "theme")
"""Parameters that routes read without declaring them, and one that no route has."""
ELEMENTS = [payload for payload in PAYLOADS if "<script>" in payload]
OTHERS = [payload for payload in PAYLOADS if "<script>" not in payload]
SMALL = {"network": "cifar_resnet20", "networks": "cifar_resnet20,cifar_plain20"}
"""Valid values of parameters that select what a page shows: small networks, as pages are parsed hundreds of times."""
SMALL_STUDY = {"size": "8", "batch": "2"}


def parameters(dependant: Dependant) -> Iterator[str]:
    """Yield the names of a route's query parameters, including the fields of parameter models."""
    for field in dependant.query_params:
        model = getattr(field.field_info.annotation, "model_fields", None)
        yield from model if model else [field.alias]


def url(route: APIRoute, **query: str) -> str:
    """Build a URL of the route with valid path values."""
    small = {name: value for name, value in SMALL.items() if name in parameters(route.dependant)}
    values = small | (SMALL_STUDY if "gradients" in route.path else {}) | query
    text = "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in values.items())
    return f"{route.path.format(**PATH_VALUES)}?{text}"


def get(client: TestClient, address: str) -> Response:
    """The uncompressed response, without following redirections."""
    return client.get(address, headers={"accept-encoding": "identity"}, follow_redirects=False)


def route_path(route: APIRoute) -> str:
    return route.path


def test_routes_and_parameters_are_complete() -> None:
    found = {route.path: {*parameters(route.dependant)} for route in ROUTES}
    assert len(found) >= 22
    assert found.keys() > {"/explore/{network}", "/compare"}
    assert {"size", "stem", "at", "scale", "cell"} <= found["/explore/{network}/diagram.svg"]
    assert {"networks", "size", "theme"} <= found["/compare/diagram.svg"]
    assert {"entry"} <= found["/compare/change"]


@pytest.mark.parametrize("route", ROUTES, ids=route_path)
def test_parameter_values_are_escaped(client: TestClient, route: APIRoute) -> None:
    """Each parameter gets one payload with an element and one without, while all others are valid."""
    for number, name in enumerate([*parameters(route.dependant), *EXTRA_PARAMETERS]):
        for value in (ELEMENTS[number % len(ELEMENTS)], OTHERS[number % len(OTHERS)]):
            assert_harmless(get(client, url(route, **{name: value})))


@pytest.mark.parametrize("route", [route for route in ROUTES if "{" in route.path], ids=route_path)
def test_path_values_are_escaped(client: TestClient, route: APIRoute) -> None:
    for value in PAYLOADS:
        path = route.path.format_map(dict.fromkeys(PATH_VALUES, quote(value, safe="")))
        assert_harmless(get(client, path))


@pytest.mark.parametrize("route", ROUTES, ids=route_path)
def test_parameter_names_are_escaped(client: TestClient, route: APIRoute) -> None:
    assert_harmless(get(client, url(route, **dict.fromkeys(PAYLOADS, "1"))))


ENTRIES = [f"cifar_resnet20;{option}" for option in ("size=%s", "stem=%s", "%s=1", "classes=%s", "%s")] + [
    "%s,cifar_resnet20",
    "%s",
]


@pytest.mark.parametrize(("number", "entry"), [*enumerate(ENTRIES)])
def test_entries_of_a_comparison_are_escaped(client: TestClient, number: int, entry: str) -> None:
    for value in PAYLOADS[number % 3 :: 3]:
        networks = quote(f"{entry % value},cifar_plain20", safe="")
        for path in ("/compare", "/compare/differences.csv", "/api/compare"):
            assert_harmless(get(client, f"{path}?networks={networks}"))


@pytest.mark.parametrize("spaces", ["", " ", "\t", "\n", "\r\n", "  \t"])
@pytest.mark.parametrize("size", ["32", "32x48", "+32", "-32", "=32", "@32"])
def test_csv_cells_are_no_formulas(client: TestClient, spaces: str, size: str) -> None:
    text = quote(f"{spaces}{size}", safe="")
    entries = quote(f"resnet18;size={spaces}{size},{spaces}resnet34;classes={spaces}7", safe="")
    for path in (
        f"/explore/vgg19/steps.csv?size={text}",
        f"/table.csv?size={text}",
        f"/table.csv?table=cifar&cifar_size={text}",
    ):
        assert_harmless(client.get(path))
    compared = client.get(f"/compare/differences.csv?networks={entries}")
    if compared.headers["content-type"].startswith("text/csv"):
        assert_cells_harmless(compared.text)


HOSTS = ['evil.example"><script>alert(1)</script>', "evil.example\\@testserver", "evil.example/..//", "evil.example"]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", ["/", "/explore/resnet18/", "/api/trace/none", "/nowhere", "/api/networks/", "/docs/"])
def test_host_header_reaches_no_response(client: TestClient, path: str, host: str) -> None:
    response = client.get(path, headers={"host": host, "x-forwarded-host": host}, follow_redirects=False)
    assert "alert" not in response.text
    assert "evil" not in client.get(path, follow_redirects=False).headers.get("location", "")


@pytest.mark.parametrize(
    "header", ["user-agent", "referer", "accept", "accept-language", "x-request-id", "cookie", "origin"]
)
def test_request_headers_reach_no_response(client: TestClient, header: str) -> None:
    for value in ("<script>alert(1)</script>", "a\tb", '"', "é".encode().decode("latin-1"), "x" * 5000):
        for path in ("/", "/nowhere", "/explore/none", "/api/trace/none"):
            response = client.get(path, headers={header.encode(): value.encode("latin-1")})
            assert_harmless(response)
            assert "alert" not in response.text
            assert "alert" not in "".join(response.headers.values())
