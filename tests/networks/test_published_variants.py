"""Parameters, multiply-adds and convolutions of published variants, measured on public implementations.

timm 1.x for ImageNet (3×224×224, 1000 classes), torchvision for dilation, and independent definitions for CIFAR-10
(3×32×32, 10 classes), with torch's FlopCounterMode. timm's squeeze and excitation is two 1×1 convolutions.
"""

from typing import Any, NamedTuple

import pytest
from torch import nn

from app.networks.bounds import weighted_layers
from app.networks.catalogue import NETWORKS
from app.tracing.models import build
from tests.support.traces import output_shape, trace_network


class Size(NamedTuple):
    params: int
    macs: int


IMAGENET = {
    "resnet26": Size(15_995_176, 2_342_256_640),
    "resnet200": Size(64_673_832, 15_007_481_856),
    "resnet18d": Size(11_708_744, 2_053_713_920),
    "resnet26d": Size(16_014_408, 2_581_897_216),
    "resnet34d": Size(21_816_904, 3_903_401_984),
    "resnet50c": Size(25_576_264, 4_328_824_832),
    "resnet50d": Size(25_576_264, 4_328_824_832),
    "resnet101d": Size(44_568_392, 8_041_046_016),
    "resnet152d": Size(60_212_040, 11_753_267_200),
    "resnet200d": Size(64_693_064, 15_247_122_432),
    "seresnet18": Size(11_779_624, 1_814_161_408),
    "seresnet34": Size(21_960_416, 3_663_920_128),
    "seresnet50": Size(28_088_024, 4_091_699_200),
    "seresnet101": Size(49_326_872, 7_806_148_608),
    "seresnet152": Size(66_821_848, 11_520_204_800),
    "seresnext50_32x4d": Size(27_559_896, 4_232_994_816),
    "resnetv2_18": Size(11_687_720, 1_814_073_344),
    "resnetv2_34": Size(21_795_880, 3_663_761_408),
    "resnetv2_50": Size(25_549_352, 4_089_184_256),
    "resnetv2_50d": Size(25_568_584, 4_328_824_832),
    "resnetv2_101": Size(44_541_480, 7_801_405_440),
    "resnetv2_152": Size(60_185_128, 11_513_626_624),
}
CIFAR = {
    "wrn_28_10": Size(36_479_194, 5_243_328_768),
    "cifar_preact_resnet110": Size(1_730_522, 253_149_824),
    "cifar_preact_resnet164": Size(1_703_258, 247_646_720),
}
MILLIONS = {"wrn_40_2": "2.2", "wrn_16_8": "11.0", "wrn_28_10": "36.5", "cifar_preact_resnet164": "1.7"}
"""Parameters in the papers' tables (Zagoruyko and Komodakis, Table 5; He et al., Identity Mappings, Table 3)."""

DEPTHS = {
    "wrn_28_10": (28, 25 + 1),  # 25 convolutions of 3×3, with the stem's, 3 projections; and a classifier
    "cifar_preact_resnet110": (109 + 2, 110),
    "cifar_preact_resnet164": (163 + 3, 164),
    "cifar_preact_resnet1001": (1000 + 3, 1001),
    "cifar_resnet164": (163 + 3, 164),
    "resnet50": (49 + 4, 50),
    "resnet50d": (49 + 4 + 2, 50 + 2),  # two more in the deep stem, which the name does not count
    "seresnet50": (49 + 4 + 2 * 16, 50),  # two in the gate of each of 16 blocks
    "resnet200": (199 + 4, 200),
    "cifar_resnet20": (19, 20),
}
"""Convolutions in all, and weighted layers: without shortcuts and gates, with the classifier."""


@pytest.mark.parametrize(("network", "size"), (IMAGENET | CIFAR).items())
def test_variant_has_published_parameters_and_macs(network: str, size: Size) -> None:
    totals = trace_network(network).totals

    assert Size(totals.params, totals.macs) == size


@pytest.mark.parametrize(("network", "millions"), MILLIONS.items())
def test_cifar_network_has_the_parameters_of_its_paper(network: str, millions: str) -> None:
    assert f"{trace_network(network).totals.params / 1e6:.1f}" == millions


@pytest.mark.parametrize(("network", "depth"), DEPTHS.items())
def test_convolutions_and_weighted_layers_follow_the_name(network: str, depth: tuple[int, int]) -> None:
    own = NETWORKS[network].spec
    convolutions = sum(isinstance(module, nn.Conv2d) for module in build(own).module.modules())

    assert (convolutions, weighted_layers(own)) == depth


DILATED: list[tuple[dict[str, Any], int, tuple[int, ...]]] = [
    ({"output_stride": "32"}, 4_089_184_256, (28, 14, 7)),
    ({"output_stride": "16"}, 6_208_618_496, (28, 14, 14)),
    ({"output_stride": "8"}, 19_079_364_608, (28, 28, 28)),
    ({"strides": "1,2,1,1", "dilations": "1,1,2,4"}, 19_079_364_608, (28, 28, 28)),
]


@pytest.mark.parametrize(("options", "macs", "sides"), DILATED)
def test_dilated_resnet50_has_shapes_and_macs_of_torchvision(
    options: dict[str, Any], macs: int, sides: tuple[int, ...]
) -> None:
    trace = trace_network("resnet50", **options)

    assert (trace.totals.params, trace.totals.macs) == (25_557_032, macs)
    ends = [output_shape(trace, layer.blocks[-1].output) for layer in trace.layers]
    assert ends == [(256, 56, 56), *((256 * 2**n, side, side) for n, side in enumerate(sides, 1))]


def test_last_stride_1_keeps_the_size_for_person_reidentification() -> None:
    trace = trace_network("resnet50", "256x128", strides="1,2,2,1")

    assert trace.totals.last_volume == (2048, 16, 8)
    assert round(trace.totals.macs / 1e9, 3) == 4.055
    assert round(trace_network("resnet50", "256x128").totals.macs / 1e9, 3) == 2.671


@pytest.mark.parametrize("side", [240, 239, 225, 226, 500])
def test_pooled_shortcut_of_resnet50d_fits_odd_sizes(side: int) -> None:
    """`ceil_mode` makes 8 of 15, as the strided convolution does; without it 240×240 failed."""
    last = -(-side // 32)
    assert trace_network("resnet50d", str(side)).totals.last_volume == (2048, last, last)


def test_option_of_another_network_gives_the_named_one() -> None:
    for network, options in (
        ("resnet50d", {"stem": "deep", "shortcut": "D"}),
        ("resnet50c", {"stem": "deep"}),
        ("seresnet50", {"attention": "se"}),
        ("resnetv2_50", {"pre_activation": True}),
    ):
        assert trace_network("resnet50", None, **options).steps == trace_network(network).steps
