"""Whatever is put into any parameter of any address, on a page, in a picture, a table or JSON: it stays text."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from app.web import api, assets, docs
from app.web.article import routes as article
from app.web.compare import routes as compare
from app.web.embed import routes as embed
from app.web.explorer import routes as explorer
from app.web.gradients import routes as gradients
from app.web.table import routes as table
from tests.support.injection_payloads import HOSTILE, assert_cells_harmless, assert_harmless

ROUTERS = [module.router for module in (api, article, assets, compare, docs, embed, explorer, gradients, table)]
ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
NAMED = {"network": "resnet18", "anchor": "figure-3", "release": "0", "version": "1.2.3"}
ALSO = ("unknown", "own", "row", "column", "theme")
"""Read by hand, or by nobody."""
EVERY = 7
"""Of the hostile values each parameter is given every seventh, and its neighbour those that come next."""
CHEAP = {"size": "8", "batch": "2"}
"""What a study is run with where nothing else is asked of it."""


def parameters(dependant: Dependant) -> Iterator[str]:
    """The names of a route's query parameters, one by one also where a record has them all."""
    for field in dependant.query_params:
        model = getattr(field.field_info.annotation, "model_fields", None)
        yield from model if model else [field.alias]


def address(route: APIRoute, **query: str) -> str:
    """The route with a usual value of what its path names."""
    given = {**(CHEAP if "gradients" in route.path else {}), **query}
    text = "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in given.items())
    return f"{route.path.format(**NAMED)}?{text}"


def of_path(route: APIRoute) -> str:
    return route.path


def test_every_route_is_tried_with_every_parameter_that_it_has() -> None:
    tried = {route.path: {*parameters(route.dependant)} for route in ROUTES}
    assert len(tried) >= 22
    assert {"size", "stem", "at", "scale", "cell"} <= tried["/explore/{network}/diagram.svg"]
    assert {"networks", "size", "theme"} <= tried["/compare/diagram.svg"]
    assert {"entry"} <= tried["/compare/change"]


@pytest.mark.parametrize("route", ROUTES, ids=of_path)
def test_no_value_of_a_parameter_gets_out_of_its_place(client: TestClient, route: APIRoute) -> None:
    for number, name in enumerate([*parameters(route.dependant), *ALSO]):
        for value in HOSTILE[number % EVERY :: EVERY]:
            assert_harmless(client.get(address(route, **{name: value}), follow_redirects=False))


@pytest.mark.parametrize("route", [route for route in ROUTES if "{" in route.path], ids=of_path)
def test_no_part_of_a_path_does(client: TestClient, route: APIRoute) -> None:
    for value in HOSTILE:
        path = route.path.format_map(dict.fromkeys(NAMED, quote(value, safe="")))
        assert_harmless(client.get(path, follow_redirects=False))


@pytest.mark.parametrize("route", ROUTES, ids=of_path)
def test_no_name_of_a_parameter_does(client: TestClient, route: APIRoute) -> None:
    assert_harmless(client.get(address(route, **dict.fromkeys(HOSTILE, "1")), follow_redirects=False))


ENTRIES = [f"resnet18;{choice}" for choice in ("size=%s", "stem=%s", "%s=1", "classes=%s", "%s")] + [
    "%s,resnet18",
    "%s",
]


@pytest.mark.parametrize(("number", "entry"), [*enumerate(ENTRIES)])
def test_no_part_of_a_comparison_does(client: TestClient, number: int, entry: str) -> None:
    for value in HOSTILE[number % 3 :: 3]:
        networks = quote(f"{entry % value},resnet34", safe="")
        for place in (
            "/compare",
            "/compare/diagram.svg",
            "/compare/differences.csv",
            "/figures/compare",
            "/api/compare",
        ):
            assert_harmless(client.get(f"{place}?networks={networks}"))


@pytest.mark.parametrize("spaces", ["", " ", "\t", "\n", "\r\n", "  \t"])
@pytest.mark.parametrize("size", ["32", "32x48", "+32", "-32", "=32", "@32"])
def test_no_cell_of_a_table_begins_as_a_formula(client: TestClient, spaces: str, size: str) -> None:
    text = quote(f"{spaces}{size}", safe="")
    entries = quote(f"resnet18;size={spaces}{size},{spaces}resnet34;classes={spaces}7", safe="")
    for place in (
        f"/explore/vgg19/steps.csv?size={text}",
        f"/table.csv?size={text}",
        f"/table.csv?table=cifar&cifar_size={text}",
    ):
        assert_harmless(client.get(place))
    compared = client.get(f"/compare/differences.csv?networks={entries}")
    if compared.headers["content-type"].startswith("text/csv"):
        assert_cells_harmless(compared.text)


HOSTS = ['evil.example"><script>alert(1)</script>', "evil.example\\@testserver", "evil.example/..//", "evil.example"]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", ["/", "/explore/resnet18/", "/api/trace/none", "/nowhere", "/api/networks/", "/docs/"])
def test_no_name_of_the_server_does_and_nobody_else_is_led_there(client: TestClient, path: str, host: str) -> None:
    shown = client.get(path, headers={"host": host, "x-forwarded-host": host}, follow_redirects=False)
    assert "alert" not in shown.text
    assert "evil" not in client.get(path, follow_redirects=False).headers.get("location", "")


@pytest.mark.parametrize(
    "header", ["user-agent", "referer", "accept", "accept-language", "x-request-id", "cookie", "origin"]
)
def test_no_header_does(client: TestClient, header: str) -> None:
    for value in ("<script>alert(1)</script>", "a\tb", '"', "é".encode().decode("latin-1"), "x" * 5000):
        for path in ("/", "/nowhere", "/explore/none", "/api/trace/none"):
            answer = client.get(path, headers={header.encode(): value.encode("latin-1")})
            assert_harmless(answer)
            assert "alert" not in answer.text
            assert "alert" not in "".join(answer.headers.values())
