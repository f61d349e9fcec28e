"""Injection: no value of any parameter, path, Host header or request header becomes markup, script or a formula."""

from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute
from httpx2 import Response
from starlette.testclient import TestClient

from tests.support.injection_payloads import PAYLOADS, assert_cells_harmless, assert_harmless
from tests.support.route_parameters import ROUTES, parameters, sample

pytestmark = pytest.mark.slow

PATH_VALUES = {"network": "cifar_resnet20", "anchor": "figure-3", "release": "0", "version": "1.2.3"}
EXTRA_PARAMETERS = ("unknown", "own", "row", "column", "theme")
"""Parameters that routes read without declaring them, and one that no route has."""
PAGES = ("/", "/article", "/table", "/compare")
"""Pages that read no undeclared parameter, and take long to draw."""
ELEMENTS = [payload for payload in PAYLOADS if "<script>" in payload]
OTHERS = [payload for payload in PAYLOADS if "<script>" not in payload]
BOTH = [other + ELEMENTS[number % len(ELEMENTS)] for number, other in enumerate(OTHERS)]
"""Each payload without an element at its start, where a formula or a scheme has its effect, and one with an element."""
SMALL = {"network": "cifar_resnet20", "networks": "cifar_resnet20,cifar_plain20"}
"""Valid values of parameters that select what a page shows: small networks, as pages are parsed hundreds of times."""
SMALL_STUDY = {"size": "8", "batch": "2"}


def url(route: APIRoute, **query: str) -> str:
    """Build a URL of the route with valid path values."""
    small = {name: value for name, value in SMALL.items() if name in parameters(route)}
    values = small | (SMALL_STUDY if "gradients" in route.path else {}) | query
    text = "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in values.items())
    return f"{route.path.format(**PATH_VALUES)}?{text}"


def get(client: TestClient, address: str) -> Response:
    """The uncompressed response, without following redirections."""
    return client.get(address, headers={"accept-encoding": "identity"}, follow_redirects=False)


def route_path(route: APIRoute) -> str:
    return route.path


def test_routes_and_parameters_are_complete() -> None:
    found = {route.path: {*parameters(route)} for route in ROUTES}
    assert len(found) >= 22
    assert found.keys() > {"/explore/{network}", "/compare"}
    assert {"size", "stem", "at", "scale", "cell"} <= found["/explore/{network}/diagram.svg"]
    assert {"networks", "size", "theme"} <= found["/compare/diagram.svg"]
    assert {"entry"} <= found["/compare/change"]


def names(route: APIRoute) -> list[str]:
    """The parameters to test. Of the page at `/` few, because it is that of `/explore/{network}`."""
    declared = ["size", "at"] if route.path == "/" else sample(route)
    return [*declared, *(EXTRA_PARAMETERS[:1] if route.path in PAGES else EXTRA_PARAMETERS)]


@pytest.mark.parametrize("route", ROUTES, ids=route_path)
def test_parameter_values_are_escaped(client: TestClient, route: APIRoute) -> None:
    """Each parameter has payloads, while all others are valid. `make soak` tries every payload in each."""
    for number, name in enumerate(names(route)):
        assert_harmless(get(client, url(route, **{name: BOTH[number % len(BOTH)]})))


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
    for turn, value in enumerate(BOTH[number % 3 :: 3]):
        networks = quote(f"{entry % value},cifar_plain20", safe="")
        for path in ("/compare", "/compare/differences.csv", "/api/compare")[turn == 0 :]:
            assert_harmless(get(client, f"{path}?networks={networks}"))


@pytest.mark.parametrize(
    ("spaces", "size"),
    [
        *zip(("", " ", "\t", "\n", "\r\n", "  \t"), ("=32", "+32", "-32", "@32", "32x48", "32"), strict=True),
        ("", "-32"),
        ("\t", "=32"),
    ],
)
def test_csv_cells_are_no_formulas(client: TestClient, spaces: str, size: str) -> None:
    text = quote(f"{spaces}{size}", safe="")
    entries = quote(f"resnet18;size={spaces}{size},{spaces}cifar_resnet20;classes={spaces}7", safe="")
    for path in (
        f"/explore/cifar_resnet20/steps.csv?size={text}",
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


HEADERS = ("user-agent", "referer", "accept", "accept-language", "x-request-id", "cookie", "origin")


@pytest.mark.parametrize(
    "value", ["<script>alert(1)</script>", "a\tb", '"', "é".encode().decode("latin-1"), "x" * 5000]
)
def test_request_headers_reach_no_response(client: TestClient, value: str) -> None:
    headers = dict.fromkeys((name.encode() for name in HEADERS), value.encode("latin-1"))
    for path in ("/", "/nowhere", "/explore/none", "/api/trace/none"):
        response = client.get(path, headers=headers)
        assert_harmless(response)
        assert "alert" not in response.text
        assert "alert" not in "".join(response.headers.values())
