"""Huge parameter values: rejected by arithmetic, before a network is built."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute, APIRouter
from pydantic import BaseModel
from starlette.testclient import TestClient

from app.networks.bounds import MAX_PARAMS, MAX_SIDE, MAX_WEIGHTED_LAYERS, params
from app.networks.catalogue import NETWORKS
from app.tracing import models
from app.web import api
from app.web.article import routes as article
from app.web.compare import routes as compare
from app.web.embed import routes as embed
from app.web.explorer import routes as explorer
from app.web.gradients import routes as gradients
from app.web.table import routes as table

ROUTERS: list[APIRouter] = [api.router, article.router, compare.router, embed.router]
ROUTERS += [explorer.router, gradients.router, table.router]

pytestmark = pytest.mark.slow

HUGE = [
    "9" * 18,
    "9" * 5000,
    "4097x1",
    "4096x99999",
    "9999,9999,9999,9999,9999",
    "1," * 2000,
    "layer1," * 700,
    "a" * 7000,
]
"""Numbers, sizes, depths, lists and names beyond every bound."""


def parameters(route: APIRoute) -> Iterator[str]:
    """Yield the names of a route's query parameters, including the fields of parameter models."""
    for field in route.dependant.query_params:
        kind: Any = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from kind.model_fields
        else:
            yield field.alias


ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
PAGES = ("/article", "/compare", "/embed/{network}", "/explore/{network}", "/table")
"""One page per router. Its other routes parse their parameters with the same model."""
CASES = sorted(
    {(route.path, name) for route in ROUTES for name in parameters(route) if route.path.startswith(("/api/", *PAGES))}
)


def url(path: str) -> str:
    return path.replace("{network}", "custom").replace("{anchor}", "figure-3")


@pytest.fixture
def no_large_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail if a network is built that is much larger than its published configuration (pages show that one)."""
    build = models.build

    def build_small(spec: Any) -> Any:
        assert params(spec) < 2 * params(NETWORKS[spec.network].spec)  # another shortcut or stem adds less
        return build(spec)

    monkeypatch.setattr(models, "build", build_small)


@pytest.mark.usefixtures("no_large_network")
@pytest.mark.parametrize(("path", "name"), [case for case in CASES if case[0] in PAGES])
def test_page_with_huge_value_is_no_server_error(client: TestClient, path: str, name: str) -> None:
    for value in HUGE:
        response = client.get(f"{url(path)}?{name}={value}", follow_redirects=False)
        assert response.status_code in {200, 303, 404, 414, 422}, (value, response.text)


@pytest.mark.usefixtures("no_large_network")
@pytest.mark.parametrize(("path", "name"), [case for case in CASES if case[0].startswith("/api/")])
def test_api_rejects_huge_value(client: TestClient, path: str, name: str) -> None:
    for value in HUGE:
        response = client.get(f"{url(path)}?{name}={value}")
        assert response.status_code in {404, 422}, (value, response.text[:200])
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", [*sorted({route.path for route in ROUTES}), "/api/nothing"])
def test_url_longer_than_8000_bytes_gets_414(client: TestClient, path: str) -> None:
    response = client.get(f"{url(path)}?{'a' * 8000}")
    assert response.status_code == 414
    assert "8,000" in response.text


@pytest.mark.parametrize(
    ("query", "option"),
    [
        (f"size={MAX_SIDE + 1}", "size"),
        (f"size=1x{MAX_SIDE + 1}", "size"),
        (f"depths={MAX_WEIGHTED_LAYERS // 2}", "depths"),
        ("depths=1,1,1,1,1,1", "depths"),
        ("base_width=100000", "base_width"),
        (f"channels=100000&base_width={MAX_PARAMS // 100_000 // 49 + 1}", "channels"),
        ("block=bottleneck&groups=100000&width_per_group=100000", "groups"),
    ],
)
def test_problem_names_the_option_beyond_its_bound(client: TestClient, query: str, option: str) -> None:
    response = client.get(f"/api/trace/custom?{query}")
    assert response.status_code == 422
    assert response.json()["option"] == option


def test_compare_rejects_five_networks(client: TestClient) -> None:
    assert client.get(f"/api/compare?networks={','.join(['resnet18'] * 5)}").json()["option"] == "networks"
