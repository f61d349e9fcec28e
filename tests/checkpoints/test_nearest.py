"""State dicts of networks that cannot be built here: what does not fit is listed, the nearest network first."""

from itertools import product
from typing import Any

import pytest
import torch

from app.checkpoints.comparison import compare
from app.checkpoints.identification import identify_tensors
from app.checkpoints.inference import with_ends_of
from app.checkpoints.naming import name_of
from app.checkpoints.ranking import nearest_candidates
from app.checkpoints.records import Identification, Shapes
from app.checkpoints.state_dicts import StateDict
from app.networks.catalogue import NETWORKS
from tests.support.checkpoints import shapes_of, state_dict, without
from tests.support.torchvision_names import RESNETS, norm, torchvision_resnet

RESNET50 = dict(torchvision_resnet(*RESNETS["resnet50"]))


def names(identification: Identification) -> list[str]:
    return [candidate.network for candidate in identification.candidates]


def with_gates(shapes: Shapes, name: str) -> Shapes:
    """A ResNet-50 with gates: two more convolutions with bias in each of 16 blocks, 8, 16, 32 or more inside."""
    gates: dict[str, tuple[int, ...]] = {}
    for weight, shape in shapes.items():
        if weight.endswith("conv3.weight"):
            path, channels = weight.removesuffix("conv3.weight") + name, shape[0]
            gates |= {f"{path}.fc1.weight": (channels // 16, channels, 1, 1), f"{path}.fc1.bias": (channels // 16,)}
            gates |= {f"{path}.fc2.weight": (channels, channels // 16, 1, 1), f"{path}.fc2.bias": (channels,)}
    return {**shapes, **gates}


def test_foreign_gates_are_listed_and_resnet50_is_nearest() -> None:
    identification = identify_tensors(with_gates(RESNET50, "cbam"))

    assert identification.sentence == (
        "This is none of the networks here. The nearest is a ResNet-50: 267 of 267 tensors fit."
    )
    assert (identification.network, identification.options, identification.exact) == ("resnet50", {}, False)
    assert identification.misfits == (
        "64 tensors are not in the network: "
        "layer1.0.cbam.fc1.weight, layer1.0.cbam.fc1.bias, layer1.0.cbam.fc2.weight and 61 more.",
    )
    assert names(identification)[0] == "resnet50"
    assert len(identification.candidates) == 3
    shares = [candidate.comparison.share for candidate in identification.candidates]
    assert shares[0] == 267 / (267 + 64)
    assert shares == sorted(shares, reverse=True)


def test_squeeze_and_excitation_of_timm_is_identified() -> None:
    identification = identify_tensors(with_gates(RESNET50, "se"))

    assert (identification.exact, identification.fits) == (True, 267 + 64)
    assert identification.misfits == ()


def test_deep_stem_and_pooled_shortcuts_of_timm_are_identified() -> None:
    """ResNet-D as timm names it: three 3×3 convolutions in `conv1`, and the projection at `downsample.1` and `.2`."""
    body = {name: shape for name, shape in RESNET50.items() if name != "conv1.weight" and "downsample" not in name}
    projections = {
        name.replace("downsample.1", "downsample.2").replace("downsample.0", "downsample.1"): shape
        for name, shape in RESNET50.items()
        if "downsample" in name
    }
    stem = {"conv1.0.weight": (32, 3, 3, 3), "conv1.3.weight": (32, 32, 3, 3), "conv1.6.weight": (64, 32, 3, 3)}
    norms = dict([*norm("conv1.1", 32), *norm("conv1.4", 32)])
    identification = identify_tensors(body | projections | stem | norms)

    assert (identification.exact, identification.misfits) == (True, ())
    assert identification.fits == 267 + 2 * (1 + 4)


def test_tensor_of_another_shape_is_listed_with_both_shapes() -> None:
    identification = identify_tensors({**RESNET50, "layer3.2.conv2.weight": (256, 256, 5, 5)})

    assert (identification.fits, identification.expected) == (266, 267)
    assert identification.misfits == (
        "1 tensor is of another shape: layer3.2.conv2.weight is 256×256×5×5 and not 256×256×3×3.",
    )


@pytest.mark.slow
def test_options_of_the_nearest_network_are_those_of_the_file() -> None:
    variant = shapes_of(state_dict("resnet101", classes=7, channels=1, stem="cifar"))
    identification = identify_tensors(with_gates(variant, "cbam"))
    assert identification.network == "resnet101"
    assert identification.options == {"classes": 7, "channels": 1, "stem": "cifar"}


@pytest.mark.slow
def test_ranking_equals_that_of_the_whole_catalogue() -> None:
    """A ResNet-18-D with the stem of the file is a ResNet-18 with shortcut D."""
    shapes = shapes_of(state_dict("resnet18"))
    found = StateDict("", "", shapes)
    adapted = [with_ends_of(network, shapes) for name, network in NETWORKS.items() if name != "custom"]
    ranked = sorted(adapted, key=lambda own: -compare(found, own).share)[:3]

    candidates = nearest_candidates(found, ())
    assert [each.comparison.share for each in candidates] == [compare(found, own).share for own in ranked]
    assert {each.network for each in candidates} == {name_of(own)[0] for own in ranked}


def test_missing_layer_is_listed() -> None:
    identification = identify_tensors(shapes_of(without(state_dict("resnet34"), "layer3.2.")))

    assert (identification.network, identification.exact) == ("resnet34", False)
    assert identification.misfits == (
        "10 tensors are missing in the file: layer3.2.conv1.weight, layer3.2.bn1.weight, layer3.2.bn1.bias and 7 more.",
    )


def vgg16() -> dict[str, tuple[int, ...]]:
    """torchvision's `vgg16`, with its index of each convolution among the features."""
    shapes: dict[str, tuple[int, ...]] = {}
    inputs = 3
    for index, outputs in zip(
        (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28), [64] * 2 + [128] * 2 + [256] * 3 + [512] * 6, strict=True
    ):
        shapes |= {f"features.{index}.weight": (outputs, inputs, 3, 3), f"features.{index}.bias": (outputs,)}
        inputs = outputs
    for index, weight in ((0, (4096, 25088)), (3, (4096, 4096)), (6, (1000, 4096))):
        shapes |= {f"classifier.{index}.weight": weight, f"classifier.{index}.bias": weight[:1]}
    return shapes


def test_vgg16_has_vgg19_as_nearest() -> None:
    """Up to `features.14` all fits, then the indices shift: 21 and 28 fit, of 19 only the bias, and the classifier."""
    identification = identify_tensors(vgg16())
    assert names(identification)[0] == "vgg19"
    assert (identification.fits, identification.expected, identification.exact) == (
        2 * 7 + 2 * 2 + 1 + 2 * 3,
        38,
        False,
    )


OTHERS: list[Shapes] = [
    {"encoder.layers.0.self_attn.in_proj_weight": (192, 64), "head.weight": (10, 64)},
    {"blocks.0.conv1.weight": (8, 3, 3, 3), "blocks.0.bn1.weight": (8,), "blocks.1.conv1.weight": (8, 8, 3, 3)},
    {"weight": ()},
    {"conv1.weight": (64, 3, 3, 3), "fc.weight": (10, 512), "fc.bias": (10,)},  # usual names, in every second network
    {"": (1,)},
    {},
]


@pytest.mark.parametrize("shapes", OTHERS)
def test_other_networks_are_said_to_be_unknown(shapes: Shapes) -> None:
    identification = identify_tensors(shapes)
    assert identification.sentence == ("The names and shapes are of no ResNet or VGG that can be built here.")
    assert (identification.network, identification.candidates, identification.misfits) == (None, (), ())


def test_network_of_which_less_than_half_fits_is_not_opened() -> None:
    """The fourth layer of a ResNet-50: 3 blocks of 15 tensors, and 5 on the shortcut. A ResNet-26 has two of them."""
    shapes = {name: shape for name, shape in RESNET50.items() if name.startswith("layer4")}
    identification = identify_tensors(shapes)

    assert identification.network is None
    assert identification.sentence == (
        "The names and shapes are of no ResNet or VGG that can be built here. "
        "Of the nearest, a ResNet-26, 35 of 145 tensors fit."
    )
    assert identification.misfits == (
        "110 tensors are missing in the file: conv1.weight, bn1.weight, bn1.bias and 107 more.",
        "15 tensors are not in the network: layer4.2.conv1.weight, layer4.2.bn1.weight, layer4.2.bn1.bias and 12 more.",
    )


OUT_OF_BOUNDS: list[tuple[Shapes, str]] = [
    (
        {"layer1.0.conv1.weight": (10**6, 10**6, 3, 3)},
        "base_width is '1000000'; it has to be a whole number from 1 to 100,000.",
    ),
    ({"layer1.0.conv1.weight": (90_000, 9, 3, 3)}, "The network would have "),
    ({f"layer1.{index}.conv1.weight": (4, 4, 3, 3) for index in range(900)}, "The network would have 1,802 weighted"),
    (
        {"features.0.weight": (64, 10**9, 3, 3)},
        "channels is '1000000000'; it has to be a whole number from 1 to 100,000.",
    ),
]


@pytest.mark.parametrize(("shapes", "reason"), OUT_OF_BOUNDS)
def test_network_out_of_bounds_is_refused_by_its_number(shapes: Shapes, reason: str) -> None:
    identification = identify_tensors(shapes)
    assert identification.network is None
    assert identification.sentence.startswith(f"This is a network that cannot be opened here. {reason}")


ODD: list[Any] = [(), (0,), (0, 0, 0, 0), (1, 1, 1, 1), (4, 0, 3, 3), (3,), (10**30, 1, 1, 1), (2, 3, 4, 5, 6)]


ANYWHERE = ("layer1.0.conv1", "layer1.0.conv2", "layer1.0.conv3", "conv1", "fc")


@pytest.mark.slow
def test_odd_shape_of_any_tensor_is_a_misfit_and_no_error() -> None:
    shapes = {f"{start}.weight": (4, 4, 3, 3) for start in ("layer1.0.conv1", "layer1.0.conv2")}
    for name, shape in product(ANYWHERE, ODD):
        identification = identify_tensors({**shapes, f"{name}.weight": shape})
        assert (identification.exact, identification.sentence[-1]) == (False, "."), f"{name}: {shape}"


def test_control_characters_in_names_are_escaped_and_long_names_cut() -> None:
    shapes = {**RESNET50, "layer1.\x1b[31m": (1,), "layer2.<b>" + "x" * 99: (1,), "\x07": (1,)}
    identification = identify_tensors(shapes)

    assert identification.misfits == (
        f"2 tensors are not in the network: layer1.\\x1b[31m and layer2.<b>{'x' * 50}….",
        "1 tensor is of other modules beside the network: \\x07.",
    )


def test_state_dict_of_an_unrelated_module_is_unknown() -> None:
    assert identify_tensors(shapes_of(dict(torch.nn.LSTM(3, 4).state_dict()))).network is None
