"""Links of the explorer: the URL is the whole state, and each link changes only its own parameters."""

from urllib.parse import urlencode, urlsplit

import pytest
from starlette.testclient import TestClient

from app.networks.catalogue import NETWORKS
from tests.support.html_reader import Element, one_per_pattern, query, visit

HERE = {"size": "160x224", "classes": "10", "shortcut": "A", "at": "layer2.0", "scale": "true", "shapes": "nchw"}


def here(network: str = "resnet34", **changes: str) -> str:
    return f"/explore/{network}?{urlencode(HERE | changes)}"


def links(part: Element) -> dict[str, str]:
    return {link.attributes.get("aria-label") or link.text: link["href"] for link in part.all("a", href=None)}


def test_network_link_keeps_the_options_that_the_network_has(client: TestClient) -> None:
    found = links(visit(client, here()).one(data_part="networks"))
    assert query(found["ResNet-50"]) == HERE
    assert query(found["CIFAR ResNet-20"]) == HERE
    without = {name: value for name, value in HERE.items() if name != "shortcut"}
    assert query(found["VGG-19"]) == without
    assert query(found["Plain-34"]) == without


def test_network_link_keeps_stride_on_for_bottlenecks_only(client: TestClient) -> None:
    found = links(visit(client, here("resnet50", stride_on="1x1")).one(data_part="networks"))
    assert query(found["ResNet-101"]) == {**HERE, "stride_on": "1x1"}
    assert query(found["ResNet-34"]) == HERE


def test_network_link_drops_the_options_of_custom(client: TestClient) -> None:
    own = {"block": "bottleneck", "depths": "1,2,3", "base_width": "32", "groups": "2", "width_per_group": "32"}
    found = links(visit(client, here("custom", **own)).one(data_part="networks"))
    assert query(found["ResNet-50"]) == HERE


def test_link_of_the_current_network_keeps_all_parameters(client: TestClient) -> None:
    own = {"block": "bottleneck", "depths": "1,2,3", "base_width": "32", "groups": "2", "width_per_group": "32"}
    found = links(visit(client, here("custom", **own)).one(data_part="networks"))
    assert query(found["Custom ResNet"]) == {**HERE, **own}


@pytest.mark.parametrize("network", ["resnet18", "vgg19", "custom"])
def test_page_links_to_every_network(client: TestClient, network: str) -> None:
    found = links(visit(client, f"/explore/{network}?at=layer2").one(data_part="networks"))
    assert {urlsplit(href).path for href in found.values()} == {f"/explore/{name}" for name in NETWORKS} | {"/docs"}


def test_preset_changes_only_the_size(client: TestClient) -> None:
    presets = visit(client, here()).one(role="group", aria_label="Usual sizes")
    sides = [32, 64, 96, 128, 160, 224, 256, 384, 512]
    assert {name: query(href) for name, href in links(presets).items()} == {
        str(side): {**HERE, "size": str(side)} for side in sides
    }


def test_place_links_change_only_the_place(client: TestClient) -> None:
    page = visit(client, here())
    ways = [*page.one("nav", aria_label="Breadcrumb").all("a"), page.one("a", rel="prev"), page.one("a", rel="next")]
    ways += page.one(data_part="picture").all("a", href=None)
    ways += page.one(data_part="steps").all("a", href=None)
    assert len(ways) > 10
    for way in ways:
        assert {**query(way["href"]), "at": ""} == {**HERE, "at": ""}, way["href"]


def test_downloads_have_the_parameters_of_the_page(client: TestClient) -> None:
    found = links(visit(client, here()).one("details", id="download"))
    picture = next(href for text, href in found.items() if text.startswith("Picture, SVG"))
    assert query(picture) == HERE
    assert query(found["Table, CSV"]) == HERE
    assert query(found["Trace, JSON"]) == {"size": "160x224", "classes": "10", "shortcut": "A"}


def test_changed_option_is_marked_and_has_a_reset_link(client: TestClient) -> None:
    page = visit(client, here())
    marked = {field["data-option"] for field in page.all(data_option=None) if "changed" in field["class"].split()}
    assert marked == {"classes", "shortcut"}
    back = page.one(data_option="shortcut").one("a", aria_label="Reset shortcut")
    assert query(back["href"]) == {name: value for name, value in HERE.items() if name != "shortcut"}


@pytest.mark.parametrize("network", ["resnet34", "resnet50", "cifar_resnet20", "plain34", "vgg19", "custom"])
def test_published_network_has_no_reset_link(client: TestClient, network: str) -> None:
    page = visit(client, f"/explore/{network}")
    assert [link["href"] for link in page.all("a") if "reset" in link.attributes.get("class", "")] == []


def test_page_has_controls_for_available_options_only(client: TestClient) -> None:
    def offered(address: str) -> set[str]:
        form = visit(client, address).one("form", data_part="controls")
        return {field["data-option"] for field in form.all(data_option=None)}

    plain34, resnet34 = offered("/explore/plain34"), offered("/explore/resnet34")
    assert {"channels", "classes", "stem"} <= plain34
    assert "shortcut" in resnet34 - plain34
    assert "stride_on" in offered("/explore/resnet50") - resnet34
    assert offered("/explore/vgg19") == {"channels", "classes"}
    bottlenecks = {"stride_on", "groups", "width_per_group"}
    assert bottlenecks <= offered("/explore/custom?block=bottleneck") - offered("/explore/custom")


def test_common_options_are_visible_and_the_others_are_folded_in_groups(client: TestClient) -> None:
    page = visit(client, "/explore/resnet50?stem=cifar&classes=7")
    form = page.one("form", data_part="controls")
    folded = form.one("details", id="options")
    inside = {field["data-option"] for field in folded.all(data_option=None)}
    assert {field["data-option"] for field in form.all(data_option=None)} - inside == {"stem", "shortcut"}
    assert "open" not in folded.attributes
    changes = page.one("span", aria_label="Changed options")
    assert {name: query(href) for name, href in links(changes).items()} == {
        "Reset classes: 7 classes": {"stem": "cifar"}
    }


def test_basic_blocks_link_drops_the_options_of_bottlenecks(client: TestClient) -> None:
    page = visit(client, "/explore/custom?block=bottleneck&groups=2&width_per_group=32&stride_on=1x1&classes=7")
    basic = links(page.one(data_option="block"))["basic"]
    assert query(basic) == {"block": "basic", "classes": "7"}
    visit(client, basic)


def test_form_without_script_keeps_all_parameters(client: TestClient) -> None:
    form = visit(client, here()).one("form", data_part="controls")
    fields = {field["name"]: field["value"] for field in form.all("input", name=None)}
    assert form["action"] == "/explore/resnet34"
    assert fields == {**HERE, "channels": "3", "stem_width": "", "strides": "", "dilations": ""}
    visit(client, f"{form['action']}?{urlencode(fields | {'size': '64', 'channels': ''})}")


TESTED_ELSEWHERE = ("/article", "/compare", "/docs", "/table")
"""Pages that take long, to which other tests follow links."""


@pytest.mark.slow
@pytest.mark.parametrize("address", [here("cifar_resnet20"), "/explore/cifar_resnet110", "/explore/vgg19?at=layer5"])
def test_page_has_no_broken_link(client: TestClient, address: str) -> None:
    page = visit(client, address)
    every = {link["href"].partition("#")[0] for link in page.all(href=None)} - {""}
    sample = one_per_pattern(href for href in every if not href.startswith(TESTED_ELSEWHERE))
    answers = {href: client.get(href).status_code for href in sample}
    assert {href: status for href, status in answers.items() if status != 200} == {}
