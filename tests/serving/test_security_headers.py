"""Security headers of every kind of response."""

from functools import cache

import pytest
from httpx2 import Headers
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web.assets import PLOTLY_URL
from tests.support.html_reader import read

ARTICLE, COMPARED = "/article?network=cifar_resnet20", "/compare?networks=cifar_resnet20,cifar_plain20"
PAGES = ["/", "/explore/resnet18?at=layer1", ARTICLE, "/table", COMPARED, "/docs", "/nowhere", "/explore/none"]
PAGES += ["/explore/resnet18?size=x", f"{ARTICLE}&size=x", "/table?size=x", "/compare?networks=none"]
FRAMES = ["/embed/resnet18", "/embed/resnet18?at=layer1.0", "/embed/none", "/embed/resnet18?size=x"]
PICTURES = ["/explore/resnet18/diagram.svg", COMPARED.replace("?", "/diagram.svg?"), "/table/glance/resnet18?at=layer1"]
DATA = ["/api/networks", "/api/trace/resnet18", "/api/trace/none", "/api/nowhere", "/openapi.json"]
DATA += [
    "/explore/resnet18/steps.csv",
    COMPARED.replace("?", "/differences.csv?"),
    "/table.md",
    "/table.tex",
    "/table.csv",
]
DATA += ["/figures/volumes/resnet18", f"/figures{COMPARED}", PLOTLY_URL]


@cache
def headers_of(client: TestClient, url: str) -> Headers:
    """The headers of a response, which several tests read."""
    return client.get(url).headers


def policy(client: TestClient, url: str) -> dict[str, str]:
    """The directives of a response's content security policy."""
    (text,) = headers_of(client, url).get_list("content-security-policy")
    return {name: sources for name, _, sources in (part.partition(" ") for part in text.split("; "))}


@pytest.mark.parametrize("url", [*PAGES, *FRAMES, *PICTURES, *DATA])
def test_every_response_has_nosniff_and_a_default_of_none(client: TestClient, url: str) -> None:
    headers = headers_of(client, url)
    directives = policy(client, url)

    assert headers.get_list("x-content-type-options") == ["nosniff"]
    assert headers.get_list("referrer-policy") == ["same-origin"]
    assert headers["cross-origin-resource-policy"] in {"same-origin", "cross-origin"}
    assert (directives["default-src"], directives["base-uri"]) == ("'none'", "'none'")
    assert "unsafe" not in "".join(sources for name, sources in directives.items() if name != "style-src")


@pytest.mark.parametrize("url", [*PAGES, *FRAMES])
def test_pages_load_scripts_and_styles_from_this_origin_only(client: TestClient, url: str) -> None:
    directives = policy(client, url)
    empty = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"

    assert directives["script-src"] == directives["connect-src"] == directives["form-action"] == "'self'"
    assert directives["style-src"] == f"'self' {empty}"
    assert headers_of(client, url)["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers_of(client, url)["permissions-policy"]


@pytest.mark.parametrize("url", [*PAGES, *PICTURES, *DATA])
def test_pages_pictures_and_data_must_not_be_framed(client: TestClient, url: str) -> None:
    assert policy(client, url)["frame-ancestors"] == "'none'"


@pytest.mark.parametrize("url", FRAMES)
def test_embedded_diagram_and_its_errors_may_be_framed_anywhere(client: TestClient, url: str) -> None:
    assert policy(client, url)["frame-ancestors"] == "*"
    assert headers_of(client, url)["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize("url", PICTURES)
def test_picture_opened_alone_runs_no_script(client: TestClient, url: str) -> None:
    assert policy(client, url) == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "style-src": "'unsafe-inline'",
        "font-src": "data:",
        "frame-ancestors": "'none'",
        "sandbox": "",
    }


@pytest.mark.parametrize("url", ["/", "/embed/resnet18", "/explore/resnet18/diagram.svg", "/api/networks"])
def test_304_does_not_change_the_policy(client: TestClient, url: str) -> None:
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first.headers["etag"]})
    header = "content-security-policy"

    assert again.status_code == 304
    assert again.headers.get(header) in (None, first.headers[header])


def test_cached_response_has_the_same_headers() -> None:
    new = TestClient(create_app(Settings()))
    for url in ("/", "/embed/resnet18", "/explore/resnet18/diagram.svg", "/api/networks"):
        first, second = (dict(new.get(url).headers) for _ in range(2))
        assert first.pop("x-request-id") != second.pop("x-request-id")
        assert first == second, url


def test_assets_may_be_used_by_a_sandboxed_frame(client: TestClient) -> None:
    page = read(client.get("/embed/resnet18").text)
    assets = [sheet["href"] for sheet in page.all("link", rel="stylesheet")] + [
        page.one("script", type="module")["src"]
    ]

    assert {client.get(url).headers["cross-origin-resource-policy"] for url in assets} == {"cross-origin"}


@pytest.mark.parametrize("url", [f"/api/networks?{'x' * 20_000}", f"/explore/{'x' * 20_000}"])
def test_early_error_has_security_headers(client: TestClient, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 414
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_unexpected_error_has_security_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.api.all_networks", lambda: [object()])  # no networks
    with TestClient(create_app(Settings()), raise_server_exceptions=False) as client:
        answer = client.get("/api/networks")

    assert answer.status_code == 500
    assert (answer.headers["x-content-type-options"], answer.headers["referrer-policy"]) == ("nosniff", "same-origin")
