"""Pages of own networks: picker, controls, warnings, downloads, and what may be stored."""

import re

import pytest
from starlette.testclient import TestClient

from tests.support.html_reader import visit


def test_front_page_shows_the_first_own_network(own: TestClient) -> None:
    page = visit(own, "/")

    assert page.one("h1").text == "my_seresnet50"
    assert page.one("nav", aria_label="Site").all("a")[0]["href"] == "/explore/my_seresnet50"


def test_own_family_opens_the_picker(own: TestClient) -> None:
    first = visit(own, "/explore/resnet34").one("section", aria_label="Network").all("div", class_="family")[0]

    assert first.one("span", class_="legend").text == "Your own"
    assert [link["href"] for link in first.all("a")] == ["/explore/my_seresnet50", "/explore/tokens", "/explore/custom"]


def test_picker_without_own_networks_begins_with_the_catalogue(client: TestClient) -> None:
    legends = visit(client, "/").one("details", id="picker").all("span", class_="legend")

    assert [legend.text for legend in legends][:2] == ["ImageNet ResNets", "CIFAR ResNets"]
    assert legends[-1].text == "Your own"


def test_page_has_the_size_as_its_only_control(own: TestClient) -> None:
    page = visit(own, "/explore/my_seresnet50?size=96x64")

    assert page.all("details", id="options") == []
    assert (page.one("input", id="height")["value"], page.one("input", id="width")["value"]) == ("96", "64")


def test_network_without_an_image_has_no_size(own: TestClient) -> None:
    page = visit(own, "/explore/tokens")

    assert page.all(id="field-size") == []
    assert page.one("div", data_generations=None)["data-generations"].startswith('{"tokens": ')


def test_change_of_network_keeps_size_and_view_and_drops_options(own: TestClient) -> None:
    page = visit(own, "/explore/resnet50?size=160x224&stem=cifar&at=layer2&scale=true")
    urls = {link.text: link["href"] for link in page.one("section", aria_label="Network").all("a")}

    assert urls["my_seresnet50"] == "/explore/my_seresnet50?size=160x224&at=layer2&scale=true"
    assert urls["my_net.py:Tokens"] == "/explore/tokens?at=layer2&scale=true"


@pytest.mark.parametrize(
    ("url", "option", "detail"),
    [
        ("size=0", "size", "The height of the input is 0; it has to be between 1 and 4096 pixels."),
        (
            "stem=cifar",
            "stem",
            "my_seresnet50 has no option stem: of a network of your own only the size can be chosen.",
        ),
    ],
)
def test_impossible_parameter_is_shown_above_the_page_without_it(
    own: TestClient, url: str, option: str, detail: str
) -> None:
    page = visit(own, f"/explore/my_seresnet50?{url}", status=422)

    error = page.one("p", role="alert")
    assert (error["data-error"], error.text, page.one("h1").text) == (option, detail, "my_seresnet50")


PATHS = [
    "/",
    "/explore/my_seresnet50",
    "/explore/my_seresnet50/diagram.svg",
    "/explore/my_seresnet50/steps.csv",
    "/figures/volumes/my_seresnet50",
    "/explore/my_seresnet50?chart=true",
    "/embed/my_seresnet50",
    "/api/trace/my_seresnet50",
    "/api/networks",
    "/own/generations",
    "/compare?networks=resnet18,my_seresnet50",
    "/api/compare?networks=resnet18,my_seresnet50",
    "/explore/resnet18",
    "/explore/none",
]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_that_lists_own_networks_is_stored(own: TestClient, path: str) -> None:
    response = own.get(path)

    assert response.headers.get_list("cache-control") == ["no-store"]
    assert "etag" not in response.headers


@pytest.mark.parametrize("path", ["/", "/explore/resnet34"])
def test_page_stored_from_a_server_without_own_networks_is_not_confirmed(
    own: TestClient, client: TestClient, path: str
) -> None:
    etag = client.get(path).headers["etag"]

    assert own.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_static_files_are_immutable(own: TestClient) -> None:
    style = re.findall(r'href="(/static/[^"]+/base.css)"', own.get("/").text)[0]

    assert "immutable" in own.get(style).headers["cache-control"]


def test_warnings_stand_above_the_picture_and_in_the_json() -> None:
    from app.web.own.registry import OwnNetworks
    from tests.support.own_modules import Branch
    from tests.support.own_server import own_client, own_model

    networks = OwnNetworks()
    networks.add("branch", "branch", own_model("branch", Branch(), 3, 32, 32))
    client = own_client(networks)
    warnings = client.get("/api/trace/branch").json()["warnings"]

    assert warnings
    assert [notice.text for notice in visit(client, "/explore/branch").all("p", role="status")] == warnings
    assert [notice.text for notice in visit(client, "/embed/branch").all("p", role="status")] == warnings


def test_server_without_own_networks_knows_nothing_of_them(client: TestClient) -> None:
    assert client.get("/own/generations").status_code == 404
    assert client.get("/api/trace/tokens").status_code == 404
    assert "data-generations" not in client.get("/").text


def test_summary_writes_tokens_as_positions_and_channels(own: TestClient) -> None:
    summary = visit(own, "/explore/tokens").one("dl", data_part="summary")
    written = {part.one("dt").text: part.all("dd")[0].text for part in summary.all("div")}

    assert written["Last layer"] == "10×4"
