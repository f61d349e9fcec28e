"""The catalogue of networks. One row adds a network: page, API, tests and documentation iterate over the rows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .spec import Spec

IMAGENET = "ImageNet ResNets"
CIFAR = "CIFAR ResNets"
WIDER = "ResNeXt and Wide"
PLAIN = "Plain and VGG"
CUSTOM = "Your own"


@dataclass(frozen=True, slots=True)
class Network:
    """A named configuration. `title` is its name in prose, `label` the text of its button within its `family`."""

    name: str
    title: str
    label: str
    family: str
    spec: Spec


THREE_LAYERS = Spec(
    network="",
    block="basic",
    depths=(),
    base_width=16,
    stem="cifar",
    stem_width=16,
    stem_pool=False,
    strides=(1, 2, 2),
    dilations=(1, 1, 1),
    classes=10,
)
"""The paper's networks for CIFAR-10 (section 4.2), with option B."""


def _resnets() -> Iterator[Network]:
    basic, bottleneck = Spec("", "basic", ()), Spec("", "bottleneck", (), stride_on="3x3")
    yield _row("resnet18", "ResNet-18", "18", IMAGENET, basic, depths=(2, 2, 2, 2))
    yield _row("resnet34", "ResNet-34", "34", IMAGENET, basic, depths=(3, 4, 6, 3))
    yield _row("resnet50", "ResNet-50", "50", IMAGENET, bottleneck, depths=(3, 4, 6, 3))
    yield _row("resnet101", "ResNet-101", "101", IMAGENET, bottleneck, depths=(3, 4, 23, 3))
    yield _row("resnet152", "ResNet-152", "152", IMAGENET, bottleneck, depths=(3, 8, 36, 3))

    for depth in (20, 32, 44, 56, 110, 1202):
        yield _row(f"cifar_resnet{depth}", f"CIFAR ResNet-{depth}", f"{depth}", CIFAR, _cifar(depth))

    grouped = replace(bottleneck, groups=32, width_per_group=4)
    yield _row("resnext50_32x4d", "ResNeXt-50 32×4d", "ResNeXt-50", WIDER, grouped, depths=(3, 4, 6, 3))
    grouped = replace(bottleneck, groups=32, width_per_group=8)
    yield _row("resnext101_32x8d", "ResNeXt-101 32×8d", "ResNeXt-101 32×8d", WIDER, grouped, depths=(3, 4, 23, 3))
    grouped = replace(bottleneck, groups=64, width_per_group=4)
    yield _row("resnext101_64x4d", "ResNeXt-101 64×4d", "ResNeXt-101 64×4d", WIDER, grouped, depths=(3, 4, 23, 3))
    wide = replace(bottleneck, width_per_group=128)
    yield _row("wide_resnet50_2", "Wide ResNet-50-2", "Wide-50-2", WIDER, wide, depths=(3, 4, 6, 3))
    yield _row("wide_resnet101_2", "Wide ResNet-101-2", "Wide-101-2", WIDER, wide, depths=(3, 4, 23, 3))

    plain = replace(basic, shortcut="none")
    yield _row("plain18", "Plain-18", "Plain-18", PLAIN, plain, depths=(2, 2, 2, 2))
    yield _row("plain34", "Plain-34", "Plain-34", PLAIN, plain, depths=(3, 4, 6, 3))
    for depth in (20, 32, 44, 56, 110):
        twin = replace(_cifar(depth), shortcut="none")
        yield _row(f"cifar_plain{depth}", f"CIFAR Plain-{depth}", f"CIFAR Plain-{depth}", PLAIN, twin)
    vgg = Spec("", "vgg", (2, 2, 4, 4, 4), stem=None, stem_pool=False, shortcut=None, norm="none")
    vgg = replace(vgg, strides=(1,) * 5, dilations=(1,) * 5)
    yield _row("vgg19", "VGG-19", "VGG-19", PLAIN, vgg)

    yield _row("custom", "Custom ResNet", "Custom", CUSTOM, basic, depths=(2, 2, 2, 2))


def _cifar(depth: int) -> Spec:
    """The paper's section 4.2: 6n+2 weighted layers in three layers of 16, 32 and 64 channels, option A."""
    blocks = (depth - 2) // 6
    return replace(THREE_LAYERS, depths=(blocks,) * 3, shortcut="A")


def _row(name: str, title: str, label: str, family: str, spec: Spec, depths: tuple[int, ...] | None = None) -> Network:
    return Network(name, title, label, family, replace(spec, network=name, depths=depths or spec.depths))


NETWORKS: dict[str, Network] = {network.name: network for network in _resnets()}

DEFAULT_SIZE: dict[str, int] = {name: 32 if network.spec.stem == "cifar" else 224 for name, network in NETWORKS.items()}
"""The side of the images that a network was published for, in pixels."""
