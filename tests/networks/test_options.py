"""Which options a network has, and what is said of those that make no network."""

from typing import Any

import pytest

from app.networks import bounds
from app.networks.bounds import ImpossibleChoice
from app.networks.catalogue import NETWORKS
from app.networks.options import CUSTOM_OPTIONS, available_options
from tests.support.traces import spec


@pytest.mark.parametrize("network", NETWORKS)
def test_a_network_accepts_every_option_that_it_offers(network: str) -> None:
    for option in available_options(network, NETWORKS[network].spec):
        default = getattr(NETWORKS[network].spec, option)
        value = ",".join(map(str, default)) if option == "depths" else default
        assert spec(network, **{option: value}) == NETWORKS[network].spec


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
        "That is 1,304 weighted layers; at most 1,300 are drawn. Choose fewer blocks.",
    ),
    (
        "custom",
        {"base_width": 10_000, "depths": "1"},
        "base_width",
        "That is 1,811,531,000 parameters; at most 1,000,000,000 are built. Choose a narrower network, "
        "fewer channels or fewer classes.",
    ),
    *(
        (
            "custom",
            {"depths": depths},
            "depths",
            f"The depths {depths!r} are not one to five numbers of blocks, each at least 1, as 3,4,6,3.",
        )
        for depths in ("", "0", "3,4,,3", "1,1,1,1,1,1", "3;4", "-1", "1.5", "99999", "many")
    ),
]


@pytest.mark.parametrize(("network", "options", "option", "sentence"), REFUSED)
def test_a_choice_that_makes_no_network_is_refused_in_words(
    network: str, options: dict[str, Any], option: str, sentence: str
) -> None:
    with pytest.raises(ImpossibleChoice) as refusal:
        spec(network, **options)

    assert (refusal.value.option, str(refusal.value)) == (option, sentence)


@pytest.mark.parametrize("network", ["vgg19", "plain34", "resnet18"])
def test_saying_what_a_network_has_anyway_is_not_refused(network: str) -> None:
    own = NETWORKS[network].spec

    assert spec(network, shortcut=own.shortcut, base_width=own.base_width, block=None, stem=own.stem) == own


@pytest.mark.parametrize(
    ("depths", "layers"), [("649", 1300), ("324,325", 1300), ("1", 4)], ids=lambda value: str(value)
)
def test_the_deepest_network_that_may_be_built_is_at_the_bound(depths: str, layers: int) -> None:
    assert bounds.weighted_layers(spec("custom", depths=depths, base_width=1)) == layers
