"""Names and shapes of torchvision's state dicts, by its own rules and not by our modules."""

from collections.abc import Iterator
from typing import Any, NamedTuple

Entry = tuple[str, tuple[int, ...]]


def norm(path: str, channels: int) -> Iterator[Entry]:
    yield from ((f"{path}.{name}", (channels,)) for name in ("weight", "bias", "running_mean", "running_var"))
    yield f"{path}.num_batches_tracked", ()


def conv_norm(conv: str, bn: str, weight: tuple[int, ...]) -> Iterator[Entry]:
    yield f"{conv}.weight", weight
    yield from norm(bn, weight[0])


def basic_block(path: str, inputs: int, planes: int, _: int, __: int) -> Iterator[Entry]:
    yield from conv_norm(f"{path}.conv1", f"{path}.bn1", (planes, inputs, 3, 3))
    yield from conv_norm(f"{path}.conv2", f"{path}.bn2", (planes, planes, 3, 3))


def bottleneck(path: str, inputs: int, planes: int, factor: int, groups: int) -> Iterator[Entry]:
    inside = planes * factor
    yield from conv_norm(f"{path}.conv1", f"{path}.bn1", (inside, inputs, 1, 1))
    yield from conv_norm(f"{path}.conv2", f"{path}.bn2", (inside, inside // groups, 3, 3))
    yield from conv_norm(f"{path}.conv3", f"{path}.bn3", (4 * planes, inside, 1, 1))


def torchvision_resnet(block: Any, expansion: int, depths: list[int], factor: int, groups: int) -> Iterator[Entry]:
    """Names and shapes of torchvision's state dict, in its order."""
    yield from conv_norm("conv1", "bn1", (64, 3, 7, 7))
    inputs = 64
    for number, (planes, depth) in enumerate(zip((64, 128, 256, 512), depths, strict=True), 1):
        for index in range(depth):
            path = f"layer{number}.{index}"
            yield from block(path, inputs, planes, factor, groups)
            if index == 0 and (number > 1 or expansion > 1):
                down = f"{path}.downsample"
                yield from conv_norm(f"{down}.0", f"{down}.1", (planes * expansion, inputs, 1, 1))
            inputs = planes * expansion
    yield from (("fc.weight", (1000, inputs)), ("fc.bias", (1000,)))


class Sliding(NamedTuple):
    """What a state dict does not show of a 3×3 convolution."""

    stride: int
    dilation: int
    padding: int


def dilated_bottlenecks(depths: list[int], replace: list[bool]) -> Iterator[tuple[str, Sliding]]:
    """The 3×3 of each bottleneck with `replace_stride_with_dilation`, as `ResNet._make_layer` decides it."""
    dilation = 1
    for number, (depth, dilate) in enumerate(zip(depths, [False, *replace], strict=True), 1):
        previous, stride = dilation, 1 if number == 1 else 2
        if dilate:
            dilation, stride = dilation * stride, 1
        yield f"layer{number}.0.conv2", Sliding(stride, previous, previous)
        for index in range(1, depth):
            yield f"layer{number}.{index}.conv2", Sliding(1, dilation, dilation)


def torchvision_vgg19() -> Iterator[Entry]:
    position, inputs = 0, 3
    for outputs, depth in ((64, 2), (128, 2), (256, 4), (512, 4), (512, 4)):
        for _ in range(depth):
            yield f"features.{position}.weight", (outputs, inputs, 3, 3)
            yield f"features.{position}.bias", (outputs,)
            position, inputs = position + 2, outputs
        position += 1
    for index, weight in ((0, (4096, 25088)), (3, (4096, 4096)), (6, (1000, 4096))):
        yield f"classifier.{index}.weight", weight
        yield f"classifier.{index}.bias", weight[:1]


RESNETS: dict[str, tuple[Any, ...]] = {
    "resnet18": (basic_block, 1, [2, 2, 2, 2], 1, 1),
    "resnet34": (basic_block, 1, [3, 4, 6, 3], 1, 1),
    "resnet50": (bottleneck, 4, [3, 4, 6, 3], 1, 1),
    "resnet101": (bottleneck, 4, [3, 4, 23, 3], 1, 1),
    "resnet152": (bottleneck, 4, [3, 8, 36, 3], 1, 1),
    "resnext50_32x4d": (bottleneck, 4, [3, 4, 6, 3], 2, 32),
    "resnext101_32x8d": (bottleneck, 4, [3, 4, 23, 3], 4, 32),
    "resnext101_64x4d": (bottleneck, 4, [3, 4, 23, 3], 4, 64),
    "wide_resnet50_2": (bottleneck, 4, [3, 4, 6, 3], 2, 1),
    "wide_resnet101_2": (bottleneck, 4, [3, 4, 23, 3], 2, 1),
}
