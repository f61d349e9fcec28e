"""Notes and inverse questions in the explorer."""

import pytest
from starlette.testclient import TestClient

from tests.support.html_reader import Element, visit

GREY = "/explore/resnet18?size=64&channels=1&classes=7"


def notes(page: Element) -> list[str]:
    return [line.text for line in page.all("a", class_="line")]


def test_page_has_no_notes_where_nothing_is_wrong(client: TestClient) -> None:
    page = visit(client, "/explore/resnet50")

    assert notes(page) == []
    assert page.one("div", data_part="advice").text == ""


def test_network_has_a_line_for_each_note(client: TestClient) -> None:
    assert notes(visit(client, GREY)) == [
        "Notice: The stem takes 64×64 to 16×16: it leaves 1 value of every 16 pixels.",
        "Notice: layer4 ends with a map of 2×2: 52 % of the multiply-adds of its 3×3 convolutions multiply padding.",
        "Notice: A value at the end of layer4 depends on 435 px, 6.8 times the 64 px of the image.",
    ]


@pytest.mark.parametrize(
    ("at", "rules"),
    [
        ("maxpool", ["note-stem"]),
        ("conv1", ["note-stem"]),
        ("layer1", []),
        ("layer4", ["note-last_map", "note-receptive_field_beyond"]),
        ("layer4.1", ["note-last_map", "note-receptive_field_beyond"]),
        ("fc", []),
    ],
)
def test_place_has_the_notes_that_concern_it(client: TestClient, at: str, rules: list[str]) -> None:
    page = visit(client, f"{GREY}&at={at}")

    assert [line["id"] for line in page.all("a", class_="line")] == rules


def test_note_of_a_step_is_at_its_operation_and_block(client: TestClient) -> None:
    for at in ("layer4.0", "layer4.0.1", "layer4.0.bn1", "layer4.1.conv2"):
        page = visit(client, f"/explore/resnet18?size=32&at={at}")
        assert len(page.all(id="note-norm_of_one_value")) == 1
    assert not visit(client, "/explore/resnet18?size=32&at=layer3.0").all(id="note-norm_of_one_value")


def test_fix_states_its_costs_and_links(client: TestClient) -> None:
    page = visit(client, f"{GREY}&note=stem")
    fix, other = page.one("div", data_part="advice").all("li")

    assert other.text.startswith("No pooling in the stem last map 2×2×512 → 4×4×512 · MACs 141.6 M → 556.9 M")
    assert fix.text == (
        "CIFAR stem: one 3×3 convolution of stride 1 last map 2×2×512 → 8×8×512 · MACs 141.6 M → 2.22 G · "
        "memory at batch 32: 191.1 MB → 734.5 MB · parameters −2,560 Apply Compare"
    )
    assert [link["href"] for link in fix.all("a")] == [
        "/explore/resnet18?size=64&channels=1&classes=7&stem=cifar",
        "/compare?networks=resnet18;channels=1;classes=7,resnet18;channels=1;classes=7;stem=cifar&size=64",
    ]


def test_line_opens_and_closes_its_note(client: TestClient) -> None:
    line = visit(client, GREY).one(id="note-stem")
    assert (line["aria-expanded"], line["href"]) == ("false", f"{GREY}&note=stem")

    page = visit(client, line["href"])
    assert page.one("div", class_="finding-body").one("p").text == (
        "It was made for images of 224×224. With a stem of stride 1, every layer would have 4 times as many rows and "
        "columns. For 32×32 the ResNet paper begins with one 3×3 convolution of stride 1 (section 4.2). Show maxpool"
    )
    assert (page.one(id="note-stem")["aria-expanded"], page.one(id="note-stem")["href"]) == ("true", GREY)
    assert visit(client, page.one(id="note-last_map")["href"]).one(id="note-stem")["aria-expanded"] == "false"


def test_panel_offers_configurations_with_the_map(client: TestClient) -> None:
    panel = visit(client, "/explore/resnet50?size=256x128&map=16x8").one(id="inputs")

    assert [fix.text.split(" last map")[0] for fix in panel.one("ul", class_="fixes").all("li")] == [
        "Stride 1 in layer4",
        "Dilation instead of stride: output stride 16",
        "No pooling in the stem",
    ]
    assert "MACs 2.67 G → 4.06 G" in panel.text


def test_panel_has_the_inputs_of_the_present_maps(client: TestClient) -> None:
    network, layer = (
        visit(client, f"/explore/resnet50{at}panel=inputs").one(id="inputs") for at in ("?", "?at=layer3&")
    )

    assert [row.text for row in network.all("li")] == [
        "layer1 56×56: sides 221 to 224",
        "layer2 28×28: sides 217 to 224",
        "layer3 14×14: sides 209 to 224",
        "layer4 7×7: sides 193 to 224",
    ]
    assert [row.text for row in layer.all("li")] == ["layer3 14×14: sides 209 to 224"]
    at_fc = visit(client, "/explore/resnet50?at=fc&panel=inputs").one(id="inputs")
    assert at_fc.one("p").text == "No map comes from here: choose a layer, or a volume before the pooling."


def test_panel_answers_the_question_in_the_url(client: TestClient) -> None:
    panel = visit(client, "/explore/resnet50?at=layer4&map=10x10").one(id="inputs")
    answer = panel.one("p", class_="answer")

    assert answer.text == "layer4 is 10×10 for sides 289 to 320. Input 320×320"
    assert answer.one("a")["href"] == "/explore/resnet50?size=320&at=layer4&map=10x10"


def test_panel_answers_for_a_classifier(client: TestClient) -> None:
    answer = visit(client, "/explore/resnet50?values=32768").one("p", class_="answer")

    assert answer.text.startswith("32,768 = 4·4·2,048: a map of 10×10 before a fixed 7×7 average pooling")
    assert [link.text for link in answer.all("a")] == ["Input 320×320", "Input 128×128"]


def test_impossible_map_is_an_error_beside_the_network(client: TestClient) -> None:
    page = visit(client, "/explore/resnet50?map=none", 422)

    assert page.one("p", data_error="map").text == (
        "map is 'none'; it has to be a side from 1 to 4,096, as 10, or height x width, as 10x8."
    )
