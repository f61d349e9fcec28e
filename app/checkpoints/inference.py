"""Infer the specs that a state dict's names and shapes admit. What no tensor shows has the usual value."""

from dataclasses import dataclass, replace
from itertools import count, takewhile

from ..networks.catalogue import NETWORKS
from ..networks.spec import EXPANSION, BlockKind, Shortcut, Spec, block_shapes, shortcut_kind
from .records import Shape, Shapes

MAX_LAYERS = 5  # of the network `custom`
SHORTCUTS: tuple[Shortcut, ...] = ("B", "A", "C", "none")  # the usual one first


@dataclass(frozen=True, slots=True)
class Inference:
    """Specs with the same tensors, the usual one first, and the widths per group that round to the same channels."""

    specs: tuple[Spec, ...]
    widths_per_group: range = range(0)


def infer(shapes: Shapes) -> Inference | None:
    """The specs of a ResNet or VGG with these tensors, or `None` if the first tensor of its body is not there."""
    if _shape(shapes, "features.0.weight", 4):
        return Inference((with_ends_of(NETWORKS["vgg19"].spec, shapes),))
    return _resnet(shapes) if _shape(shapes, "layer1.0.conv1.weight", 4) else None


def with_ends_of(spec: Spec, shapes: Shapes) -> Spec:
    """The spec with the input channels, the stem and the classes of these tensors, as far as they are there."""
    first, last = ("features.0", "classifier.6") if spec.block == "vgg" else ("conv1", "fc")
    if stem := _shape(shapes, f"{first}.weight", 4):
        spec = replace(spec, channels=stem[1])
        if spec.block != "vgg":
            spec = replace(spec, stem="cifar" if stem[2:] == (3, 3) else "imagenet")
    head = _shape(shapes, f"{last}.weight", 2)
    return replace(spec, classes=head[0]) if head else spec


def _resnet(shapes: Shapes) -> Inference:
    last = _shape(shapes, "layer1.0.conv3.weight", 4)
    block: BlockKind = "bottleneck" if last else "basic"
    outputs = (last or shapes["layer1.0.conv1.weight"])[0]
    spec = replace(
        NETWORKS["custom"].spec,
        block=block,
        depths=_depths(shapes),
        base_width=max(outputs // EXPANSION[block], 1),
        stride_on="3x3" if last else None,
    )
    spec, widths = _with_groups(with_ends_of(spec, shapes), shapes)
    return Inference(tuple(replace(spec, shortcut=each) for each in _shortcuts(spec, shapes)), widths)


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


def _shortcuts(spec: Spec, shapes: Shapes) -> tuple[Shortcut, ...]:
    """The options with projections in exactly the same blocks, without those that build the same network.

    Any tensor in `downsample` makes a projection: its convolution may follow a pooling, as in ResNet-D.
    """
    projected = {name.partition(".downsample.")[0] for name in shapes if ".downsample." in name}
    paths = [f"layer{layer}.{block}" for layer, depth in enumerate(spec.depths, 1) for block in range(depth)]
    projections = [path in projected for path in paths]
    blocks = [block for layer in block_shapes(spec) for block in layer]
    options: dict[tuple[str, ...], Shortcut] = {}
    for option in SHORTCUTS:
        kinds = tuple(shortcut_kind(replace(spec, shortcut=option), block) for block in blocks)
        if [kind == "projection" for kind in kinds] == projections:
            options.setdefault(kinds, option)
    return tuple(options.values()) or ("B",)


def _shape(shapes: Shapes, name: str, rank: int) -> Shape | None:
    """The shape of a tensor that is there with this rank and without an empty side."""
    shape = shapes.get(name, ())
    return shape if len(shape) == rank and min(shape) > 0 else None
