"""Names and shapes of timm's state dicts of ResNet-C, ResNet-D and SE-ResNet, by its own rules."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.support.torchvision_names import Entry, conv_norm, norm


class TimmResNet(NamedTuple):
    """The arguments of `ResNet` in timm/models/resnet.py: `stem_type="deep"`, `avg_down` and `attn_layer="se"`."""

    expansion: int
    depths: tuple[int, ...]
    deep: bool = False
    avg_down: bool = False
    se: bool = False


NETWORKS = {
    "resnet26": TimmResNet(4, (2, 2, 2, 2)),
    "resnet200": TimmResNet(4, (3, 24, 36, 3)),
    "resnet50c": TimmResNet(4, (3, 4, 6, 3), deep=True),
    "resnet18d": TimmResNet(1, (2, 2, 2, 2), deep=True, avg_down=True),
    "resnet34d": TimmResNet(1, (3, 4, 6, 3), deep=True, avg_down=True),
    "resnet50d": TimmResNet(4, (3, 4, 6, 3), deep=True, avg_down=True),
    "resnet101d": TimmResNet(4, (3, 4, 23, 3), deep=True, avg_down=True),
    "seresnet18": TimmResNet(1, (2, 2, 2, 2), se=True),
    "seresnet50": TimmResNet(4, (3, 4, 6, 3), se=True),
}
HIDDEN = {64: 8, 128: 8, 256: 16, 512: 32, 1024: 64, 2048: 128}
"""Channels inside a gate: `make_divisible(channels / 16, 8)`."""


def timm_resnet(arguments: TimmResNet) -> Iterator[Entry]:
    """Names and shapes of the state dict, in its order."""
    yield from _stem(arguments.deep)
    inputs = 64
    for number, (planes, depth) in enumerate(zip((64, 128, 256, 512), arguments.depths, strict=True), 1):
        outputs = planes * arguments.expansion
        for index in range(depth):
            path = f"layer{number}.{index}"
            yield from _branch(path, inputs, planes, arguments)
            if index == 0 and inputs != outputs:
                conv, bn = (1, 2) if arguments.avg_down else (0, 1)  # `downsample.0` is the pooling, or `nn.Identity`
                down = f"{path}.downsample"
                yield from conv_norm(f"{down}.{conv}", f"{down}.{bn}", (outputs, inputs, 1, 1))
            inputs = outputs
    yield from (("fc.weight", (1000, inputs)), ("fc.bias", (1000,)))


def _stem(deep: bool) -> Iterator[Entry]:
    if not deep:
        yield from conv_norm("conv1", "bn1", (64, 3, 7, 7))
        return
    yield from conv_norm("conv1.0", "conv1.1", (32, 3, 3, 3))
    yield from conv_norm("conv1.3", "conv1.4", (32, 32, 3, 3))
    yield "conv1.6.weight", (64, 32, 3, 3)
    yield from norm("bn1", 64)


def _branch(path: str, inputs: int, planes: int, arguments: TimmResNet) -> Iterator[Entry]:
    if arguments.expansion == 1:
        yield from conv_norm(f"{path}.conv1", f"{path}.bn1", (planes, inputs, 3, 3))
        yield from conv_norm(f"{path}.conv2", f"{path}.bn2", (planes, planes, 3, 3))
    else:
        yield from conv_norm(f"{path}.conv1", f"{path}.bn1", (planes, inputs, 1, 1))
        yield from conv_norm(f"{path}.conv2", f"{path}.bn2", (planes, planes, 3, 3))
        yield from conv_norm(f"{path}.conv3", f"{path}.bn3", (4 * planes, planes, 1, 1))
    if arguments.se:
        outputs = planes * arguments.expansion
        yield from _fully_connected(f"{path}.se.fc1", outputs, HIDDEN[outputs])
        yield from _fully_connected(f"{path}.se.fc2", HIDDEN[outputs], outputs)


def _fully_connected(path: str, inputs: int, outputs: int) -> Iterator[Entry]:
    yield from ((f"{path}.weight", (outputs, inputs, 1, 1)), (f"{path}.bias", (outputs,)))
