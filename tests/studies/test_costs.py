"""Costs along the depth of a network, of the blocks of its layers, and of its shortcuts."""

from itertools import pairwise

import pytest

from app.networks.catalogue import NETWORKS
from app.studies.costs import cumulative_costs, layer_work, option_costs
from tests.support.published import RESNET34_BY_SHORTCUT
from tests.support.traces import trace_network


@pytest.mark.slow
def test_cumulative_costs_grow_to_totals_at_every_weighted_layer() -> None:
    for network in NETWORKS:
        totals, costs = trace_network(network).totals, cumulative_costs(trace_network(network))

        assert [cost.number for cost in costs] == list(range(1, totals.weighted_layers + 1)), network
        last = costs[-1]
        assert (last.macs, last.params, last.bytes) == (totals.macs, totals.params, totals.bytes), network
        assert all(a.macs < b.macs and a.params < b.params and a.bytes < b.bytes for a, b in pairwise(costs)), network


def test_cumulative_cost_includes_steps_up_to_next_weighted_layer() -> None:
    costs = {cost.path: cost for cost in cumulative_costs(trace_network("resnet34"))}

    assert costs["conv1"].macs == 64 * 112 * 112 * 3 * 7 * 7
    volume = 64 * 112 * 112 * 4
    # convolution, normalization and ReLU, and a quarter of it after the pooling
    assert costs["conv1"].bytes == 3 * volume + volume // 4
    assert "layer2.0.downsample" not in costs
    shortcut = 64 * 128 + 2 * 128
    own = 9 * 128 * 128 + 2 * 128
    assert costs["layer2.0.2"].params - costs["layer2.0.1"].params == own + shortcut


def test_shortcut_options_of_resnet34_have_published_totals() -> None:
    costs = option_costs(NETWORKS["resnet34"].spec, 224, 224)
    totals = {cost.option: (cost.trace.totals.params, cost.trace.totals.macs) for cost in costs}
    assert totals == RESNET34_BY_SHORTCUT


def test_shortcut_cost_is_difference_from_plain_network() -> None:
    a, b, c = option_costs(NETWORKS["resnet34"].spec, 224, 224)
    plain = trace_network("plain34", "224").totals
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


def test_half_size_and_double_channels_take_equal_macs() -> None:
    layers = layer_work(trace_network("resnet34", "224"))
    block = 2 * 56 * 56 * 64 * 64 * 9  # two 3×3 convolutions of 64 channels on 56×56
    assert [layer.other for layer in layers] == [block] * 4
    assert [layer.ratio for layer in layers] == [1.0] * 4
    assert [layer.volume for layer in layers] == [(64, 56, 56), (128, 28, 28), (256, 14, 14), (512, 7, 7)]
    assert layers[0].first == block
    # half of the first convolution's input channels are missing, and a projection is added
    assert layers[1].first == 28 * 28 * (64 * 128 * 9 + 128 * 128 * 9 + 64 * 128)


def test_later_layers_take_more_macs_at_odd_sizes() -> None:
    layers = layer_work(trace_network("resnet18", "97x131"))
    assert [layer.ratio for layer in layers] == [
        pytest.approx(rows * columns * 4**n / (25 * 33))
        for n, (rows, columns) in enumerate(((25, 33), (13, 17), (7, 9), (4, 5)))
    ]


def test_layer_of_one_block_has_no_ratio() -> None:
    layers = layer_work(trace_network("custom", "32", depths="1,2"))
    assert [layer.other is None for layer in layers] == [True, False]
    assert [layer.ratio for layer in layers] == [None, 1.0]
