"""The menu "Compare…" of the explorer: the present configuration first, and one thing varied."""

import pytest
from starlette.testclient import TestClient

from tests.support.html_reader import one_per_pattern, visit


def offers(client: TestClient, explorer: str) -> dict[str, dict[str, str]]:
    """The texts and URLs of each row of the menu."""
    menu = visit(client, f"/explore/{explorer}").one("details", id="compare")
    rows = zip(menu.all("dt"), menu.all("dd"), strict=True)
    return {name.text: {link.text: link["href"] for link in row.all("a")} for name, row in rows}


def test_menu_varies_each_thing_from_the_present_configuration(client: TestClient) -> None:
    found = offers(client, "resnet50?size=160&stem=cifar&at=layer2&shapes=nchw")

    own, end = "/compare?networks=resnet50;stem=cifar", "&size=160&at=layer2&shapes=nchw"
    assert found["Stem"] == {
        "7×7, /2 + pool": f"{own},resnet50;stem=imagenet{end}",
        "three 3×3, /2 + pool": f"{own},resnet50;stem=deep{end}",
    }
    assert list(found["Shortcut"]) == ["A", "C", "D", "none"]
    assert found["Attention"] == {"SE": f"{own},resnet50;stem=cifar;attention=se{end}"}
    assert found["Input size"] == {
        "80×80": f"{own},resnet50;stem=cifar;size=80{end}",
        "320×320": f"{own},resnet50;stem=cifar;size=320{end}",
    }
    assert list(found["Depth"]) == ["ResNet-18", "ResNet-34", "ResNet-101", "ResNet-152"]
    assert found["Depth"]["ResNet-101"] == f"{own},resnet101;stem=cifar{end}"
    assert found["Network"] == {"any other…": f"{own}{end}#add-1"}


@pytest.mark.parametrize(
    ("explorer", "rows"),
    [
        ("vgg19", ["Relative", "Input size", "Network"]),
        ("resnet34?size=1", ["Relative", "Stem", "Shortcut", "Input size", "Network"]),
    ],
)
def test_menu_has_no_row_without_offers(client: TestClient, explorer: str, rows: list[str]) -> None:
    found = offers(client, explorer)
    assert [name for name in found if name in rows] == rows
    assert all(found.values())


@pytest.mark.parametrize("explorer", ["cifar_resnet20?size=48x40", "custom?depths=1,2", "vgg19", "resnet26d"])
def test_every_kind_of_offer_opens_a_comparison(client: TestClient, explorer: str) -> None:
    hrefs = [href.partition("#")[0] for row in offers(client, explorer).values() for href in row.values()]
    answers = {href: client.get(href).status_code for href in one_per_pattern(hrefs)}
    assert {href: status for href, status in answers.items() if status != 200} == {}


def test_picker_of_the_last_offer_has_the_fragment(client: TestClient) -> None:
    href = offers(client, "resnet34")["Network"]["any other…"]
    page = visit(client, href.partition("#")[0])
    assert page.one("details", id="add-network").one(id=href.partition("#")[2]).text == "ImageNet ResNets"
