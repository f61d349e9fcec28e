"""What a network has cost so far, at each of its weighted layers."""

from itertools import pairwise

import pytest

from app.networks.catalogue import NETWORKS
from app.studies.costs import cumulative_costs
from tests.support.traces import traced


@pytest.mark.parametrize("network", NETWORKS)
def test_along_the_depth_the_sums_grow_to_the_totals_layer_by_layer(network: str) -> None:
    trace = traced(network)
    profile = cumulative_costs(trace)

    assert [so_far.number for so_far in profile] == list(range(1, trace.totals.weighted_layers + 1))
    last = profile[-1]
    assert (last.macs, last.params, last.bytes) == (trace.totals.macs, trace.totals.params, trace.totals.bytes)
    assert all(a.macs < b.macs and a.params < b.params and a.bytes < b.bytes for a, b in pairwise(profile))


def test_what_follows_a_weighted_layer_counts_with_it() -> None:
    profile = {so_far.path: so_far for so_far in cumulative_costs(traced("resnet34"))}

    assert profile["conv1"].macs == 64 * 112 * 112 * 3 * 7 * 7
    maps = 64 * 112 * 112 * 4
    assert profile["conv1"].bytes == 3 * maps + maps // 4  # convolution, normalization, ReLU, and the pooled quarter
    assert "layer2.0.downsample" not in profile
    shortcut = 64 * 128 + 2 * 128
    own = 9 * 128 * 128 + 2 * 128
    assert profile["layer2.0.2"].params - profile["layer2.0.1"].params == own + shortcut
