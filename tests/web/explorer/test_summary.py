"""The summary speaks of the place that the page shows, with its share of the network."""

import pytest
from starlette.testclient import TestClient

from tests.support.html_reader import visit


def summary(client: TestClient, url: str) -> dict[str, list[str]]:
    """The value and the note of each quantity, after the name of the place."""
    found = visit(client, url).one("dl", data_part="summary")
    rows = {part.one("dt").text: [each.text for each in part.all("dd")] for part in found.all("div")}
    return {"place": [found["aria-label"] or ""], **rows}


def test_summary_of_the_network_has_its_sums_in_full(client: TestClient) -> None:
    assert summary(client, "/explore/resnet50") == {
        "place": ["The whole network"],
        "Parameters": ["25.56 M", "25,557,032"],
        "MACs": ["4.09 G", "4,089,184,256"],
        "All volumes": ["150.2 MB", "of one image, in float32"],
        "Weighted layers": ["50", "53 convolutions, 4 on shortcuts"],
        "Receptive field": ["11 to 427 px", "shortest to longest path"],
        "Before pooling": ["7×7×2048"],
    }


def test_summary_of_layer4_says_what_trains_when_the_rest_is_frozen(client: TestClient) -> None:
    rows = summary(client, "/explore/resnet50?at=layer4")

    assert rows["place"] == ["layer4"]
    assert rows["Parameters"] == ["14.96 M", "14,964,736 · 58.6 % of all"]
    assert rows["Parameters from here on"] == ["17.01 M", "17,013,736, if all before is frozen"]
    assert rows["Output"] == ["7×7×2048"]


@pytest.mark.parametrize(
    ("at", "params", "onwards"),
    [
        ("fc", "2,049,000 · 8.0 % of all", "2,049,000, if all before is frozen"),
        ("conv1", "9,536 · 0.04 % of all", "25,557,032, if all before is frozen"),
        ("layer4.2", "4,462,592 · 17.5 % of all", "6,511,592, if all before is frozen"),
        ("layer4.2.conv3", "1,052,672 · 4.1 % of all", "3,101,672, if all before is frozen"),
        ("avgpool", "0 · 0 % of all", "2,049,000, if all before is frozen"),
    ],
)
def test_summary_of_a_block_and_an_operation(client: TestClient, at: str, params: str, onwards: str) -> None:
    rows = summary(client, f"/explore/resnet50?at={at}")

    assert (rows["Parameters"][1], rows["Parameters from here on"][1]) == (params, onwards)


@pytest.mark.parametrize(
    ("shortcut", "convolutions"),
    [("A", "19 convolutions"), ("B", "21 convolutions, 2 on shortcuts")],
)
def test_resnet20_has_21_convolutions_with_projections(client: TestClient, shortcut: str, convolutions: str) -> None:
    rows = summary(client, f"/explore/cifar_resnet20?shortcut={shortcut}")

    assert rows["Weighted layers"] == ["20", convolutions]
