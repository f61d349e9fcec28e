"""A layer or block of every compared network, side by side."""

from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from tests.support.html_reader import visit

SVG = "http://www.w3.org/2000/svg"
HERE = "/compare?networks=resnet50,seresnet50&size=64"


def test_difference_row_leads_to_the_place_and_from_there_to_the_explorer(client: TestClient) -> None:
    table = visit(client, HERE).one("section", data_part="differences")
    href = next(link["href"] for link in table.all("a", title="Side by side") if link.text == "layer2.0")
    assert href == f"{HERE}&at=layer2.0"

    page = visit(client, href)
    links = page.one(data_part="picture").all("a", title="In the explorer")
    assert [(link.text, link["href"]) for link in links] == [
        ("ResNet-50 › layer2.0", "/explore/resnet50?size=64&at=layer2.0"),
        ("SE-ResNet-50 › layer2.0", "/explore/seresnet50?size=64&at=layer2.0"),
    ]
    hrefs = {each["href"] for each in page.all("a", data_path=None)}
    assert {"/explore/resnet50?size=64&at=layer2.0.2", "/explore/seresnet50?size=64&at=layer2.0.2"} <= hrefs


@pytest.mark.parametrize("view", ["", "&view=columns", "&scale=true&shapes=nchw"])
@pytest.mark.parametrize("at", ["layer2", "layer2.0", "conv1", "fc"])
def test_every_level_is_shown(client: TestClient, at: str, view: str) -> None:
    page = visit(client, f"{HERE}&at={at}{view}")
    assert page.one(data_part="head").one("h2").text == f"{at}, side by side"


def test_hatched_volumes_are_those_that_differ_from_the_first_network(client: TestClient) -> None:
    page = visit(client, "/compare?networks=resnet34,resnet50&at=layer2.0")
    volumes = page.one(data_part="picture").all("a", data_path=None)
    hatched = {volume["data-path"] for volume in volumes if volume.all("path", class_="changed")}
    # A block of ResNet-50 is given 256 channels, not 64, and returns 512, not 128; both have a 28×28×128 inside.
    own = ("layer1.2.relu3", "layer2.0.relu1", "layer2.0.downsample.1", "layer2.0.bn3", "layer2.0.relu3")
    assert hatched == {f"2/{path}" for path in own}


def test_place_of_some_networks_says_which_have_none(client: TestClient) -> None:
    page = visit(client, "/compare?networks=resnet34,resnet18&at=layer3.4")
    assert [each.text for each in page.one(data_part="picture").all("h3")] == [
        "1 ResNet-34 › layer3.4",
        "2 ResNet-18 has no layer3.4",
    ]


def test_place_of_no_network_leaves_the_whole_ones_with_a_sentence(client: TestClient) -> None:
    page = visit(client, "/compare?networks=resnet34,resnet18&at=layer9")
    sentence = "No network here has layer9; the picture shows the whole networks."
    assert page.one(data_part="notice").text == sentence
    assert page.one(data_part="head").one("h2").text == "Flows of volumes"


def test_tables_below_a_place_say_that_they_are_of_the_whole_networks(client: TestClient) -> None:
    names = ("totals", "differences")
    page, whole = visit(client, f"{HERE}&at=layer2.0"), visit(client, HERE)
    assert [page.one("h2", id=f"{name}-heading").text for name in names] == [
        "Totals of the whole networks",
        "Differences of the whole networks",
    ]
    assert [whole.one("h2", id=f"{name}-heading").text for name in names] == ["Totals", "Differences"]


def test_download_of_a_place_has_all_networks_as_the_page_shows_them(client: TestClient) -> None:
    address = "networks=resnet50,seresnet50&at=layer2.0"
    answer = client.get(f"/compare/diagram.svg?{address}&theme=dark")
    root = ElementTree.fromstring(answer.text)
    drawn = root.findall(f".//{{{SVG}}}svg")
    page = visit(client, f"/compare?{address}").one("div", class_="places")

    assert 'filename="resnet50-seresnet50-layer2.0-dark.svg"' in answer.headers["content-disposition"]
    assert [scene.attrib["aria-label"] for scene in drawn] == ["1 · ResNet-50: layer2.0", "2 · SE-ResNet-50: layer2.0"]
    assert int(root.attrib["height"]) == sum(int(scene.attrib["height"]) for scene in drawn)
    assert int(root.attrib["width"]) == max(int(scene.attrib["width"]) for scene in drawn)
    for scene in drawn:
        top, height = float(scene.attrib["viewBox"].split()[1]), float(scene.attrib["height"])
        lines = [float(text.attrib["y"]) for text in scene.iter(f"{{{SVG}}}text")]
        assert top < min(lines) - 10
        assert max(lines) < top + height
    marked = [each for each in root.iter() if "changed" in each.attrib.get("class", "").split()]
    shown = [each for each in page.all() if "changed" in each.attributes.get("class", "").split()]
    assert len(marked) == len(shown) > 0
