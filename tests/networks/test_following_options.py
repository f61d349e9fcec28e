"""Options whose usual values follow from others, and the shorthand for strides and dilations."""

from dataclasses import replace
from typing import Any

import pytest

from app.networks.bounds import ImpossibleChoice, Suggestion
from app.networks.catalogue import NETWORKS
from app.networks.options import differences
from app.networks.parts import hidden_channels, norm_groups
from app.networks.spec import Spec
from tests.support.traces import spec

FOLLOWING: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("resnet34", {"stem": "deep"}, {"stem_width": 32, "stem_pool": True}),
    ("resnet34", {"stem": "cifar"}, {"stem_width": 64, "stem_pool": False}),
    ("resnet34", {"stem": "deep", "stem_width": 64}, {"stem_width": 64}),
    ("resnet50d", {"stem": "imagenet"}, {"stem_width": 64, "stem_pool": True}),
    ("wrn_28_10", {"stem": "imagenet"}, {"stem_width": 16, "stem_pool": True}),
    ("wrn_28_10", {"stem": "deep"}, {"stem_width": 8}),
    ("custom", {"base_width": 1, "stem": "deep"}, {"stem_width": 1}),
    ("custom", {"base_width": 16}, {"stem_width": 16}),
    ("custom", {"depths": "1,1"}, {"strides": (1, 2), "dilations": (1, 1)}),
    ("custom", {"depths": "1,1,1,1,1"}, {"strides": (1, 2, 2, 2, 2), "dilations": (1, 1, 1, 1, 1)}),
    ("custom", {"block": "bottleneck"}, {"stride_on": "3x3", "features": None}),
    ("custom", {"block": "bottleneck", "head": "fixed"}, {"features": 2048}),
    ("resnet34", {"head": "fixed"}, {"features": 512}),
    ("resnet34", {"output_stride": "8"}, {"strides": (1, 2, 1, 1), "dilations": (1, 1, 2, 4)}),
    ("resnet34", {"output_stride": "16"}, {"strides": (1, 2, 2, 1), "dilations": (1, 1, 1, 2)}),
    ("resnet34", {"output_stride": "32"}, {"strides": (1, 2, 2, 2), "dilations": (1, 1, 1, 1)}),
    ("resnet34", {"output_stride": "8", "stem_pool": False}, {"strides": (1, 2, 2, 1), "dilations": (1, 1, 1, 2)}),
    ("custom", {"output_stride": "16", "depths": "1,1,1,1,1"}, {"dilations": (1, 1, 1, 2, 4)}),
    ("resnet34", {"output_stride": "8", "dilations": "1,1,2,4"}, {"strides": (1, 2, 1, 1)}),
]


@pytest.mark.parametrize(("network", "options", "expected"), FOLLOWING)
def test_option_takes_its_usual_value_where_it_is_not_set(
    network: str, options: dict[str, Any], expected: dict[str, Any]
) -> None:
    built = spec(network, **options)

    assert {name: getattr(built, name) for name in expected} == expected


REFUSED: list[tuple[str, dict[str, Any], str, str, Suggestion]] = [
    (
        "resnet34",
        {"output_stride": "8", "strides": "1,1,1,1"},
        "output_stride",
        "output_stride=8 sets strides and dilations: strides would be 1,2,1,1, not 1,1,1,1. Leave out one of them.",
        Suggestion({"output_stride": None}),
    ),
    (
        "resnet34",
        {"output_stride": "16", "stem": "cifar"},
        "output_stride",
        "ResNet-34 has an output stride below 16 already, and keeps it without this option.",
        Suggestion({"output_stride": None}),
    ),
    (
        "resnet34",
        {"strides": "1,2,2"},
        "strides",
        "strides is '1,2,2', but the network has 4 layers. Give a number for each.",
        Suggestion({"strides": "1,2,2,1"}),
    ),
    (
        "custom",
        {"depths": "1,1", "dilations": "1,2,4"},
        "dilations",
        "dilations is '1,2,4', but the network has 2 layers. Give a number for each.",
        Suggestion({"dilations": "1,2"}),
    ),
    (
        "resnet34",
        {"features": 2048},
        "features",
        "ResNet-34 has no fixed pooling; features is the number of values behind one. Choose head=fixed to set it.",
        Suggestion({"features": None}),
    ),
    (
        "resnet34",
        {"head": "none", "classes": 10},
        "classes",
        "ResNet-34 ends at its last layer with head=none and has no classes to choose.",
        Suggestion({"classes": None}),
    ),
    (
        "cifar_resnet20",
        {"stem_width": 64},
        "stem_width",
        "The stem has 64 channels and layer1 16: shortcut A adds zero channels and takes none away. "
        "Choose shortcut B, or a smaller stem_width.",
        Suggestion({"shortcut": "B"}),
    ),
    (
        "custom",
        {"norm": "group", "base_width": 1},
        "norm",
        "A group normalization needs two channels or more, and the network has volumes of 1. "
        "Choose larger widths, or norm=batch.",
        Suggestion({"norm": "batch"}),
    ),
]


@pytest.mark.parametrize(("network", "options", "option", "sentence", "suggestion"), REFUSED)
def test_contradiction_is_rejected_in_a_sentence_with_a_way_out(
    network: str, options: dict[str, Any], option: str, sentence: str, suggestion: Suggestion
) -> None:
    with pytest.raises(ImpossibleChoice) as refusal:
        spec(network, **options)

    error = refusal.value
    assert (error.option, str(error), error.suggestions) == (option, sentence, (suggestion,))


@pytest.mark.parametrize(("network", "options", "_"), FOLLOWING)
def test_differences_configure_the_same_network(network: str, options: dict[str, Any], _: object) -> None:
    built = spec(network, **options)
    found = differences(NETWORKS[network], built)

    assert spec(network, **found) == built
    assert "output_stride" not in found
    assert {*found} <= {*options, "strides", "dilations"}


@pytest.mark.parametrize(
    ("strides", "dilations", "value"),
    [((1, 2, 1, 1), (1, 1, 2, 4), "8"), ((1, 2, 2, 1), (1, 1, 1, 1), None), ((1, 2, 2, 2), (1, 1, 1, 1), "32")],
)
def test_output_stride_is_known_where_strides_and_dilations_are_its_own(
    strides: tuple[int, ...], dilations: tuple[int, ...], value: str | None
) -> None:
    own: Spec = replace(NETWORKS["resnet50"].spec, strides=strides, dilations=dilations)

    assert own.output_stride == value


def test_gate_has_a_16th_of_the_channels_rounded_to_eights() -> None:
    """timm's `make_divisible(channels / 16, 8)` rounds half up, and has 8 at least."""
    widths = (16, 64, 128, 192, 256, 320, 448, 512, 2048)
    assert [hidden_channels(width) for width in widths] == [8, 8, 8, 16, 16, 24, 32, 32, 128]


def test_group_normalization_has_32_groups_or_fewer_of_two_channels() -> None:
    assert [norm_groups(channels) for channels in (2048, 64, 48, 32, 16, 20, 7, 2)] == [32, 32, 24, 16, 8, 10, 1, 1]
