"""Pages of the explorer as the server renders them, for every structure and level."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.html_reader import Element, visit
from tests.support.representatives import REPRESENTATIVES
from tests.support.traces import trace_network

pytestmark = pytest.mark.slow

Pages = list[tuple[str, Element]]


DRAWN = ("resnet18", "cifar_resnet20", "seresnet50", "resnetv2_50d", "cifar_preact_resnet110", "plain18", "vgg19")
"""Networks with every kind of block, shortcut and layer. `make soak` has the other representatives."""
EACH = [pytest.param(name, marks=() if name in DRAWN else pytest.mark.soak) for name in REPRESENTATIVES]


@pytest.fixture(scope="module", params=EACH)
def network(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def pages(client: TestClient, network: str) -> Pages:
    """Each level with its page: in the second layer if there is one, and in the head."""
    trace = trace_network(network)
    layer = trace.layers[:2][-1]
    block = layer.blocks[0]
    paths = ["", layer.path, block.path, *(operation.path for operation in (*block.operations, trace.head[-1]))]
    levels = ["network", "layer", "block", *["operation"] * len(paths)]
    return [(level, visit(client, f"/explore/{network}?at={at}")) for at, level in zip(paths, levels, strict=False)]


def test_caption_says_what_the_boxes_are(network: str, pages: Pages) -> None:
    captions = {level: page.one(data_part="caption").all("p")[0].text for level, page in pages}

    assert captions["network"].startswith("Each box is a volume that the network computes")
    assert captions["layer"].startswith("Each box is the output of an operation")
    assert ("each bracket a block" in captions["layer"]) == (network != "vgg19")  # there each block is one operation


def picture(page: Element) -> Element:
    """The picture of a desktop page; that of a narrow one follows it."""
    return page.all("svg", data_view=None)[0]


def volumes(page: Element) -> list[Element]:
    """The volumes of the picture of a desktop page."""
    return picture(page).all("a", data_path=None)


def page_data(page: Element) -> dict[str, Any]:
    found: dict[str, Any] = json.loads("".join(map(str, page.one("script", data_page_data=None).content)))
    return found


def test_page_has_the_picture_of_its_level_and_a_tooltip_per_volume(pages: Pages) -> None:
    assert [picture(page)["data-view"] for _, page in pages] == [level for level, _ in pages]
    for _, page in pages:
        assert sorted(volume["data-path"] for volume in volumes(page)) == sorted(page_data(page)["tooltips"])


def test_volume_has_a_link_and_a_name(pages: Pages) -> None:
    for _, page in pages:
        assert volumes(page)
        assert [volume["data-path"] for volume in volumes(page) if not (volume["href"] and volume["aria-label"])] == []


def test_inputs_of_a_volume_are_in_the_picture_unless_folded(pages: Pages) -> None:
    for _, page in pages:
        drawn = {volume["data-path"] for volume in volumes(page)}
        inputs = {path for volume in volumes(page) for path in json.loads(volume["data-inputs"] or "")}
        assert len(inputs - drawn) == len(picture(page).all("a", data_open=None))


def test_page_names_its_parts_for_screen_readers(pages: Pages) -> None:
    for _, page in pages:
        assert page.one("html")["lang"] == "en"
        assert page.one("nav", aria_label="Breadcrumb").one("h1")["aria-current"] == "location"
        assert page.one(role="tooltip").tag == "div"
        assert page.one(role="status").text == ""
        ids = {element["id"] for element in page.all(id=None)}
        references = {name for element in page.all(aria_labelledby=None) for name in element["aria-labelledby"].split()}
        assert references <= ids


def test_step_table_has_the_steps_of_the_place_with_their_shapes(network: str, pages: Pages) -> None:
    trace = trace_network(network)
    for level, page in pages:
        rows = {row["data-step"]: row.all("td")[2].text for row in page.all("tr", data_step=None)}
        for path, text in rows.items():
            channels, *sides = trace.step(path).output_shape
            assert text == "×".join(map(str, (*sides, channels)))
        if level == "network" and not page.all("a", data_open=None):  # without folded blocks
            assert [*rows] == [step.path for step in trace.steps]


def test_front_page_shows_resnet34(client: TestClient) -> None:
    page = visit(client, "/")
    assert page.one("h1").text == "ResNet-34"
    assert page.one("title").text == "ResNet-34 · 224×224×3 · ResNet Volumes"


def test_breadcrumb_links_from_the_network_to_the_place(client: TestClient) -> None:
    page = visit(client, "/explore/resnet34?at=layer2.0.conv1")
    crumbs = page.one("nav", aria_label="Breadcrumb").one("ol").all("li")
    assert [crumb.text for crumb in crumbs] == ["ResNet-34", "layer2", "block 1", "operation 1"]
    assert [link["href"] for crumb in crumbs for link in crumb.all("a")] == [
        "/explore/resnet34",
        "/explore/resnet34?at=layer2",
        "/explore/resnet34?at=layer2.0",
    ]


def test_step_is_shown_in_its_operation(client: TestClient) -> None:
    page = visit(client, "/explore/resnet34?at=layer2.0.bn1")
    assert [volume["data-path"] for volume in volumes(page)] == (
        ["layer1.2.relu2", "layer2.0.conv1", "layer2.0.bn1", "layer2.0.relu1"]
    )


@pytest.mark.parametrize(
    ("at", "level", "heading"),
    [
        ("layer9", "network", "ResNet-34"),
        ("layer2.77", "layer", "layer2"),
        ("layer2.0.conv9", "block", "block 1"),
        ("layer2.0.downsample.0.weight", "operation", "projection shortcut"),
        ("%3Cscript%3E", "network", "ResNet-34"),
    ],
)
def test_unknown_place_falls_back_to_its_parent(client: TestClient, at: str, level: str, heading: str) -> None:
    page = visit(client, f"/explore/resnet34?at={at}")
    assert (picture(page)["data-view"], page.one("h1").text) == (level, heading)


def test_summary_has_the_published_numbers(client: TestClient) -> None:
    summary = visit(client, "/explore/resnet34").one("dl", data_part="summary")
    written = {part.one("dt").text: part.all("dd")[0].text for part in summary.all("div")}
    assert {name: written[name] for name in ("Parameters", "MACs", "Weighted layers", "Before pooling")} == {
        "Parameters": "21.80 M",
        "MACs": "3.66 G",
        "Weighted layers": "34",
        "Before pooling": "7×7×512",
    }


def test_nchw_notation_applies_to_title_and_volumes(client: TestClient) -> None:
    page = visit(client, "/explore/resnet34?shapes=nchw&size=160x224")
    assert page.one("title").text == "ResNet-34 · 1×3×160×224 · ResNet Volumes"
    names = [volume["aria-label"] for volume in picture(page).all("a", data_path="layer4.2.relu2")]
    assert names == ["layer4.2, basic block, identity shortcut: 1×512×5×7 in, 1×512×5×7 out"]
