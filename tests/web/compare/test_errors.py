"""Errors of the comparison page are shown beside the field they concern."""

import pytest
from starlette.testclient import TestClient

from tests.support.html_reader import visit

FIGURE_3 = ["VGG-19", "Plain-34", "ResNet-34"]


@pytest.mark.parametrize(
    ("query", "status", "field", "sentence", "shown"),
    [
        ("resnet35,vgg19", 404, "networks", "Unknown network 'resnet35'. The network 'custom' builds it", ["VGG-19"]),
        ("vgg19;shortcut=A,vgg19", 422, "networks", "VGG-19 is not a residual network and has no", ["VGG-19"]),
        ("resnet34,vgg19;size=16", 422, "size", "An input of 16×16 is too small for vgg19", ["ResNet-34"]),
        ("resnet18;strides=1,2,9,2,vgg19", 422, "networks", "strides is '1,2,9,2'; it has to", ["VGG-19"]),
        ("resnet34,vgg19&size=8", 422, "size", "An input of 8×8 is too small for vgg19", ["ResNet-34", "VGG-19"]),
        ("a,b,c,d,e", 422, "networks", "These are 5 networks; at most 4 are compared.", FIGURE_3),
        ("vgg19,a,b,c,d", 422, "networks", "These are 5 networks; at most 4 are compared.", ["VGG-19"]),
        ("&view=sideways", 422, "networks", "view is 'sideways'; it has to be 'flows' or 'columns'.", FIGURE_3),
    ],
)
def test_compare_page_shows_error_beside_its_field_and_the_networks_without_one(
    client: TestClient, query: str, status: int, field: str, sentence: str, shown: list[str]
) -> None:
    page = visit(client, f"/compare?networks={query}", status)
    alert = page.one(role="alert", data_error=field)
    place = page.before(alert) if field == "size" else page.one(data_part="controls")
    assert place
    assert place["id"] == f"field-{field}"
    assert alert.text.startswith(sentence)
    networks = page.one(data_part="controls").all("li", aria_label=None)
    assert [network["aria-label"] for network in networks] == shown


def test_unknown_parameter_is_rejected_above_the_comparison_without_it(client: TestClient) -> None:
    page = visit(client, "/compare?networks=resnet18,resnet34&shape=nchw", 422)

    assert page.one(role="alert", data_error="networks").text == "Unknown parameter 'shape'. Did you mean shapes?"
    networks = page.one(data_part="controls").all("li", aria_label=None)
    assert [network["aria-label"] for network in networks] == ["ResNet-18", "ResNet-34"]


def test_unknown_network_links_to_the_comparison_with_the_nearest_one(client: TestClient) -> None:
    page = visit(client, "/compare?networks=ResNet-50,plain34&size=64", 404)

    link = page.one(data_instead=None).one("a")
    assert (link.text, link["href"]) == ("ResNet-50 · input 64×64", "/compare?networks=resnet50,plain34&size=64")
    visit(client, link["href"])
