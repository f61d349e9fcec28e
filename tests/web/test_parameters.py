"""Query parameters of all routes: unknown ones are rejected, tracking parameters are ignored."""

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from app.web import api
from app.web.advice import routes as advice
from app.web.article import routes as article
from app.web.compare import routes as compare
from app.web.docs import routes as docs
from app.web.embed import routes as embed
from app.web.explorer import routes as explorer
from app.web.gradients import routes as gradients
from app.web.table import routes as table

ROUTERS = [module.router for module in (api, advice, docs, explorer, embed, article, table, compare, gradients)]
VALUES = {"network": "resnet18", "anchor": "figure-3"}


def urls() -> Iterator[str]:
    """One URL of each route, with small valid parameters; gradient studies are left out of the valid requests."""
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute):
                yield route.path.format(**VALUES)


@pytest.mark.parametrize("url", [*urls()])
def test_unknown_parameter_is_rejected(client: TestClient, url: str) -> None:
    answer = client.get(f"{url}?dilation=2&utm_source=x", follow_redirects=False)

    assert answer.status_code == 422
    assert "Unknown parameter" in answer.text


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("last_stride=1", "?strides=1,2,2,1"),
        ("last_stride=2", ""),
        ("replace_stride_with_dilation=[False, True, True]", "?output_stride=8"),
        ("replace_stride_with_dilation=0,0,1", "?output_stride=16"),
        ("num_classes=10", "?classes=10"),
        ("in_chans=1", "?channels=1"),
    ],
)
def test_parameter_of_another_package_leads_to_ours(client: TestClient, theirs: str, ours: str) -> None:
    answer = client.get(f"/api/trace/resnet50?{theirs}")

    assert answer.status_code == 422
    assert [each["url"] for each in answer.json()["suggestions"]] == [f"/api/trace/resnet50{ours}"]


VALID = {
    "/api/compare": "networks=resnet18,plain18&",
    "/compare/change": "networks=resnet18,plain18&entry=1&",
    "/table/glance/resnet18": "at=layer1&",
}


@pytest.mark.parametrize("url", [url for url in urls() if "gradients" not in url])
def test_tracking_parameters_are_ignored(client: TestClient, url: str) -> None:
    tracking = "utm_source=news&utm_campaign=a&gclid=1&fbclid=2&msclkid=3&gclid=4"
    answer = client.get(f"{url}?{VALID.get(url, '')}{tracking}", follow_redirects=False)

    assert answer.status_code == (303 if url == "/compare/change" else 200), answer.text[:300]
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert not any(name in answer.text for name in ("utm_", "gclid", "fbclid", "msclkid"))


@pytest.mark.parametrize("url", ["/explore/resnet18", "/table", "/compare", "/article", "/api/trace/resnet18"])
def test_repeated_parameter_is_rejected(client: TestClient, url: str) -> None:
    answer = client.get(f"{url}?size=32&size=64")

    assert answer.status_code == 422
    assert "size is given more than once. Give it once." in answer.text


def test_empty_parameters_of_a_form_are_ignored(client: TestClient) -> None:
    for url in ("/explore/resnet18?row=&column=&size=&depths=", "/compare?size=&open=", "/table?size=&cifar_size="):
        assert client.get(url).status_code == 200
