"""Sentences of the article that depend on the network or the size: present where they hold, absent elsewhere."""

import pytest
from starlette.testclient import TestClient

from tests.support.html_reader import Element, visit

pytestmark = pytest.mark.slow


def address(query: str) -> str:
    return f"/article?{query}" if query else "/article"


def section(page: Element, name: str) -> str:
    return page.one("section", id=name).text


@pytest.fixture(scope="module")
def resnet34(client: TestClient) -> Element:
    return visit(client, "/article")


def test_terms_are_explained_before_use(resnet34: Element, client: TestClient) -> None:
    opening = resnet34.one("header", id="opening").text
    assert "a channel is a sheet of numbers" in opening
    assert "multiply-adds, MACs for short" in opening
    assert "Batch normalization brings each channel to mean 0 and variance 1" in section(resnet34, "stem")
    head = "the mean of each channel, here over 49 positions"
    assert head in section(resnet34, "patterns")
    assert "512·1000 + 1000 = 513,000 parameters" in section(resnet34, "patterns")
    words = section(visit(client, "/article?network=resnet50&size=32"), "patterns")
    assert "here of a single position" in words
    assert "2048·1000 + 1000 = 2,049,000 parameters" in words


def test_block_diagram_has_relu_after_addition(resnet34: Element) -> None:
    drawn = resnet34.one("figure", id="figure-block").one("svg", role="img")
    assert "h(x) = f(x) + x, and the ReLU follows" in drawn["aria-label"]


def test_captions_mention_moving_window_only_if_it_can_move(client: TestClient, resnet34: Element) -> None:
    def captions(page: Element) -> str:
        return " ".join(page.one("figure", id=f"figure-{n}").one("figcaption").text for n in (4, 5, 9, 10))

    assert captions(resnet34).count("Move the output cell") == 2
    assert "the next windows overlap" in captions(resnet34)
    assert "Look at the crosses" in captions(resnet34)
    for network in ("resnet18", "cifar_resnet20"):
        alone = captions(visit(client, f"/article?network={network}&size=1"))
        for words in ("Move", "next windows", "crosses"):
            assert words not in alone
        assert "read by no window" not in visit(client, f"/article?network={network}&size=1").text
    assert "Move" not in visit(client, "/article?size=7").one("figure", id="figure-9").one("figcaption").text  # 2 to 1


@pytest.mark.parametrize(
    ("query", "sides"),
    [
        ("", "56×56, 28×28, 14×14, 7×7"),
        ("size=7", "2×2, 1×1, 1×1, 1×1"),
        ("size=97x131", "25×33, 13×17, 7×9, 4×5"),
        ("network=cifar_resnet20&size=33x20", "33×20, 17×10, 9×5"),
    ],
)
def test_architecture_lists_sizes_of_layers(client: TestClient, query: str, sides: str) -> None:
    assert f"height and width go {sides}." in section(visit(client, address(query)), "architecture")


def test_architecture_names_blocks_that_change_shape(client: TestClient, resnet34: Element) -> None:
    basic = "only the stem and the first block of each later layer change it"
    assert basic in section(resnet34, "architecture")
    assert basic in section(visit(client, "/article?network=cifar_resnet20"), "architecture")  # 3 to 16 channels
    words = section(visit(client, "/article?network=resnet50"), "architecture")
    assert "only the stem and the first block of each layer change it" in words


def test_architecture_states_depth_if_not_34(client: TestClient, resnet34: Element) -> None:
    assert "Here it is done with" not in section(resnet34, "architecture")
    words = section(visit(client, "/article?network=resnet50"), "architecture")
    assert "a plain network of 34 layers, and the same with shortcuts. Here it is done with 50 layers." in words


def test_bottleneck_sentence_states_input_channels_and_macs(client: TestClient) -> None:
    page = visit(client, "/article?network=resnet50&size=64")
    words = section(page, "layer-1")
    assert "in this block it comes with 64, in the others with 256" in words
    assert "69,632 multiply-adds for each position, a basic block of 64 channels 73,728" in words
    assert "it reads a single position, through all 64 channels" in page.one("figure", id="figure-6").text


def test_layer_1_caption_names_line_style_of_shortcuts(client: TestClient, resnet34: Element) -> None:
    assert "all are solid" in resnet34.one("figure", id="figure-8").text
    page = visit(client, "/article?network=resnet50&size=64")
    assert "the first is dotted" in page.one("figure", id="figure-8").text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("size=1", "in layer4 64 times as much"),
        ("size=7", "in layer4 16 times as much"),
        ("size=97x131", "in layer4 1.552 times as much"),  # 4·5·64 / (25·33)
        ("network=cifar_resnet20&size=33x20", "in layer3 1.091 times as much"),  # 9·5·16 / (33·20)
    ],
)
def test_patterns_state_extra_work_of_last_layer(client: TestClient, query: str, words: str) -> None:
    assert words in section(visit(client, address(query)), "patterns")


def test_patterns_do_not_claim_halving_of_single_row(client: TestClient, resnet34: Element) -> None:
    assert "doubles the channels and halves height and width" in section(resnet34, "patterns")
    for query in ("size=1", "size=7", "network=resnet50&size=512x16"):
        words = section(visit(client, address(query)), "patterns")
        assert "only make the volume smaller where there is more than one row or column" in words
        assert "more positions" not in words


def test_options_table_counts_blocks_by_shortcut(client: TestClient, resnet34: Element) -> None:
    def shortcuts(page: Element) -> list[str]:
        rows = page.one("div", aria_label="What the options cost").one("tbody").all("tr")
        return [row.all("td")[0].text for row in rows]

    expected = ["identity in 13 blocks, zero padding in 3", "identity in 13 blocks, projection in 3"]
    assert shortcuts(resnet34) == [*expected, "projection in 16 blocks"]
    bottlenecks = visit(client, "/article?network=resnet50&size=32")
    assert shortcuts(bottlenecks)[0] == "identity in 12 blocks, zero padding in 4"
    assert "Table 2, quoted above, has it with option A" in section(resnet34, "patterns")
    assert "25.03%, 24.52% and 24.19% error with 34 layers (its Table 3)" in section(resnet34, "patterns")
    assert "as in the paper and in torchvision" in section(visit(client, "/article?network=resnet50"), "patterns")


def test_summary_mentions_padding_if_receptive_field_exceeds_image(client: TestClient, resnet34: Element) -> None:
    assert "899 pixels through all the branches; what of that lies beyond" in section(resnet34, "summary")
    words = section(visit(client, "/article?network=cifar_resnet20&size=224"), "summary")
    assert "81 pixels through all the branches." in words


def test_cifar_section_compares_stems(resnet34: Element) -> None:
    assert "the layers take 16 times the multiply-adds" in section(resnet34, "cifar")
    assert "the whole network 15.5 times" in section(resnet34, "cifar")  # 1,159,402,496 / 74,765,312
    assert "7,680 parameters fewer" in section(resnet34, "cifar")  # 64·3·(49 − 9)


def test_layer_2_caption_names_line_style_of_shortcuts(client: TestClient, resnet34: Element) -> None:
    def caption(page: Element) -> str:
        return page.one("figure", id="figure-12").one("figcaption").text

    assert "the first is dotted" in caption(resnet34)
    assert "the other 3 keep it and have solid ones" in caption(resnet34)
    assert "the other keeps it and has a solid one" in caption(visit(client, "/article?network=resnet18"))
    assert "the first is dashed" in caption(visit(client, "/article?network=cifar_resnet20"))


@pytest.mark.parametrize(
    ("query", "present"),
    [
        ("", False),
        ("size=97x131", True),  # 48×65 beside 49×66
        ("size=48", True),  # 1×1 beside 2×2
        ("size=31", False),  # VGG-19 is left out
        ("network=cifar_resnet20&size=36", False),  # 18 and 9 in all of them
        ("network=cifar_resnet20&size=33", True),
    ],
)
def test_figure_1_mentions_rounding_only_if_networks_round_differently(
    client: TestClient, query: str, present: bool
) -> None:
    words = section(visit(client, address(query)), "architecture")
    assert ("VGG-19 rounds odd sizes down" in words) is present
