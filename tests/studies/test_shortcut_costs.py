"""What several traces say together: the cost of shortcuts, and equal work in every layer."""

import pytest

from app.networks.catalogue import NETWORKS
from app.studies.article_facts import ArticleFacts
from app.studies.costs import layer_work, option_costs
from tests.support.published import RESNET34_BY_SHORTCUT, SMALL_INPUT
from tests.support.traces import traced


def test_the_options_of_resnet34_cost_what_is_published() -> None:
    costs = option_costs(NETWORKS["resnet34"].spec, 224, 224)
    totals = {cost.option: (cost.trace.totals.params, cost.trace.totals.macs) for cost in costs}
    assert totals == RESNET34_BY_SHORTCUT


def test_what_shortcuts_cost_is_what_they_add() -> None:
    a, b, c = option_costs(NETWORKS["resnet34"].spec, 224, 224)
    plain = traced("plain34", "224").totals
    for cost in (a, b, c):
        assert cost.params == cost.trace.totals.params - plain.params
        assert cost.macs == cost.trace.totals.macs - plain.macs
    assert a.shortcuts == {"identity": 13, "padding": 3}
    assert b.shortcuts == {"identity": 13, "projection": 3}
    assert c.shortcuts == {"projection": 16}
    # 64·128 + 128·256 + 256·512 weights, and a weight and a bias of batch normalization for each output channel.
    assert b.params == 64 * 128 + 128 * 256 + 256 * 512 + 2 * (128 + 256 + 512)
    assert b.macs == 28 * 28 * 64 * 128 + 14 * 14 * 128 * 256 + 7 * 7 * 256 * 512
    assert b.share == b.macs / b.trace.totals.macs


def test_half_the_size_and_twice_the_channels_are_as_much_work() -> None:
    layers = layer_work(traced("resnet34", "224"))
    block = 2 * 56 * 56 * 64 * 64 * 9  # two 3×3 convolutions of 64 channels on 56×56
    assert [layer.other for layer in layers] == [block] * 4
    assert [layer.ratio for layer in layers] == [1.0] * 4
    assert [layer.volume for layer in layers] == [(64, 56, 56), (128, 28, 28), (256, 14, 14), (512, 7, 7)]
    assert layers[0].first == block
    # half of the first convolution's input channels are missing, and a projection is added
    assert layers[1].first == 28 * 28 * (64 * 128 * 9 + 128 * 128 * 9 + 64 * 128)


def test_at_odd_sizes_later_layers_do_more() -> None:
    layers = layer_work(traced("resnet18", "97x131"))
    assert [layer.ratio for layer in layers] == [
        pytest.approx(rows * columns * 4**n / (25 * 33))
        for n, (rows, columns) in enumerate(((25, 33), (13, 17), (7, 9), (4, 5)))
    ]


def test_a_layer_of_one_block_has_no_other_to_compare() -> None:
    layers = layer_work(traced("custom", "32", depths="1,2"))
    assert [layer.other is None for layer in layers] == [True, False]
    assert [layer.ratio for layer in layers] == [None, 1.0]


@pytest.mark.parametrize(
    ("network", "path"), [("resnet34", "layer2.0.1"), ("resnet50", "layer2.0.2"), ("cifar_resnet20", "layer2.0.1")]
)
def test_the_operation_that_strides_is_found(network: str, path: str) -> None:
    assert ArticleFacts(traced(network)).strided_operation.path == path
    assert ArticleFacts(traced(network)).strided_convolution.path == f"{path[:-2]}.conv{path[-1]}"


def test_a_bottleneck_is_about_the_work_of_a_basic_block_of_a_quarter_of_its_channels() -> None:
    bottleneck = 256 * 64 + 3 * 3 * 64 * 64 + 64 * 256
    basic = 2 * 3 * 3 * 64 * 64
    for size in ("224", "97x131", "1"):
        assert ArticleFacts(traced("resnet50", size)).macs_per_position == (bottleneck, basic)


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
def test_layers_halve_as_long_as_there_are_rows_and_columns(network: str, size: str, halving: bool) -> None:
    assert ArticleFacts(traced(network, size)).halves_every_layer is halving


def test_small_images_leave_what_is_published() -> None:
    as_is, fitted = ArticleFacts(traced("resnet18")).on_small_image
    found = {"imagenet": as_is.totals, "cifar": fitted.totals}
    assert {stem: (round(t.macs / 1e6, 1), t.last_volume) for stem, t in found.items()} == SMALL_INPUT
    assert ArticleFacts.stem_output(as_is) == (64, 8, 8)
    assert ArticleFacts.stem_output(fitted) == (64, 32, 32)


def test_the_pooling_of_the_imagenet_stem_is_shown_to_networks_without_one() -> None:
    assert ArticleFacts(traced("resnet34")).stem_pooling.output_shape == (64, 56, 56)
    assert ArticleFacts(traced("cifar_resnet20")).stem_pooling.output_shape == (16, 8, 8)
