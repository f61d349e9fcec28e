"""The catalogue of networks. One row adds a network: page, API, tests and documentation iterate over the rows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from .spec import Shortcut, Spec

IMAGENET = "ImageNet ResNets"
CIFAR = "CIFAR ResNets"
DEPTHS = "Other depths"
BAG_OF_TRICKS = "ResNet-C and D"
SE = "Squeeze and excitation"
PRE_ACTIVATION = "Pre-activation"
WIDER = "ResNeXt and Wide"
PLAIN = "Plain and VGG"
CUSTOM = "Your own"

Kind = Literal["basic", "bottleneck"]

BLOCKS: dict[int, tuple[Kind, tuple[int, ...]]] = {
    10: ("basic", (1, 1, 1, 1)),
    14: ("bottleneck", (1, 1, 1, 1)),
    18: ("basic", (2, 2, 2, 2)),
    26: ("bottleneck", (2, 2, 2, 2)),
    34: ("basic", (3, 4, 6, 3)),
    50: ("bottleneck", (3, 4, 6, 3)),
    101: ("bottleneck", (3, 4, 23, 3)),
    152: ("bottleneck", (3, 8, 36, 3)),
    200: ("bottleneck", (3, 24, 36, 3)),
}
"""The blocks of networks for ImageNet by depth: those of the paper's Table 1 and of timm (`timm.models.resnet`)."""


@dataclass(frozen=True, slots=True)
class Network:
    """A named configuration. `title` is its name in prose, `label` the text of its button within its `family`."""

    name: str
    title: str
    label: str
    family: str
    spec: Spec


def _networks() -> Iterator[Network]:
    for depth in (18, 34, 50, 101, 152):
        yield _row(f"resnet{depth}", f"ResNet-{depth}", f"{depth}", IMAGENET, _imagenet(depth))
    for depth in (20, 32, 44, 56, 110, 1202):
        yield _row(f"cifar_resnet{depth}", f"CIFAR ResNet-{depth}", f"{depth}", CIFAR, _cifar(depth))

    for depth in (10, 14, 26, 200):
        yield _row(f"resnet{depth}", f"ResNet-{depth}", f"{depth}", DEPTHS, _imagenet(depth))
    yield _row("cifar_resnet164", "CIFAR ResNet-164", "CIFAR 164", DEPTHS, _cifar(164, "bottleneck", "B"))

    yield from _wider()
    deep = replace(_imagenet(50), stem="deep", stem_width=32)
    yield _row("resnet50c", "ResNet-50-C", "50-C", BAG_OF_TRICKS, deep)
    for depth in (18, 26, 34, 50, 101, 152, 200):
        deep = replace(_imagenet(depth), stem="deep", stem_width=32, shortcut="D")
        yield _row(f"resnet{depth}d", f"ResNet-{depth}-D", f"{depth}-D", BAG_OF_TRICKS, deep)

    for depth in (18, 34, 50, 101, 152):
        gated = replace(_imagenet(depth), attention="se")
        yield _row(f"seresnet{depth}", f"SE-ResNet-{depth}", f"SE-{depth}", SE, gated)
    gated = replace(_imagenet(50), attention="se", groups=32, width_per_group=4)
    yield _row("seresnext50_32x4d", "SE-ResNeXt-50 32×4d", "SE-ResNeXt-50", SE, gated)

    yield from _pre_activated()
    yield from _plain()
    yield _row("custom", "Custom ResNet", "Custom", CUSTOM, _imagenet(18))


def _wider() -> Iterator[Network]:
    grouped = replace(_imagenet(50), groups=32, width_per_group=4)
    yield _row("resnext50_32x4d", "ResNeXt-50 32×4d", "ResNeXt-50", WIDER, grouped)
    grouped = replace(_imagenet(101), groups=32, width_per_group=8)
    yield _row("resnext101_32x8d", "ResNeXt-101 32×8d", "ResNeXt-101 32×8d", WIDER, grouped)
    grouped = replace(_imagenet(101), groups=64, width_per_group=4)
    yield _row("resnext101_64x4d", "ResNeXt-101 64×4d", "ResNeXt-101 64×4d", WIDER, grouped)
    for depth in (50, 101):
        wide = replace(_imagenet(depth), width_per_group=128)
        yield _row(f"wide_resnet{depth}_2", f"Wide ResNet-{depth}-2", f"Wide-{depth}-2", WIDER, wide)
    for depth, factor in ((28, 10), (40, 2), (16, 8)):
        yield _row(
            f"wrn_{depth}_{factor}", f"WRN-{depth}-{factor}", f"WRN-{depth}-{factor}", WIDER, _wide(depth, factor)
        )


def _pre_activated() -> Iterator[Network]:
    for depth in (18, 34, 50, 101, 152):
        own = replace(_imagenet(depth), pre_activation=True)
        yield _row(f"resnetv2_{depth}", f"ResNetV2-{depth}", f"V2-{depth}", PRE_ACTIVATION, own)
    own = replace(_imagenet(50), pre_activation=True, stem="deep", stem_width=32, shortcut="D")
    yield _row("resnetv2_50d", "ResNetV2-50-D", "V2-50-D", PRE_ACTIVATION, own)
    kinds: dict[int, Kind] = {110: "basic", 164: "bottleneck", 1001: "bottleneck"}
    for depth, kind in kinds.items():
        own = replace(_cifar(depth, kind, "B"), pre_activation=True)
        name = f"CIFAR pre-activation ResNet-{depth}"
        yield _row(f"cifar_preact_resnet{depth}", name, f"CIFAR {depth}", PRE_ACTIVATION, own)


def _plain() -> Iterator[Network]:
    for depth in (18, 34):
        twin = replace(_imagenet(depth), shortcut="none")
        yield _row(f"plain{depth}", f"Plain-{depth}", f"Plain-{depth}", PLAIN, twin)
    for depth in (20, 32, 44, 56, 110):
        twin = replace(_cifar(depth), shortcut="none")
        yield _row(f"cifar_plain{depth}", f"CIFAR Plain-{depth}", f"CIFAR Plain-{depth}", PLAIN, twin)
    ones = (1, 1, 1, 1, 1)
    vgg = Spec("", "vgg", (2, 2, 4, 4, 4), stem=None, stem_pool=False, shortcut=None, norm="none")
    yield _row("vgg19", "VGG-19", "VGG-19", PLAIN, replace(vgg, strides=ones, dilations=ones))


def _imagenet(depth: int) -> Spec:
    kind, depths = BLOCKS[depth]
    return Spec("", kind, depths, stride_on="3x3" if kind == "bottleneck" else None)


def _cifar(depth: int, kind: Kind = "basic", shortcut: Shortcut = "A") -> Spec:
    """The paper's section 4.2: 6n + 2 weighted layers in three layers of 16, 32 and 64 channels, option A.

    With bottlenecks there are 9n + 2, and options A and B differ in the first block too (He et al., arXiv 1603.05027).
    """
    blocks = (depth - 2) // (6 if kind == "basic" else 9)
    return Spec(
        network="",
        block=kind,
        depths=(blocks,) * 3,
        base_width=16,
        stem="cifar",
        stem_width=16,
        stem_pool=False,
        shortcut=shortcut,
        stride_on="3x3" if kind == "bottleneck" else None,
        strides=(1, 2, 2),
        dilations=(1, 1, 1),
        classes=10,
    )


def _wide(depth: int, factor: int) -> Spec:
    """Zagoruyko and Komodakis, arXiv 1605.07146: three layers of n pre-activated blocks have 6n + 4 convolutions.

    These are the stem's, 6n of 3×3 and three projections: the stem keeps 16 channels, so the first layer has one too.
    """
    spec = _cifar(depth - 2, shortcut="B")
    return replace(spec, base_width=16 * factor, pre_activation=True)


def _row(name: str, title: str, label: str, family: str, spec: Spec) -> Network:
    return Network(name, title, label, family, replace(spec, network=name))


NETWORKS: dict[str, Network] = {network.name: network for network in _networks()}

DEFAULT_SIZE: dict[str, int] = {name: 32 if network.spec.stem == "cifar" else 224 for name, network in NETWORKS.items()}
"""The side of the images that a network was published for, in pixels."""
