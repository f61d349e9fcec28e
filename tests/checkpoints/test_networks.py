"""State dicts of the networks that can be built: each is named, with its options."""

from collections.abc import Iterator
from typing import Any

import pytest
from torch import nn

from app.checkpoints.identification import identify_tensors
from app.checkpoints.records import Identification
from app.networks.catalogue import NETWORKS
from tests.support.checkpoints import shapes_of, state_dict, without
from tests.support.torchvision_names import RESNETS, torchvision_resnet, torchvision_vgg19

BUILT = [name for name in NETWORKS if name != "custom"]
SAME_TENSORS = {f"cifar_plain{depth}": f"cifar_resnet{depth}" for depth in (20, 32, 44, 56, 110)}
"""Networks without tensors on shortcuts; the residual one is named first."""


def named(network: str, **options: Any) -> Identification:
    return identify_tensors(shapes_of(state_dict(network, **options)))


@pytest.mark.slow
@pytest.mark.parametrize("network", BUILT)
def test_network_of_the_catalogue_is_named_without_options(network: str) -> None:
    identification = named(network)

    assert (identification.network, identification.options) == (SAME_TENSORS.get(network, network), {})
    assert network in [candidate.network for candidate in identification.candidates]
    assert (identification.exact, identification.misfits) == (True, ())
    assert NETWORKS[network].title in identification.sentence


@pytest.mark.parametrize("network", [*RESNETS, "vgg19"])
def test_torchvisions_names_and_shapes_are_named(network: str) -> None:
    entries = torchvision_vgg19() if network == "vgg19" else torchvision_resnet(*RESNETS[network])
    identification = identify_tensors(dict(entries))

    assert identification.sentence == f"This is a {NETWORKS[network].title}."
    assert (identification.network, identification.options) == (network, {})


def test_resnet50_has_267_tensors_besides_counters() -> None:
    """53 convolutions with four tensors of normalization each, and the linear layer: 53 · 5 + 2."""
    identification = named("resnet50")
    assert (identification.fits, identification.expected) == (267, 267)


VARIANTS: list[tuple[str, dict[str, Any], str]] = [
    (
        "resnet50",
        {"classes": 10, "channels": 1, "stem": "cifar"},
        "This is a ResNet-50 with 10 classes, 1 input channel and a 3×3 stem.",
    ),
    ("resnet18", {"classes": 1}, "This is a ResNet-18 with 1 class."),
    ("resnet18", {"shortcut": "C"}, "This is a ResNet-18 with shortcut C."),
    ("resnext50_32x4d", {"classes": 21841}, "This is a ResNeXt-50 32×4d with 21,841 classes."),
    ("vgg19", {"classes": 10, "channels": 4}, "This is a VGG-19 with 10 classes and 4 input channels."),
    ("cifar_resnet20", {"shortcut": "B"}, "This is a CIFAR ResNet-20 with shortcut B."),
    (
        "custom",
        {"block": "bottleneck", "depths": (3, 4, 6, 4), "groups": 2, "classes": 5},
        "This is a custom ResNet with bottleneck blocks, 3,4,6,4 per layer, 2 groups and 5 classes.",
    ),
    (
        "custom",
        {"base_width": 24, "depths": (1, 2, 1, 1, 3)},
        "This is a custom ResNet with basic blocks, 1,2,1,1,3 per layer and base width 24.",
    ),
    (
        "custom",
        {"block": "bottleneck", "width_per_group": 96},
        "This is a custom ResNet with bottleneck blocks, 2,2,2,2 per layer and width per group 96.",
    ),
]


@pytest.mark.parametrize(("network", "options", "sentence"), VARIANTS)
def test_variant_is_named_with_the_options_that_differ(network: str, options: dict[str, Any], sentence: str) -> None:
    identification = named(network, **options)
    assert (identification.sentence, identification.network) == (sentence, network)
    assert (identification.options, identification.exact) == (options, True)


def test_custom_network_that_is_in_the_catalogue_has_its_name() -> None:
    identification = named("custom", block="bottleneck", depths="3,4,6,3", width_per_group=128, classes=7)
    assert identification.sentence == "This is a Wide ResNet-50-2 with 7 classes."
    assert (identification.network, identification.options) == ("wide_resnet50_2", {"classes": 7})


def test_missing_head_is_said_and_its_classes_are_not_known() -> None:
    identification = identify_tensors(shapes_of(without(state_dict("resnet34", channels=1), "fc.")))

    assert identification.sentence == "This is a ResNet-34 with 1 input channel, without its head."
    assert (identification.fits, identification.expected, identification.misfits) == (180, 180, ())
    assert "Without a head the number of classes is not known: 1,000 is taken." in identification.notes


def test_state_dict_from_before_counters_is_exact() -> None:
    shapes = {name: shape for name, shape in torchvision_resnet(*RESNETS["resnet18"]) if "num_batches" not in name}
    assert identify_tensors(shapes).sentence == "This is a ResNet-18."


# ------------------------------------------------------------------------------------ what shapes do not tell


def test_residual_and_plain_network_with_the_same_tensors_are_both_named() -> None:
    identification = named("cifar_plain20", classes=100)

    words = "a CIFAR ResNet-20 with 100 classes"
    plain = "a CIFAR Plain-20 with 100 classes"
    assert identification.sentence == f"This is {words} or {plain}: these have the same tensors."
    assert [each.network for each in identification.candidates] == ["cifar_resnet20", "cifar_plain20"]
    assert [each.comparison.share for each in identification.candidates] == [1.0, 1.0]
    assert identification.notes[0] == (
        "Only projections have tensors, so shapes do not tell a network with other shortcuts from one without: "
        f"{words} is taken."
    )


def test_name_with_fewer_options_is_taken_among_the_same_tensors() -> None:
    identification = named("resnet18", shortcut="A")
    assert identification.sentence == (
        "This is a Plain-18 or a ResNet-18 with shortcut A: these have the same tensors."
    )
    assert (identification.network, identification.options) == ("plain18", {})


STRIDE = (
    "Shapes do not tell which convolution of a bottleneck strides: the 3×3 is taken, as in PyTorch; "
    "stride_on=1x1 is the first 1×1, as in the paper."
)
NOTES: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    (
        "resnet50",
        {"stride_on": "1x1"},
        (
            "Strides, dilation and poolings have no tensors: "
            "a 7×7 stem is taken with stride 2 and a max pooling after it.",
            STRIDE,
        ),
    ),
    (
        "resnet18",
        {"stem": "cifar"},
        ("Strides, dilation and poolings have no tensors: a 3×3 stem is taken with stride 1 and no pooling after it.",),
    ),
    (
        "vgg19",
        {},
        ("Strides, dilation and poolings have no tensors: a 2×2 max pooling is taken after each run of convolutions.",),
    ),
    (
        "custom",
        {"block": "bottleneck", "depths": "2", "base_width": 16, "width_per_group": 70},
        (
            "Strides, dilation and poolings have no tensors: "
            "a 7×7 stem is taken with stride 2 and a max pooling after it.",
            "A width per group of 68 to 71 gives these shapes: 68 is taken.",  # ⌊16·w / 64⌋ = 17
        ),
    ),
]


@pytest.mark.parametrize(("network", "options", "notes"), NOTES)
def test_notes_state_what_shapes_do_not_tell(network: str, options: dict[str, Any], notes: tuple[str, ...]) -> None:
    assert named(network, **options).notes == notes


# ------------------------------------------------------------------------------------ the real package


@pytest.fixture
def torchvision_models() -> Any:
    """The real package, which is no dependency of the tests: it pins a version of torch."""
    return pytest.importorskip("torchvision.models", reason="torchvision is not installed")


def real_shapes(model: nn.Module) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield from ((name, tuple(tensor.shape)) for name, tensor in model.state_dict().items())


@pytest.mark.parametrize("network", [*RESNETS, "vgg19"])
def test_state_dict_of_installed_torchvision_is_named(network: str, torchvision_models: Any) -> None:
    model: nn.Module = torchvision_models.get_model(network, weights=None, num_classes=10)
    identification = identify_tensors(dict(real_shapes(model)))
    assert identification.sentence == f"This is a {NETWORKS[network].title} with 10 classes."
