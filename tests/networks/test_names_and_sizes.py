"""Names of networks and input sizes, and the errors of those that do not exist."""

import pytest

from app.networks.bounds import ImpossibleChoice, Suggestion, check_size, weighted_layers
from app.networks.catalogue import DEFAULT_SIZE, NETWORKS
from app.networks.options import UnknownNetwork, configure, find_network, parse_size
from app.networks.suggestions import hint


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("224", (224, 224)),
        ("160x224", (160, 224)),
        (" 160 x 224 ", (160, 224)),
        ("160×224", (160, 224)),
        ("160X224", (160, 224)),
        ("160*224", (160, 224)),
        ("1", (1, 1)),
        ("4096x1", (4096, 1)),
    ],
)
def test_size_is_a_side_or_height_by_width(text: str, size: tuple[int, int]) -> None:
    assert parse_size("resnet34", text) == size


@pytest.mark.parametrize("network", NETWORKS)
def test_default_size_is_that_of_the_published_network(network: str) -> None:
    side = 32 if network.startswith(("cifar_", "wrn_")) else 224

    assert parse_size(network, None) == (DEFAULT_SIZE[network], DEFAULT_SIZE[network]) == (side, side)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0", "The height of the input is 0; it has to be between 1 and 4096 pixels."),
        ("4097", "The height of the input is 4097; it has to be between 1 and 4096 pixels."),
        ("224x5000", "The width of the input is 5000; it has to be between 1 and 4096 pixels."),
        ("abc", "size is 'abc'; it has to be a side from 1 to 4096 pixels, as 224, or height x width, as 160x224."),
        ("-1", "size is '-1'; it has to be a side from 1 to 4096 pixels, as 224, or height x width, as 160x224."),
        ("224x", "size is '224x'; it has to be a side from 1 to 4096 pixels, as 224, or height x width, as 160x224."),
        ("1x2x3", "size is '1x2x3'; it has to be a side from 1 to 4096 pixels, as 224, or height x width, as 160x224."),
        (
            "9999999",
            "size is '9999999'; it has to be a side from 1 to 4096 pixels, as 224, or height x width, as 160x224.",
        ),
    ],
)
def test_impossible_size_is_rejected_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ImpossibleChoice) as refusal:
        parse_size("resnet34", text)

    assert (refusal.value.option, str(refusal.value)) == ("size", sentence)


def test_size_out_of_bounds_suggests_the_largest_and_one_without_pixels_the_usual_size() -> None:
    suggested = []
    for height, width in ((5000, 3), (97, 9000), (0, 0), (224, 0)):
        with pytest.raises(ImpossibleChoice) as refusal:
            check_size(height, width)
        suggested += refusal.value.suggestions

    assert suggested == [Suggestion({"size": size}) for size in ("4096x3", "97x4096", None, None)]


HINTS: list[tuple[str, str, list[str]]] = [
    ("VGG19", "Did you mean vgg19?", ["vgg19"]),
    ("ResNet50", "Did you mean resnet50?", ["resnet50"]),
    ("RESNET-50", "Did you mean resnet50?", ["resnet50"]),
    ("resnet1202", "Did you mean cifar_resnet1202?", ["cifar_resnet1202"]),
    ("resnet20", "Did you mean cifar_resnet20?", ["cifar_resnet20"]),
    ("plain44", "Did you mean cifar_plain44?", ["cifar_plain44"]),
    ("resnext50", "Did you mean resnext50_32x4d?", ["resnext50_32x4d"]),
    ("WideResNet-50", "Did you mean wide_resnet50_2?", ["wide_resnet50_2"]),
    (
        "resnext101",
        "Did you mean resnext101_32x8d or resnext101_64x4d?",
        ["resnext101_32x8d", "resnext101_64x4d"],
    ),
    ("ResNet26-D", "Did you mean resnet26d?", ["resnet26d"]),
    ("se_resnet50", "Did you mean seresnet50?", ["seresnet50"]),
    ("resnet50v2", "Did you mean resnetv2_50?", ["resnetv2_50"]),
    ("resnet50_v1b", "Did you mean resnet50?", ["resnet50"]),
    ("resnet101_v1d", "Did you mean resnet101d?", ["resnet101d"]),
    ("PreActResNet18", "Did you mean resnetv2_18?", ["resnetv2_18"]),
    ("preresnet110", "Did you mean cifar_preact_resnet110?", ["cifar_preact_resnet110"]),
    ("resnet1001", "Did you mean cifar_preact_resnet1001?", ["cifar_preact_resnet1001"]),
    (
        "resnet164",
        "Did you mean cifar_resnet164 or cifar_preact_resnet164?",
        ["cifar_resnet164", "cifar_preact_resnet164"],
    ),
    ("wide_resnet28_10", "Did you mean wrn_28_10?", ["wrn_28_10"]),
    ("WRN50-2", "Did you mean wide_resnet50_2?", ["wide_resnet50_2"]),
    (
        "wrn_40_4",
        "The network 'custom' builds it with basic blocks, 6,6,6 per layer, base width 64.",
        [
            "custom?block=basic&depths=6,6,6&size=32&stem=cifar&base_width=64&classes=10&stem_width=16"
            "&pre_activation=true",
            *("wrn_28_10", "wrn_40_2", "wrn_16_8"),
        ],
    ),
    (
        "wrn_29_4",
        "No WRN has 29 convolutions: the depths are 10, 16, 22 and so on, 6n + 4. "
        "Did you mean wrn_28_10 or wrn_40_2 or wrn_16_8?",
        ["wrn_28_10", "wrn_40_2", "wrn_16_8"],
    ),
    (
        "resnet38",
        "The network 'custom' builds it with basic blocks, 4,5,5,4 per layer.",
        ["custom?block=basic&depths=4,5,5,4", "resnet34", "resnet50"],
    ),
    (
        "resnet77",
        "The network 'custom' builds it with bottleneck blocks, 6,6,7,6 per layer.",
        ["custom?block=bottleneck&depths=6,6,7,6", "resnet101", "resnet50"],
    ),
    (
        "plain26",
        "The network 'custom' builds it with bottleneck blocks, 2,2,2,2 per layer.",
        ["custom?block=bottleneck&depths=2,2,2,2&shortcut=none", "plain18", "plain34"],
    ),
    (
        "cifar_resnet8",
        "The network 'custom' builds it with basic blocks, 1,1,1 per layer.",
        [
            "custom?block=basic&depths=1,1,1&shortcut=A&size=32&stem=cifar&base_width=16&classes=10",
            *("cifar_resnet20", "cifar_resnet32"),
        ],
    ),
    (
        "resnet25",
        "No ResNet has 25 weighted layers: 25 − 2 is a multiple of neither 2 nor 3. Did you mean resnet26 or resnet18?",
        ["resnet26", "resnet18"],
    ),
    (
        "resnet2",
        "The smallest ResNet has 4 weighted layers. Did you mean resnet10 or resnet14?",
        ["resnet10", "resnet14"],
    ),
    (
        "cifar_resnet21",
        "No CIFAR ResNet has 21 weighted layers: the depths are 8, 14, 20 and so on, 6n + 2. "
        "Did you mean cifar_resnet20 or cifar_resnet32?",
        ["cifar_resnet20", "cifar_resnet32"],
    ),
    (
        "resnet2000",
        "The network would have 2,000 weighted layers; at most 1,300 are drawn. Choose fewer blocks. "
        "Did you mean resnet200 or resnet152?",
        ["resnet200", "resnet152"],
    ),
    ("vgg16", "Of the VGG networks, only VGG-19 is available. Did you mean vgg19?", ["vgg19"]),
    ("efficientnet", "The networks here are residual networks, plain networks and VGG-19.", []),
]


def as_text(suggestion: Suggestion) -> str:
    changes = "&".join(f"{name}={value}" for name, value in suggestion.changes.items())
    return f"{suggestion.network}?{changes}" if changes else str(suggestion.network)


@pytest.mark.parametrize(("name", "sentence", "suggestions"), HINTS, ids=[name for name, _, _ in HINTS])
def test_unknown_network_suggests_networks_that_exist(name: str, sentence: str, suggestions: list[str]) -> None:
    with pytest.raises(UnknownNetwork) as refusal:
        find_network(name)

    assert str(refusal.value) == f"Unknown network {name!r}. {sentence}"
    assert [as_text(each) for each in refusal.value.hint.suggestions] == suggestions


def test_name_like_no_other_has_no_suggestion() -> None:
    with pytest.raises(UnknownNetwork) as refusal:
        find_network("q" * 99)

    assert (
        str(refusal.value)
        == f"Unknown network '{'q' * 60}'. The networks here are residual networks, plain networks and VGG-19."
    )
    assert refusal.value.hint.suggestions == ()


@pytest.mark.parametrize("depth", [*range(4, 160), 201, 401, 599])
def test_suggested_custom_network_has_the_depth_of_the_name(depth: int) -> None:
    first = hint(f"resnet{depth}").suggestions[0]
    if first.network == "custom":
        assert weighted_layers(configure("custom", dict(first.changes))) == depth
    else:
        assert first.network in (f"resnet{depth}", f"cifar_resnet{depth}") or (depth % 2 and (depth - 2) % 3)
