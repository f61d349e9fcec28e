"""Huge values in every parameter of every address: refused by arithmetic, before anything is built."""

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
    """The names of the query parameters of a route, those of its records too."""
    for field in route.dependant.query_params:
        kind: Any = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from kind.model_fields
        else:
            yield field.alias


ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
WALK = sorted({(route.path, name) for route in ROUTES for name in parameters(route)})


def address(path: str) -> str:
    return path.replace("{network}", "custom").replace("{anchor}", "figure-3")


def test_every_page_and_every_answer_is_walked() -> None:
    assert {path for path, _ in WALK} >= {"/api/trace/{network}", "/api/compare", "/api/gradients/{network}", "/table"}
    assert len(WALK) > 100


@pytest.fixture
def nothing_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is as published may be: pages show it beside what is wrong."""
    assemble = models.build

    def usual(spec: Any) -> Any:
        assert params(spec) < 2 * params(NETWORKS[spec.network].spec)  # with another shortcut or stem, no more
        return assemble(spec)

    monkeypatch.setattr(models, "build", usual)


@pytest.mark.usefixtures("nothing_is_built")
@pytest.mark.parametrize(("path", "name"), WALK)
def test_no_huge_value_is_more_than_a_refusal(client: TestClient, path: str, name: str) -> None:
    for value in HUGE:
        answer = client.get(f"{address(path)}?{name}={value}", follow_redirects=False)
        assert answer.status_code < 500, (value, answer.text)
        refused = answer.status_code >= 400
        assert refused or answer.status_code in (200, 303), (value, answer.status_code)
        if refused and path.startswith("/api/"):
            assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.usefixtures("nothing_is_built")
@pytest.mark.parametrize(("path", "name"), [pair for pair in WALK if pair[0].startswith("/api/")])
def test_the_api_takes_none_of_them(client: TestClient, path: str, name: str) -> None:
    for value in HUGE:
        answer = client.get(f"{address(path)}?{name}={value}")
        assert answer.status_code in {404, 422}, (value, answer.text[:200])


@pytest.mark.parametrize("path", [*sorted({route.path for route in ROUTES}), "/api/nothing"])
def test_an_address_without_end_is_refused(client: TestClient, path: str) -> None:
    answer = client.get(f"{address(path)}?{'a' * 8000}")
    assert answer.status_code == 414
    assert "8,000" in answer.text


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
def test_the_problem_names_what_was_too_much(client: TestClient, query: str, option: str) -> None:
    answer = client.get(f"/api/trace/custom?{query}")
    assert answer.status_code == 422
    assert answer.json()["option"] == option


def test_five_networks_are_too_many_to_compare(client: TestClient) -> None:
    assert client.get(f"/api/compare?networks={','.join(['resnet18'] * 5)}").json()["option"] == "networks"
