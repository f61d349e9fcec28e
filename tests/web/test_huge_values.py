"""Huge parameter values: rejected by arithmetic, before a network is built."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from app.networks.bounds import MAX_PARAMS, MAX_SIDE, MAX_WEIGHTED_LAYERS, params
from app.networks.catalogue import NETWORKS
from app.tracing import models
from tests.support.route_parameters import ROUTES, sample

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


PAGES = ("/article", "/compare", "/embed/{network}", "/explore/{network}", "/table")
"""One page per router. Its other routes parse their parameters with the same model."""
ADVICE = ("/api/advice/{network}", "/api/inputs/{network}")
"""Routes that accept long lists of places."""
EVERY_VALUE = "/api/trace/{network}"
"""The route on which each option has every value. On others they take turns; `make soak` tries all."""
API = [route for route in ROUTES if route.path.startswith("/api/") and route.path not in ADVICE]


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


def cases(route: APIRoute) -> Iterator[tuple[str, str]]:
    """Yield parameters with values: all of them or, on other routes, one in turn."""
    for turn, name in enumerate(sample(route)):
        yield from ((name, value) for value in (HUGE if route.path == EVERY_VALUE else HUGE[turn % 8 :: 8]))


@pytest.mark.usefixtures("no_large_network")
@pytest.mark.parametrize("route", [route for route in ROUTES if route.path in PAGES], ids=lambda route: route.path)
def test_page_with_huge_value_is_no_server_error(client: TestClient, route: APIRoute) -> None:
    for name, value in cases(route):
        response = client.get(f"{url(route.path)}?{name}={value}", follow_redirects=False)
        assert response.status_code in {200, 303, 404, 414, 422}, (name, value, response.text)


@pytest.mark.usefixtures("no_large_network")
@pytest.mark.parametrize("route", API, ids=lambda route: route.path)
def test_api_rejects_huge_value(client: TestClient, route: APIRoute) -> None:
    for name, value in cases(route):
        response = client.get(f"{url(route.path)}?{name}={value}")
        assert response.status_code in {404, 422}, (name, value, response.text[:200])
        assert response.headers["content-type"] == "application/problem+json"


def test_url_longer_than_8000_bytes_gets_414(client: TestClient) -> None:
    for path in (*sorted({route.path for route in ROUTES}), "/api/nothing"):
        response = client.get(f"{url(path)}?{'a' * 8000}")
        assert response.status_code == 414, path
        assert "8,000" in response.text, path


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
