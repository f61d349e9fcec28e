"""Facts about a network that the article's sentences state."""

import pytest

from app.studies.article_facts import ArticleFacts
from tests.support.published import SMALL_INPUT
from tests.support.traces import trace_network


@pytest.mark.parametrize(
    ("network", "path"), [("resnet34", "layer2.0.1"), ("resnet50", "layer2.0.2"), ("cifar_resnet20", "layer2.0.1")]
)
def test_strided_operation_is_in_first_block_of_layer2(network: str, path: str) -> None:
    assert ArticleFacts(trace_network(network)).strided_operation.path == path
    assert ArticleFacts(trace_network(network)).strided_convolution.path == f"{path[:-2]}.conv{path[-1]}"


@pytest.mark.parametrize(
    ("network", "path"), [("resnet34", "layer2.0.downsample.0"), ("cifar_resnet20", "layer2.0.downsample")]
)
def test_resizing_shortcut_is_projection_or_padding(network: str, path: str) -> None:
    assert ArticleFacts(trace_network(network)).resizing_shortcut.path == path


def test_macs_per_position_of_bottleneck_and_basic_block() -> None:
    bottleneck = 256 * 64 + 3 * 3 * 64 * 64 + 64 * 256
    basic = 2 * 3 * 3 * 64 * 64
    for size in ("224", "97x131", "1"):
        assert ArticleFacts(trace_network("resnet50", size)).macs_per_position == (bottleneck, basic)


@pytest.mark.parametrize(
    ("network", "size", "halving"),
    [
        ("resnet34", "224", True),
        ("resnet50", "32", True),  # 8, 4, 2, 1
        ("resnet18", "17", True),  # 9, 5; 5, 3, 2, 1
        ("resnet18", "16", False),  # 8, 4; 4, 2, 1, 1
        ("resnet18", "512x16", False),
        ("resnet18", "1", False),
        ("cifar_resnet20", "3", True),  # 3, 2, 1
        ("cifar_resnet20", "2", False),
    ],
)
def test_halves_every_layer_while_rows_and_columns_remain(network: str, size: str, halving: bool) -> None:
    assert ArticleFacts(trace_network(network, size)).halves_every_layer is halving


def test_small_image_has_published_macs_and_last_volume() -> None:
    imagenet, cifar = ArticleFacts(trace_network("resnet18")).on_small_image
    found = {"imagenet": imagenet.totals, "cifar": cifar.totals}
    assert {stem: (round(t.macs / 1e6, 1), t.last_volume) for stem, t in found.items()} == SMALL_INPUT
    assert ArticleFacts.stem_output(imagenet) == (64, 8, 8)
    assert ArticleFacts.stem_output(cifar) == (64, 32, 32)


def test_stem_pooling_exists_for_networks_without_pooling() -> None:
    assert ArticleFacts(trace_network("resnet34")).stem_pooling.output_shape == (64, 56, 56)
    assert ArticleFacts(trace_network("cifar_resnet20")).stem_pooling.output_shape == (16, 8, 8)
