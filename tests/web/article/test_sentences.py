"""Sentences and tables of the article state the numbers of the network, beside the published ones."""

import pytest
from starlette.testclient import TestClient

from tests.support.html_reader import Element, visit
from tests.support.published import (
    ARTICLE_MILLIONS,
    CIFAR_MACS,
    CIFAR_MILLIONS,
    CIFAR_PARAMS,
    CIFAR_STEM_PARAMS,
    RECEPTIVE_FIELDS,
    SMALL_INPUT,
    TORCHVISION,
)


def section(page: Element, name: str) -> str:
    return page.one("section", id=name).text


@pytest.fixture(scope="module")
def resnet34(client: TestClient) -> Element:
    return visit(client, "/article")


def test_summary_states_published_totals(client: TestClient) -> None:
    words = section(visit(client, "/article?network=resnet50"), "summary")
    assert f"{TORCHVISION['resnet50'].params:,} parameters" in words
    assert "4,089,184,256 multiply-adds" in words
    assert f"{RECEPTIVE_FIELDS['resnet50', '3x3']} pixels" in words
    words = section(visit(client, "/article?network=cifar_resnet20"), "summary")
    assert f"{CIFAR_PARAMS[20]:,} parameters" in words
    assert f"{CIFAR_MACS[20]:,} multiply-adds" in words


def test_stem_section_describes_stem_of_network(client: TestClient, resnet34: Element) -> None:
    words = section(resnet34, "stem")
    assert "window of 7×7 that moves two rows and two columns" in words
    assert "halves 224×224 to 112×112: ⌊(224 + 2·3 − 7) / 2⌋ + 1 = 112" in words
    assert "halves 112×112 to 56×56: ⌊(112 + 2·1 − 3) / 2⌋ + 1 = 56" in words
    words = section(visit(client, "/article?network=cifar_resnet20"), "stem")
    assert "window of 3×3 that moves one row and one column" in words
    assert "leaves 32×32 as it is" in words
    assert "CIFAR ResNet-20 has no pooling here" in words
    assert "would leave 8×8 of 32×32" in words  # 32 → 16 → 8


def test_stem_section_mentions_rounding_of_odd_sizes(client: TestClient) -> None:
    words = section(visit(client, "/article?size=97x131"), "stem")
    assert "halves 97×131 to 49×66, rounding up" in words
    assert "halves 49×66 to 25×33, rounding up" in words


def test_article_does_not_claim_halving_of_single_pixel(client: TestClient) -> None:
    page = visit(client, "/article?size=1")
    assert "leaves 1×1 as it is" in section(page, "stem")
    assert "halves" not in section(page, "patterns")
    assert "height and width are 1 from the start" in section(page, "architecture")


def test_layer_1_section_describes_bottleneck(client: TestClient, resnet34: Element) -> None:
    assert "a block is two operations" in section(resnet34, "layer-1")
    assert "the shortcut of this block is the identity" in section(resnet34, "layer-1")
    words = section(visit(client, "/article?network=resnet50"), "layer-1")
    assert "a block is three operations" in words
    assert "narrows the volume to 64 channels" in words
    assert "widens it to 256" in words
    assert "the shortcut of this first block is a projection" in words


@pytest.mark.parametrize(
    ("network", "identity", "other"),
    [("resnet18", 5, 3), ("resnet50", 12, 4), ("cifar_resnet20", 7, 2)],
)
def test_background_counts_shortcuts(client: TestClient, network: str, identity: int, other: int) -> None:
    words = section(visit(client, f"/article?network={network}"), "background")
    assert f"has {identity + other} blocks. In {identity} of them the shortcut is the identity" in words
    assert f"In the other {other} the block changes" in words


def test_architecture_omits_vgg_below_32_pixels(client: TestClient, resnet34: Element) -> None:
    assert "VGG-19 takes 5.4 times the multiply-adds of ResNet-34" in section(
        resnet34, "architecture"
    )  # 19.632 / 3.664
    words = section(visit(client, "/article?size=31"), "architecture")
    assert "it needs at least 32×32" in words
    assert "Two networks" in words


def test_printed_flops_are_shown_only_for_matching_network_and_size(client: TestClient) -> None:
    region = "What the paper prints under its columns"
    assert visit(client, "/article").all("div", aria_label=region)
    for other in ("?size=97x131", "?network=resnet50", "?network=cifar_resnet20"):
        assert not visit(client, f"/article{other}").all("div", aria_label=region)


def test_article_table_1_shows_corrected_parameters(resnet34: Element) -> None:
    rows = [row.text for row in resnet34.one("div", id="table-1").one("tbody").all("tr")]
    for row, (network, printed) in zip(rows, ARTICLE_MILLIONS.items(), strict=True):
        assert f"{printed} M" in row
        assert f"{TORCHVISION[network].params:,}" in row
        assert f"{CIFAR_STEM_PARAMS[network]:,}" in row


def test_cifar_section_shows_last_volume_of_both_stems(resnet34: Element, client: TestClient) -> None:
    page = visit(client, "/article?network=resnet18")
    rows = page.one("div", aria_label="Two stems on 32×32").one("tbody").all("tr")
    for row, (macs, (channels, height, width)) in zip(rows, SMALL_INPUT.values(), strict=True):
        _, out, counted, _ = (cell.text for cell in row.all("td"))
        assert out == f"{height}×{width}×{channels}"
        assert round(int(counted.replace(",", "")) / 1e6, 1) == macs
    assert "1×1×512 is left" in section(page, "cifar")
    assert "ResNet-34 with the ImageNet stem" in section(resnet34, "cifar")


def test_cifar_section_lists_networks_of_paper(resnet34: Element) -> None:
    table = resnet34.one("section", id="cifar").all("table")[-1]
    rows = [[cell.text for cell in row.all() if cell.tag in ("th", "td")] for row in table.one("tbody").all("tr")]
    assert rows == [
        [f"{(d - 2) // 6}", f"{d:,}", f"{CIFAR_MILLIONS[d]} M", f"{CIFAR_PARAMS[d]:,}", f"{CIFAR_MACS[d]:,}"]
        for d in CIFAR_PARAMS
    ]
    assert "n = 1 makes 8 layers" in section(resnet34, "cifar")
