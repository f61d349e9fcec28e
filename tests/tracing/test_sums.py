"""Sums of layers and blocks: they add up to the network, and to published numbers."""

from typing import Any

import pytest
from torch import nn

from app.networks.catalogue import NETWORKS
from app.networks.outline import Share
from tests.support.own_networks import BlocksInRoot, SENet, UNet
from tests.support.sums import assert_sums_add_up
from tests.support.traces import blocks, trace_network
from tests.tracing.recorder.recordings import trace_module


@pytest.mark.slow
def test_blocks_add_up_to_layers_and_layers_with_stem_and_head_to_the_network() -> None:
    for name in NETWORKS:
        assert_sums_add_up(trace_network(name))


@pytest.mark.parametrize(
    ("name", "size", "options"),
    [
        ("resnet50", "97x131", {"stride_on": "1x1", "channels": 1, "classes": 7}),
        ("resnet18", "64", {"stem": "cifar", "shortcut": "A"}),
        ("cifar_resnet20", "33", {"shortcut": "C"}),
        ("resnet50", "96", {"stem": "deep", "shortcut": "D", "attention": "se", "output_stride": "8"}),
        ("resnet34", "96", {"pre_activation": True, "norm": "group", "strides": "1,2,2,1", "head": "none"}),
    ],
)
def test_sums_add_up_with_options(name: str, size: str, options: dict[str, Any]) -> None:
    assert_sums_add_up(trace_network(name, size, **options))


@pytest.mark.parametrize(("model", "channels"), [(SENet(), 3), (UNet(), 1), (BlocksInRoot(), 3)])
def test_sums_of_own_networks_add_up(model: nn.Module, channels: int) -> None:
    assert_sums_add_up(trace_module(model, (channels, 64, 64)))


def test_layer4_of_resnet50_has_the_parameters_that_train_when_the_rest_is_frozen() -> None:
    trace = trace_network("resnet50")
    layer4 = trace.layers[-1]

    assert layer4.totals.params == 14_964_736
    assert trace.step("fc").params == 2_049_000
    assert layer4.totals.params_to_end == 14_964_736 + 2_049_000
    assert layer4.output_shape == (2048, 7, 7)
    assert layer4.totals.share == Share(
        params=round(14_964_736 / 25_557_032, 6),
        macs=round(layer4.totals.macs / 4_089_184_256, 6),
        bytes=round(layer4.totals.bytes / trace.totals.bytes, 6),
    )


def test_parameters_to_the_end_shrink_by_each_part() -> None:
    trace = trace_network("resnet18")
    parts = blocks(trace)
    after = [*(part.totals.params_to_end for part in parts[1:]), trace.step("fc").params]

    assert [part.totals.params_to_end - part.totals.params for part in parts] == after
    assert trace.layers[0].totals.params_to_end == 11_689_512 - 9_408 - 128  # without conv1 and bn1


@pytest.mark.parametrize(
    ("name", "options", "convolutions", "on_shortcuts", "weighted_layers"),
    [
        ("cifar_resnet20", {"shortcut": "A"}, 19, 0, 20),
        ("cifar_resnet20", {"shortcut": "B"}, 21, 2, 20),
        ("resnet18", {}, 20, 3, 18),
        ("resnet50", {}, 53, 4, 50),
        ("vgg19", {}, 16, 0, 19),
    ],
)
def test_name_counts_the_classifier_and_no_convolution_on_a_shortcut(
    name: str, options: dict[str, Any], convolutions: int, on_shortcuts: int, weighted_layers: int
) -> None:
    totals = trace_network(name, **options).totals

    assert (totals.convolutions, totals.shortcut_convolutions) == (convolutions, on_shortcuts)
    assert totals.weighted_layers == weighted_layers


def test_layers_that_differ_in_sums_alone_are_equal() -> None:
    small, large = trace_network("resnet18", "64"), trace_network("resnet18", "224")

    assert small.layers == large.layers
    assert small.layers[0].totals != large.layers[0].totals
