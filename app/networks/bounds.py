"""The bounds of what is built, checked by arithmetic before anything is built."""

from collections.abc import Mapping
from dataclasses import dataclass

from .parameter_count import params as params
from .spec import Spec, block_shapes

MAX_SIDE = 4096  # pixels; the side of the largest images that people train on
MAX_WEIGHTED_LAYERS = 1300  # the paper's deepest network has 1202
POOLING = 7  # the side of a fixed pooling: that of ResNet's last volume at 224×224
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

    `option` is the query parameter. The message says why it is impossible and what to do; `suggestions` do it.
    """

    def __init__(self, option: str, message: str, *suggestions: Suggestion) -> None:
        super().__init__(message)
        self.option = option
        self.suggestions = suggestions


def weighted_layers(spec: Spec) -> int:
    """The convolutions and linear layers, not counting those on shortcuts and in gates.

    It is the depth in a network's name, but for deep stems, which names count as one (ResNet-50-D has 52), and for
    Wide ResNets, whose names count three projections and not the classifier (WRN-28-10 has 26).
    """
    if spec.block == "vgg":
        return sum(spec.depths) + 3
    ends = (3 if spec.stem == "deep" else 1) + (spec.head != "none")
    return ends + sum(spec.depths) * (2 if spec.block == "basic" else 3)


def check(spec: Spec) -> None:
    """Raise `ImpossibleChoice` unless the network is within bounds."""
    if (deep := weighted_layers(spec)) > MAX_WEIGHTED_LAYERS:
        raise ImpossibleChoice(
            "depths",
            f"The network would have {deep:,} weighted layers; at most {MAX_WEIGHTED_LAYERS:,} are drawn. "
            "Choose fewer blocks.",
        )
    if spec.block != "vgg":
        _check_layers(spec)
        _check_groups(spec)
        _check_padding(spec)
        _check_norm(spec)
    if (count := params(spec)) > MAX_PARAMS:
        raise ImpossibleChoice(
            _widest(spec),
            f"The network would have {count:,} parameters; at most {MAX_PARAMS:,} are built. "
            "Choose a smaller width, fewer channels or fewer classes.",
        )


def check_size(height: int, width: int) -> None:
    """Raise `ImpossibleChoice` unless the input is 1 to 4096 pixels a side.

    It suggests the largest possible size, or the network's usual one for an input without pixels.
    """
    for name, side in (("height", height), ("width", width)):
        if not 1 <= side <= MAX_SIDE:
            largest = "x".join(str(min(each, MAX_SIDE)) for each in (height, width)) if min(height, width) > 0 else None
            raise ImpossibleChoice(
                "size",
                f"The {name} of the input is {side}; it has to be between 1 and {MAX_SIDE} pixels.",
                Suggestion({"size": largest}),
            )


def smallest_side(spec: Spec) -> int:
    """The smallest input, in pixels, that a forward accepts.

    VGG halves without padding at every pooling, and a fixed pooling needs a last volume of 7×7.
    """
    if spec.block == "vgg":
        return 1 << len(spec.depths)
    return (POOLING - 1) * spec.total_stride + 1 if spec.head == "fixed" else 1


def _check_layers(spec: Spec) -> None:
    layers = len(spec.depths)
    for option, numbers in (("strides", spec.strides), ("dilations", spec.dilations)):
        if len(numbers) != layers:
            fitting = (*numbers, *(1,) * layers)[:layers]
            raise ImpossibleChoice(
                option,
                f"{option} is '{','.join(map(str, numbers))}', but the network has {layers} layers. "
                "Give a number for each.",
                Suggestion({option: ",".join(map(str, fitting))}),
            )


def can_pad(spec: Spec) -> bool:
    """Whether shortcut A is possible: it adds zero channels, and cannot take away those of a wide stem."""
    first = block_shapes(spec)[0][0]
    return first.inputs <= first.outputs


def _check_padding(spec: Spec) -> None:
    first = block_shapes(spec)[0][0]
    if spec.shortcut == "A" and not can_pad(spec):
        raise ImpossibleChoice(
            "stem_width",
            f"The stem has {first.inputs:,} channels and layer1 {first.outputs:,}: shortcut A adds zero channels and "
            "takes none away. Choose shortcut B, or a smaller stem_width.",
            Suggestion({"shortcut": "B"}),
        )


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


def _check_norm(spec: Spec) -> None:
    """A group normalization of one channel is refused by PyTorch where that has one value."""
    first = block_shapes(spec)[0][0]
    channels = min(spec.stem_width, first.outputs, first.outputs if spec.block == "basic" else first.inside)
    if spec.norm == "group" and channels < 2:
        raise ImpossibleChoice(
            "norm",
            f"A group normalization needs two channels or more, and the network has volumes of {channels}. "
            "Choose larger widths, or norm=batch.",
            Suggestion({"norm": "batch"}),
        )


def _widest(spec: Spec) -> str:
    """The choice to name when there are too many parameters: the one furthest above its usual value."""
    excess = {
        "base_width": spec.base_width / 64,
        "stem_width": spec.stem_width / 256,
        "features": (spec.features or 0) / 100_000,
        "channels": spec.channels / 1024,
        "classes": spec.classes / 20_000,
        "groups": spec.groups * spec.width_per_group / 256,
    }
    return max(excess, key=lambda option: excess[option])
