"""The configuration of a network as plain data, and the shapes that follow from it by arithmetic."""

from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Literal

BlockKind = Literal["basic", "bottleneck", "vgg"]
Stem = Literal["imagenet", "cifar", "deep"]
Shortcut = Literal["A", "B", "C", "D", "none"]
StrideOn = Literal["3x3", "1x1"]
Attention = Literal["none", "se"]
Norm = Literal["batch", "group", "none"]
Head = Literal["adaptive", "fixed", "none"]

EXPANSION: dict[str, int] = {"basic": 1, "bottleneck": 4}
"""Output channels of a residual block, as a multiple of the channels of its layer (paper, Figure 5)."""


@dataclass(frozen=True, slots=True)
class Spec:
    """The full configuration of a network. A field is `None` if the network does not have the option.

    `depths` counts the blocks of each layer (for VGG: the convolutions of each layer). Layer *i* (from 0) has
    `base_width · 2^i` channels, times four at the end of a bottleneck. `groups` and `width_per_group` are those of
    ResNeXt and of Wide ResNet, and widen only the 3×3 convolution of a bottleneck. `strides` and `dilations` have a
    number for each layer. `stem_width` is the channels of the stem's first convolution; a deep stem ends with twice as
    many. `features` is the classifier's inputs behind a fixed pooling.
    """

    network: str
    block: BlockKind
    depths: tuple[int, ...]
    base_width: int = 64
    groups: int = 1
    width_per_group: int = 64
    stem: Stem | None = "imagenet"
    stem_width: int = 64
    stem_pool: bool = True
    shortcut: Shortcut | None = "B"
    stride_on: StrideOn | None = None
    strides: tuple[int, ...] = (1, 2, 2, 2)
    dilations: tuple[int, ...] = (1, 1, 1, 1)
    pre_activation: bool = False
    attention: Attention = "none"
    norm: Norm = "batch"
    head: Head = "adaptive"
    features: int | None = None
    channels: int = 3
    classes: int = 1000

    @property
    def stem_channels(self) -> int:
        """The channels that the first layer receives."""
        return 2 * self.stem_width if self.stem == "deep" else self.stem_width

    @property
    def stem_stride(self) -> int:
        """Input pixels, along a side, for one value that the first layer receives."""
        return (1 if self.stem == "cifar" else 2) * (2 if self.stem_pool else 1)

    @property
    def total_stride(self) -> int:
        """Input pixels, along a side, for one value of the last layer: a side of n gives ⌈n / total_stride⌉."""
        return self.stem_stride * prod(self.strides)

    @property
    def output_stride(self) -> str | None:
        """The value of the option `output_stride` that gives these strides and dilations."""
        at = at_output_stride(self, self.total_stride)
        return str(self.total_stride) if at == (self.strides, self.dilations) else None

    @property
    def last_channels(self) -> int:
        """The channels of the last layer of a residual network."""
        return (self.base_width << len(self.depths) - 1) * EXPANSION[self.block]


def usual_strides(layers: int) -> tuple[int, ...]:
    """The paper's strides: every layer but the first halves H and W."""
    return (1, *(2,) * (layers - 1))


def at_output_stride(spec: Spec, output_stride: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Strides and dilations with which a network of the usual strides has this output stride.

    Where it is reached, stride 2 becomes dilation 2 (Chen et al., DeepLab, arXiv 1606.00915; torchvision's
    `replace_stride_with_dilation`, timm's `output_stride`).
    """
    strides, dilations = [], []
    reached, dilation = spec.stem_stride, 1
    for stride in usual_strides(len(spec.depths)):
        if reached >= output_stride:
            dilation, stride = dilation * stride, 1
        reached *= stride
        strides.append(stride)
        dilations.append(dilation)
    return tuple(strides), tuple(dilations)


@dataclass(frozen=True, slots=True)
class BlockShape:
    """The channels and the stride of a residual block. `inside` counts the channels of its inner convolutions.

    `dilations` are those of its first 3×3 convolution, the one that strides, and of a second.
    """

    inputs: int
    inside: int
    outputs: int
    stride: int
    dilations: tuple[int, int] = (1, 1)

    @property
    def changes_shape(self) -> bool:
        return self.stride != 1 or self.inputs != self.outputs


def block_shapes(spec: Spec) -> list[list[BlockShape]]:
    """The blocks of each layer of a residual network. The first block of a layer strides.

    Its first 3×3 takes the dilation of the layer before, because it reads that layer's grid (as torchvision and timm).
    """
    layers, inputs = [], spec.stem_channels
    dilations = pairwise((1, *spec.dilations))
    for index, (depth, stride, dilated) in enumerate(zip(spec.depths, spec.strides, dilations, strict=True)):
        planes = spec.base_width * 2**index
        inside = planes * spec.width_per_group // 64 * spec.groups
        outputs = planes * EXPANSION[spec.block]
        first = BlockShape(inputs, inside, outputs, stride, dilated)
        other = BlockShape(outputs, inside, outputs, 1, (dilated[1], dilated[1]))
        layers.append([first, *[other] * (depth - 1)])
        inputs = outputs
    return layers


def shortcut_kind(spec: Spec, block: BlockShape) -> Literal["identity", "padding", "projection", "none"]:
    """The shortcut of a block with the paper's options A, B and C (section 3.3), with D, or in a plain network."""
    if spec.shortcut in (None, "none"):
        return "none"
    if spec.shortcut == "C":
        return "projection"
    if not block.changes_shape:
        return "identity"
    return "padding" if spec.shortcut == "A" else "projection"
