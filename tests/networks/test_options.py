"""Options of networks: what each network has, and the error of a choice that no network can have."""

from dataclasses import replace
from typing import Any

import pytest

from app.networks import bounds
from app.networks.bounds import ImpossibleChoice, Suggestion
from app.networks.catalogue import NETWORKS
from app.networks.option_types import option_text
from app.networks.options import CUSTOM_OPTIONS, as_custom, available_options
from tests.support.traces import spec


@pytest.mark.parametrize("network", NETWORKS)
def test_network_accepts_its_own_values_of_its_options(network: str) -> None:
    for option in available_options(network, NETWORKS[network].spec):
        value = getattr(NETWORKS[network].spec, option)
        assert spec(network, **{option: value}) == NETWORKS[network].spec
        assert spec(network, **{option: option_text(value)}) == NETWORKS[network].spec


REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    ("vgg19", {"shortcut": "A"}, "shortcut", "VGG-19 is not a residual network and has no shortcut to choose."),
    ("vgg19", {"stem": "cifar"}, "stem", "VGG-19 is not a residual network and has no stem to choose."),
    ("vgg19", {"stride_on": "1x1"}, "stride_on", "VGG-19 is not a residual network and has no stride_on to choose."),
    (
        "resnet18",
        {"stride_on": "1x1"},
        "stride_on",
        "ResNet-18 has basic blocks, with no 1×1 convolution that could stride; stride_on is a choice of bottlenecks.",
    ),
    (
        "custom",
        {"stride_on": "3x3"},
        "stride_on",
        "Custom ResNet has basic blocks, with no 1×1 convolution that could stride; "
        "stride_on is a choice of bottlenecks.",
    ),
    (
        "plain34",
        {"shortcut": "B"},
        "shortcut",
        "Plain-34 is the network without shortcuts. Choose resnet34 to have them.",
    ),
    (
        "cifar_plain20",
        {"shortcut": "A"},
        "shortcut",
        "CIFAR Plain-20 is the network without shortcuts. Choose cifar_resnet20 to have them.",
    ),
    *(
        (
            "resnet34",
            {option: value},
            option,
            f"ResNet-34 has its {option} fixed. Choose the network 'custom' to set it.",
        )
        for option, value in zip(CUSTOM_OPTIONS, ("bottleneck", "1,1", 32, 2, 4), strict=True)
    ),
    (
        "custom",
        {"groups": 32},
        "groups",
        "A basic block has no grouped or widened convolution, and groups is 32. "
        "Choose bottleneck blocks, or groups 1 and width_per_group 64.",
    ),
    (
        "custom",
        {"width_per_group": 4},
        "width_per_group",
        "A basic block has no grouped or widened convolution, and width_per_group is 4. "
        "Choose bottleneck blocks, or groups 1 and width_per_group 64.",
    ),
    (
        "custom",
        {"block": "bottleneck", "base_width": 8, "width_per_group": 4},
        "width_per_group",
        "layer1.0.conv1 would have ⌊8·4 / 64⌋·1 = 0 channels. Choose a larger width_per_group or base_width.",
    ),
    (
        "custom",
        {"depths": "200,200,200,51"},
        "depths",
        "The network would have 1,304 weighted layers; at most 1,300 are drawn. Choose fewer blocks.",
    ),
    (
        "custom",
        {"base_width": 10_000, "depths": "1"},
        "base_width",
        "The network would have 1,811,531,000 parameters; at most 1,000,000,000 are built. Choose a smaller width, "
        "fewer channels or fewer classes.",
    ),
    *(
        (
            "custom",
            {"depths": depths},
            "depths",
            f"depths is {depths!r}; it has to be 1 to 5 whole numbers from 1 to 9999, as 3,4,6,3.",
        )
        for depths in ("", "0", "3,4,,3", "1,1,1,1,1,1", "3;4", "-1", "1.5", "99999", "many")
    ),
    ("resnet34", {"classes": 0}, "classes", "classes is '0'; it has to be a whole number from 1 to 100,000."),
    (
        "resnet34",
        {"classes": "9" * 5000},
        "classes",
        f"classes is '{'9' * 40}'; it has to be a whole number from 1 to 100,000.",
    ),
    ("resnet34", {"classes": "1.5"}, "classes", "classes is '1.5'; it has to be a whole number from 1 to 100,000."),
    ("resnet34", {"stem": "big"}, "stem", "stem is 'big'; it has to be 'imagenet', 'cifar' or 'deep'."),
]


@pytest.mark.parametrize(("network", "options", "option", "sentence"), REFUSED)
def test_impossible_choice_is_rejected_with_its_option_and_a_sentence(
    network: str, options: dict[str, Any], option: str, sentence: str
) -> None:
    with pytest.raises(ImpossibleChoice) as refusal:
        spec(network, **options)

    assert (refusal.value.option, str(refusal.value)) == (option, sentence)


@pytest.mark.parametrize(
    ("network", "options", "suggestion"),
    [
        ("resnet34", {"block": "bottleneck"}, Suggestion({"depths": "3,4,6,3", "block": "bottleneck"}, "custom")),
        (
            "cifar_plain20",
            {"base_width": 32},
            Suggestion(
                {
                    "size": "32",
                    "classes": "10",
                    "stem": "cifar",
                    "shortcut": "none",
                    "depths": "3,3,3",
                    "base_width": "32",
                },
                "custom",
            ),
        ),
        ("plain34", {"shortcut": "B"}, Suggestion({}, "resnet34")),
        ("vgg19", {"shortcut": "A"}, Suggestion({"shortcut": None})),
        ("vgg19", {"block": "basic"}, Suggestion({"block": None})),
        ("resnet18", {"stride_on": "1x1"}, Suggestion({"stride_on": None})),
        ("custom", {"groups": 32}, Suggestion({"block": "bottleneck"})),
        ("resnet34", {"stem": "CIFAR"}, Suggestion({"stem": "cifar"})),
        ("resnet34", {"shortcut": "b"}, Suggestion({"shortcut": "B"})),
        ("resnet34", {"shortcut": "E"}, None),
    ],
)
def test_impossible_choice_suggests_a_possible_request(
    network: str, options: dict[str, Any], suggestion: Suggestion | None
) -> None:
    with pytest.raises(ImpossibleChoice) as refusal:
        spec(network, **options)

    assert refusal.value.suggestions == ((suggestion,) if suggestion else ())


@pytest.mark.parametrize("network", [name for name, it in NETWORKS.items() if it.spec.block != "vgg"])
def test_as_custom_gives_the_same_network(network: str) -> None:
    options = {name: value for name, value in as_custom(NETWORKS[network]).items() if name != "size"}

    assert replace(spec("custom", **options), network=network) == NETWORKS[network].spec


@pytest.mark.parametrize("network", ["vgg19", "plain34", "resnet18"])
def test_own_value_of_an_unavailable_option_is_accepted(network: str) -> None:
    own = NETWORKS[network].spec

    assert spec(network, shortcut=own.shortcut, base_width=own.base_width, block=None, stem=own.stem) == own


@pytest.mark.parametrize(
    ("depths", "layers"), [("649", 1300), ("324,325", 1300), ("1", 4)], ids=lambda value: str(value)
)
def test_depth_bound_counts_weighted_layers(depths: str, layers: int) -> None:
    assert bounds.weighted_layers(spec("custom", depths=depths, base_width=1)) == layers
