"""The number of parameters of a network by arithmetic, before anything is built."""

import math
from itertools import pairwise

from .parts import hidden_channels
from .spec import BlockShape, Spec, block_shapes, shortcut_kind
from .vgg import HIDDEN, widths


def params(spec: Spec) -> int:
    """The number of parameters of the network."""
    return _vgg(spec) if spec.block == "vgg" else _resnet(spec)


def _resnet(spec: Spec) -> int:
    count = _stem(spec) + sum(_block(spec, block) for layer in block_shapes(spec) for block in layer)
    count += _norm(spec, spec.last_channels if spec.pre_activation else spec.stem_channels)
    return count if spec.head == "none" else count + ((spec.features or spec.last_channels) + 1) * spec.classes


def _conv(spec: Spec, inputs: int, outputs: int, kernel: int, groups: int = 1) -> int:
    """A kernel for each output channel, and a bias in a network without normalization."""
    return outputs * (kernel**2 * (inputs // groups) + (spec.norm == "none"))


def _norm(spec: Spec, channels: int) -> int:
    """A factor and a term for each channel."""
    return 0 if spec.norm == "none" else 2 * channels


def _stem(spec: Spec) -> int:
    width = spec.stem_width
    if spec.stem != "deep":
        return _conv(spec, spec.channels, width, 7 if spec.stem == "imagenet" else 3)
    sides = (spec.channels, width, width, 2 * width)
    return sum(_conv(spec, a, b, 3) for a, b in pairwise(sides)) + 2 * _norm(spec, width)


def _block(spec: Spec, block: BlockShape) -> int:
    inputs, inside, outputs = block.inputs, block.inside, block.outputs
    if spec.block == "basic":
        sides = [inputs, outputs, outputs]
        count = _conv(spec, inputs, outputs, 3) + _conv(spec, outputs, outputs, 3)
    else:
        sides = [inputs, inside, inside, outputs]
        count = _conv(spec, inputs, inside, 1) + _conv(spec, inside, outputs, 1)
        count += _conv(spec, inside, inside, 3, spec.groups)
    count += sum(_norm(spec, side) for side in (sides[:-1] if spec.pre_activation else sides[1:]))
    if spec.attention == "se":
        hidden = hidden_channels(outputs)
        count += (outputs + 1) * hidden + (hidden + 1) * outputs
    if shortcut_kind(spec, block) == "projection":
        count += _conv(spec, inputs, outputs, 1) + (0 if spec.pre_activation else _norm(spec, outputs))
    return count


def _vgg(spec: Spec) -> int:
    count, inputs = 0, spec.channels
    for outputs, depth in zip(widths(spec), spec.depths, strict=True):
        count += (9 * inputs + 1) * outputs + (depth - 1) * (9 * outputs + 1) * outputs
        inputs = outputs
    sides = (math.prod((inputs, 7, 7)), HIDDEN, HIDDEN, spec.classes)
    return count + sum((a + 1) * b for a, b in pairwise(sides))
