"""The bounds of what is built, checked by arithmetic before anything is built."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from .spec import EXPANSION, Spec, block_shapes, shortcut_kind
from .vgg import HIDDEN, widths

MAX_SIDE = 4096  # pixels; the side of the largest images that people train on
MAX_WEIGHTED_LAYERS = 1300  # the paper's deepest network has 1202
MAX_PARAMS = 1_000_000_000  # sixteen times ResNet-152


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A possible request in place of an impossible one: parameters to set, or to remove (`None`).

    `network` is another network, or `None` for the same one.
    """

    changes: Mapping[str, str | None]
    network: str | None = None


class ImpossibleChoice(ValueError):
    """A choice that no network can have.

    `option` is the query parameter. The message says why it is impossible and what to do; `suggestion` does it.
    """

    def __init__(self, option: str, message: str, suggestion: Suggestion | None = None) -> None:
        super().__init__(message)
        self.option = option
        self.suggestion = suggestion


def weighted_layers(spec: Spec) -> int:
    """The depth in a network's name: convolutions and linear layers, not counting those on shortcuts."""
    if spec.block == "vgg":
        return sum(spec.depths) + 3
    return 2 + sum(spec.depths) * (2 if spec.block == "basic" else 3)


def params(spec: Spec) -> int:
    """The number of parameters of the network."""
    return _vgg_params(spec) if spec.block == "vgg" else _resnet_params(spec)


def check(spec: Spec) -> None:
    """Raise `ImpossibleChoice` unless the network is within bounds."""
    if (deep := weighted_layers(spec)) > MAX_WEIGHTED_LAYERS:
        raise ImpossibleChoice(
            "depths",
            f"The network would have {deep:,} weighted layers; at most {MAX_WEIGHTED_LAYERS:,} are drawn. "
            "Choose fewer blocks.",
        )
    if spec.block != "vgg":
        _check_groups(spec)
    if (count := params(spec)) > MAX_PARAMS:
        raise ImpossibleChoice(
            _widest(spec),
            f"The network would have {count:,} parameters; at most {MAX_PARAMS:,} are built. "
            "Choose a smaller width, fewer channels or fewer classes.",
        )


def check_size(height: int, width: int) -> None:
    """Raise `ImpossibleChoice` unless the input is 1 to 4096 pixels a side."""
    for name, side in (("height", height), ("width", width)):
        if not 1 <= side <= MAX_SIDE:
            clamped = "x".join(str(min(max(each, 1), MAX_SIDE)) for each in (height, width))
            raise ImpossibleChoice(
                "size",
                f"The {name} of the input is {side}; it has to be between 1 and {MAX_SIDE} pixels.",
                Suggestion({"size": clamped}),
            )


def smallest_side(spec: Spec) -> int:
    """The smallest input, in pixels, that a forward accepts: VGG halves without padding at every pooling."""
    return 2 ** len(spec.depths) if spec.block == "vgg" else 1


def _check_groups(spec: Spec) -> None:
    if spec.block == "basic" and (spec.groups, spec.width_per_group) != (1, 64):
        option = "groups" if spec.groups != 1 else "width_per_group"
        raise ImpossibleChoice(
            option,
            f"A basic block has no grouped or widened convolution, and {option} is {getattr(spec, option)}. "
            "Choose bottleneck blocks, or groups 1 and width_per_group 64.",
            Suggestion({"block": "bottleneck"}),
        )
    inside = block_shapes(spec)[0][0].inside
    if inside < 1:
        raise ImpossibleChoice(
            "width_per_group",
            f"layer1.0.conv1 would have ⌊{spec.base_width}·{spec.width_per_group} / 64⌋·{spec.groups} = {inside} "
            "channels. Choose a larger width_per_group or base_width.",
        )


def _widest(spec: Spec) -> str:
    """The choice to name when there are too many parameters: the one furthest above its usual value."""
    excess = {
        "base_width": spec.base_width / 64,
        "channels": spec.channels / 1024,
        "classes": spec.classes / 20_000,
        "groups": spec.groups * spec.width_per_group / 256,
    }
    return max(excess, key=lambda option: excess[option])


def _resnet_params(spec: Spec) -> int:
    stem_kernel = 49 if spec.stem == "imagenet" else 9
    count = spec.channels * spec.base_width * stem_kernel + 2 * spec.base_width
    for layer in block_shapes(spec):
        for block in layer:
            if spec.block == "basic":
                count += 9 * block.outputs * (block.inputs + block.outputs) + 4 * block.outputs
            else:
                count += block.inside * (block.inputs + block.outputs + 4) + 2 * block.outputs
                count += 9 * block.inside * (block.inside // spec.groups)
            if shortcut_kind(spec, block) == "projection":
                count += block.outputs * (block.inputs + 2)
    features: int = spec.base_width * 2 ** (len(spec.depths) - 1) * EXPANSION[spec.block]
    return count + (features + 1) * spec.classes


def _vgg_params(spec: Spec) -> int:
    count, inputs = 0, spec.channels
    for outputs, depth in zip(widths(spec), spec.depths, strict=True):
        count += (9 * inputs + 1) * outputs + (depth - 1) * (9 * outputs + 1) * outputs
        inputs = outputs
    sides = (math.prod((inputs, 7, 7)), HIDDEN, HIDDEN, spec.classes)
    return count + sum((a + 1) * b for a, b in pairwise(sides))
