"""The configuration of a network as plain data, and the shapes that follow from it by arithmetic."""

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["basic", "bottleneck", "vgg"]
Stem = Literal["imagenet", "cifar"]
Shortcut = Literal["A", "B", "C", "none"]
StrideOn = Literal["3x3", "1x1"]

EXPANSION: dict[str, int] = {"basic": 1, "bottleneck": 4}
"""Output channels of a residual block, as a multiple of the channels of its layer (paper, Figure 5)."""


@dataclass(frozen=True, slots=True)
class Spec:
    """The full configuration of a network. A field is `None` if the network does not have the option.

    `depths` counts the blocks of each layer (for VGG: the convolutions of each layer). Layer *i* (from 0) has
    `base_width · 2^i` channels, times four at the end of a bottleneck. `groups` and `width_per_group` are those of
    ResNeXt and of Wide ResNet, and widen only the 3×3 convolution of a bottleneck.
    """

    network: str
    block: BlockKind
    depths: tuple[int, ...]
    base_width: int = 64
    groups: int = 1
    width_per_group: int = 64
    stem: Stem | None = "imagenet"
    shortcut: Shortcut | None = "B"
    stride_on: StrideOn | None = None
    channels: int = 3
    classes: int = 1000


@dataclass(frozen=True, slots=True)
class BlockShape:
    """The channels and the stride of a residual block. `inside` counts the channels of its inner convolutions."""

    inputs: int
    inside: int
    outputs: int
    stride: int

    @property
    def changes_shape(self) -> bool:
        return self.stride != 1 or self.inputs != self.outputs


def block_shapes(spec: Spec) -> list[list[BlockShape]]:
    """The blocks of each layer of a residual network. The first block of a layer halves H and W, except in layer1."""
    layers, inputs = [], spec.base_width
    for index, depth in enumerate(spec.depths):
        planes = spec.base_width * 2**index
        inside = planes * spec.width_per_group // 64 * spec.groups
        outputs = planes * EXPANSION[spec.block]
        first = BlockShape(inputs, inside, outputs, stride=1 if index == 0 else 2)
        layers.append([first, *[BlockShape(outputs, inside, outputs, stride=1)] * (depth - 1)])
        inputs = outputs
    return layers


def shortcut_kind(spec: Spec, block: BlockShape) -> Literal["identity", "padding", "projection", "none"]:
    """The shortcut of a block with the paper's options A, B and C (section 3.3), or in a plain network."""
    if spec.shortcut in (None, "none"):
        return "none"
    if spec.shortcut == "C":
        return "projection"
    if not block.changes_shape:
        return "identity"
    return "padding" if spec.shortcut == "A" else "projection"
