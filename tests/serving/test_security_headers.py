"""What every answer tells a browser about its use."""

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web.assets import PLOTLY_URL
from tests.support.html_reader import read

PAGES = ["/", "/explore/resnet18?at=layer1", "/article", "/table", "/compare", "/docs", "/nowhere", "/explore/none"]
PAGES += ["/explore/resnet18?size=x", "/article?size=x", "/table?size=x", "/compare?networks=none"]
FRAMES = ["/embed/resnet18", "/embed/resnet18?at=layer1.0", "/embed/none", "/embed/resnet18?size=x"]
PICTURES = ["/explore/resnet18/diagram.svg", "/compare/diagram.svg", "/table/glance/resnet18?at=layer1"]
DATA = ["/api/networks", "/api/trace/resnet18", "/api/trace/none", "/api/nowhere", "/openapi.json"]
DATA += ["/explore/resnet18/steps.csv", "/compare/differences.csv", "/table.md", "/table.tex", "/table.csv"]
DATA += ["/figures/volumes/resnet18", "/figures/costs/resnet18", "/figures/compare", PLOTLY_URL]


def policy(client: TestClient, address: str) -> dict[str, str]:
    """The directives of an answer's one policy."""
    (text,) = client.get(address).headers.get_list("content-security-policy")
    return {name: sources for name, _, sources in (part.partition(" ") for part in text.split("; "))}


@pytest.mark.parametrize("address", [*PAGES, *FRAMES, *PICTURES, *DATA])
def test_every_answer_is_what_it_says_it_is_and_allows_nothing_by_default(client: TestClient, address: str) -> None:
    said = client.get(address).headers
    directives = policy(client, address)

    assert said.get_list("x-content-type-options") == ["nosniff"]
    assert said.get_list("referrer-policy") == ["same-origin"]
    assert said["cross-origin-resource-policy"] in {"same-origin", "cross-origin"}
    assert (directives["default-src"], directives["base-uri"]) == ("'none'", "'none'")
    assert "unsafe" not in "".join(sources for name, sources in directives.items() if name != "style-src")


@pytest.mark.parametrize("address", [*PAGES, *FRAMES])
def test_a_page_runs_scripts_and_uses_styles_of_this_origin_alone(client: TestClient, address: str) -> None:
    directives = policy(client, address)
    nothing = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"  # of no bytes

    assert directives["script-src"] == directives["connect-src"] == directives["form-action"] == "'self'"
    assert directives["style-src"] == f"'self' {nothing}"
    assert client.get(address).headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in client.get(address).headers["permissions-policy"]


@pytest.mark.parametrize("address", [*PAGES, *PICTURES, *DATA])
def test_nothing_may_be_framed(client: TestClient, address: str) -> None:
    assert policy(client, address)["frame-ancestors"] == "'none'"


@pytest.mark.parametrize("address", FRAMES)
def test_an_embedded_diagram_may_be_framed_anywhere_and_so_may_what_is_said_in_its_place(
    client: TestClient, address: str
) -> None:
    assert policy(client, address)["frame-ancestors"] == "*"
    assert client.get(address).headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize("address", PICTURES)
def test_a_picture_that_is_opened_alone_runs_nothing(client: TestClient, address: str) -> None:
    assert policy(client, address) == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "style-src": "'unsafe-inline'",
        "frame-ancestors": "'none'",
        "sandbox": "",
    }


@pytest.mark.parametrize("address", ["/", "/embed/resnet18", "/explore/resnet18/diagram.svg", "/api/networks"])
def test_an_answer_to_who_has_it_already_does_not_change_what_was_said_of_it(client: TestClient, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    said = "content-security-policy"

    assert again.status_code == 304
    assert again.headers.get(said) in (None, first.headers[said])


@pytest.mark.parametrize("address", ["/", "/embed/resnet18", "/explore/resnet18/diagram.svg", "/api/networks"])
def test_an_answer_that_is_kept_says_the_same_as_when_it_was_made(address: str) -> None:
    with TestClient(create_app(Settings())) as new:
        made, kept = (dict(new.get(address).headers) for _ in range(2))
    assert made.pop("x-request-id") != kept.pop("x-request-id")
    assert made == kept


def test_what_pages_are_made_of_may_also_be_used_by_a_frame_in_a_sandbox(client: TestClient) -> None:
    page = read(client.get("/embed/resnet18").text)
    made_of = [sheet["href"] for sheet in page.all("link", rel="stylesheet")] + [
        page.one("script", type="module")["src"]
    ]

    assert {client.get(address).headers["cross-origin-resource-policy"] for address in made_of} == {"cross-origin"}


@pytest.mark.parametrize("address", [f"/api/networks?{'x' * 20_000}", f"/explore/{'x' * 20_000}"])
def test_what_is_refused_before_it_is_read_is_as_safe(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 414
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_an_error_that_nobody_foresaw_is_as_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.api.ENTRIES", object())  # nothing that could be sent
    with TestClient(create_app(Settings()), raise_server_exceptions=False) as client:
        answer = client.get("/api/networks")

    assert answer.status_code == 500
    assert (answer.headers["x-content-type-options"], answer.headers["referrer-policy"]) == ("nosniff", "same-origin")


def test_behind_a_prefix_an_embedded_diagram_is_still_one() -> None:
    with TestClient(create_app(Settings()), root_path="/volumes") as client:
        assert "frame-ancestors *" in client.get("/embed/resnet18").headers["content-security-policy"]
        assert "frame-ancestors 'none'" in client.get("/explore/resnet18").headers["content-security-policy"]
