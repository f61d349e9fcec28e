"""Infer the specs that a state dict's names and shapes admit. What no tensor shows has the usual value."""

import re
from dataclasses import dataclass, replace
from itertools import count, takewhile

from ..networks.bounds import can_pad
from ..networks.catalogue import NETWORKS, Network
from ..networks.option_types import SpecValue
from ..networks.options import variant
from ..networks.spec import EXPANSION, Norm, Shortcut, Spec, Stem, block_shapes, shortcut_kind
from .records import Shape, Shapes

MAX_LAYERS = 5  # of the network `custom`
SHORTCUTS: tuple[Shortcut, ...] = ("B", "A", "C", "none")  # the usual one first
POOLED = re.compile(r".*\.downsample\.1\.weight")
"""The convolution of shortcut D: its pooling is `downsample.0`. Elsewhere this name is a normalization's."""


@dataclass(frozen=True, slots=True)
class Inference:
    """Specs with the same tensors, the usual one first, and the widths per group that round to the same channels."""

    specs: tuple[Spec, ...]
    widths_per_group: range = range(0)


def infer(shapes: Shapes) -> Inference | None:
    """The specs of a ResNet or VGG with these tensors, or `None` if the first tensor of its body is not there."""
    if _shape(shapes, "features.0.weight", 4):
        return Inference((with_ends_of(NETWORKS["vgg19"], shapes),))
    return _resnet(shapes) if _shape(shapes, "layer1.0.conv1.weight", 4) else None


def with_ends_of(network: Network, shapes: Shapes) -> Spec:
    """The network with the input channels, the stem and the classes of these tensors, as far as they are there."""
    return variant(network, _ends(network.spec, shapes))


def _ends(spec: Spec, shapes: Shapes) -> dict[str, SpecValue]:
    first, last = ("features.0", "classifier.6") if spec.block == "vgg" else ("conv1", "fc")
    values: dict[str, SpecValue] = {}
    deep = _shape(shapes, f"{first}.0.weight", 4)
    if stem := deep or _shape(shapes, f"{first}.weight", 4):
        values["channels"] = stem[1]
        if spec.block != "vgg":
            single: Stem = "cifar" if stem[2:] == (3, 3) else "imagenet"
            values["stem"] = "deep" if deep else single
    if head := _shape(shapes, f"{last}.weight", 2):
        values["classes"] = head[0]
    return values


def _resnet(shapes: Shapes) -> Inference:
    first, last = shapes["layer1.0.conv1.weight"], _shape(shapes, "layer1.0.conv3.weight", 4)
    block = "bottleneck" if last else "basic"
    ends = _ends(NETWORKS["custom"].spec, shapes)
    values: dict[str, SpecValue] = {
        "block": block,
        "depths": _depths(shapes),
        "base_width": max((last or first)[0] // EXPANSION[block], 1),
        "stem_width": max(first[1] // (2 if ends.get("stem") == "deep" else 1), 1),
        "norm": _norm(shapes),
        "attention": "se" if "layer1.0.se.fc1.weight" in shapes else "none",
        "pre_activation": "final_bn.weight" in shapes,
    }
    spec, widths = _with_groups(variant(NETWORKS["custom"], values | ends), shapes)
    return Inference(_with_shortcuts(spec, shapes), widths)


def _norm(shapes: Shapes) -> Norm:
    """Batch normalization has running statistics; without normalization, convolutions have biases."""
    if any(name.endswith(".running_mean") for name in shapes):
        return "batch"
    if any(".bn" in name for name in shapes):
        return "group"
    return "none" if "layer1.0.conv1.bias" in shapes else "batch"


def _depths(shapes: Shapes) -> tuple[int, ...]:
    """The number of blocks in each layer, up to the first that is not there."""
    depths = (
        next(block for block in count() if f"layer{layer}.{block}.conv1.weight" not in shapes)
        for layer in range(1, MAX_LAYERS + 1)
    )
    return tuple(takewhile(bool, depths))


def _with_groups(spec: Spec, shapes: Shapes) -> tuple[Spec, range]:
    """Groups from the 3×3 convolution of the first bottleneck; the width per group from those of all layers.

    A group of a layer of `planes` channels has ⌊planes·width_per_group / 64⌋, so several widths may give the same.
    """
    first = _shape(shapes, "layer1.0.conv2.weight", 4)
    if spec.block == "basic" or not first:
        return spec, range(0)
    least, past = 1, 64 * (first[1] + 1)
    for index, _ in enumerate(spec.depths):
        if weight := _shape(shapes, f"layer{index + 1}.0.conv2.weight", 4):
            planes = spec.base_width * 2**index
            least, past = max(least, _ceil(64 * weight[1], planes)), min(past, _ceil(64 * (weight[1] + 1), planes))
    widths = range(least, past)
    width = spec.width_per_group if spec.width_per_group in widths else least
    return replace(spec, groups=max(first[0] // first[1], 1), width_per_group=width), widths


def _ceil(dividend: int, divisor: int) -> int:
    return -(-dividend // divisor)


def _with_shortcuts(spec: Spec, shapes: Shapes) -> tuple[Spec, ...]:
    """The spec with the shortcuts that have projections in exactly these blocks, without those of equal networks.

    A projection without a change of channels is one of a stride: in layer1, where the usual stride is 1.
    """
    options: tuple[Shortcut, ...] = ("D",) if any(_is_pooled(name, shapes) for name in shapes) else SHORTCUTS
    projected = {name.partition(".downsample.")[0] for name in shapes if ".downsample." in name}
    paths = [f"layer{layer}.{block}" for layer, depth in enumerate(spec.depths, 1) for block in range(depth)]
    projections = [path in projected for path in paths]
    for strides in (spec.strides, (2, *spec.strides[1:])):
        found: dict[tuple[str, ...], Spec] = {}
        for option in options:
            each = replace(spec, strides=strides, shortcut=option)
            kinds = tuple(shortcut_kind(each, block) for layer in block_shapes(each) for block in layer)
            if [kind == "projection" for kind in kinds] == projections and (option != "A" or can_pad(each)):
                found.setdefault(kinds, each)
        if found:
            return tuple(found.values())
    return (replace(spec, shortcut=options[0]),)


def _is_pooled(name: str, shapes: Shapes) -> bool:
    return len(shapes[name]) == 4 and POOLED.fullmatch(name) is not None


def _shape(shapes: Shapes, name: str, rank: int) -> Shape | None:
    """The shape of a tensor that is there with this rank and without an empty side."""
    shape = shapes.get(name, ())
    return shape if len(shape) == rank and min(shape) > 0 else None
