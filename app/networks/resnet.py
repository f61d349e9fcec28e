"""Residual networks: He et al., Deep Residual Learning for Image Recognition, arXiv 1512.03385.

One definition serves all variants; `Spec` says which. Modules with parameters have torchvision's names, and timm's in
the deep stem, shortcut D and squeeze and excitation, so that their state dicts load. Pre-activated networks have names
of their own. Each ReLU, addition, multiplication and zero padding is a module too, so that hooks see it.
"""

from collections.abc import Iterable, Iterator

from torch import Tensor, nn

from .blocks import BLOCKS
from .modules import Linear, duplicate, run, sequential
from .parts import conv, norm
from .spec import BlockShape, Spec, block_shapes


class ResNet(nn.Module):
    """A stem, one to five layers of blocks and a head; also the plain twins, which have no shortcuts."""

    def __init__(self, spec: Spec) -> None:
        super().__init__()
        activated = not spec.pre_activation
        self.conv1 = stem(spec)
        self.bn1 = norm(spec, spec.stem_channels) if activated else None
        self.relu = nn.ReLU() if activated else None
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1) if spec.stem_pool else None

        self.layer_names = [f"layer{number}" for number, _ in enumerate(spec.depths, 1)]
        for name, shapes in zip(self.layer_names, block_shapes(spec), strict=True):
            self.add_module(name, nn.Sequential(*blocks(spec, shapes)))
        self.final_bn = None if activated else norm(spec, spec.last_channels)
        self.final_relu = None if activated else nn.ReLU()

        self.avgpool = pooling(spec)
        self.flatten = nn.Flatten() if self.avgpool else None
        self.fc = Linear(spec.features or spec.last_channels, spec.classes) if self.avgpool else None

    def forward(self, x: Tensor) -> Tensor:
        x = run(x, self.conv1, self.bn1, self.relu)  #     64×112×112 of 3×224×224
        x = run(x, self.maxpool)  #                        64×56×56
        for name in self.layer_names:
            x = run(x, self.get_submodule(name))  #        C×56×56, 2C×28×28, 4C×14×14, 8C×7×7
        x = run(x, self.final_bn, self.final_relu)  #      8C×7×7
        return run(x, self.avgpool, self.flatten, self.fc)  # 8C×1×1, 8C, classes


def blocks(spec: Spec, shapes: Iterable[BlockShape]) -> Iterator[nn.Module]:
    """Yield the blocks of a layer."""
    block = BLOCKS[spec.block, spec.pre_activation]
    first: dict[BlockShape, nn.Module] = {}
    for shape in shapes:
        if shape in first:
            yield duplicate(first[shape])
        else:
            yield first.setdefault(shape, block(spec, shape))


def stem(spec: Spec) -> nn.Module:
    """Return the convolution before the layers, or the three of a deep stem (He et al., arXiv 1812.01187)."""
    width = spec.stem_width
    if spec.stem == "imagenet":
        return conv(spec, spec.channels, width, 7, 2)
    if spec.stem == "cifar":
        return conv(spec, spec.channels, width, 3)
    return sequential(
        *(conv(spec, spec.channels, width, 3, 2), norm(spec, width), nn.ReLU()),
        *(conv(spec, width, width, 3), norm(spec, width), nn.ReLU()),
        conv(spec, width, 2 * width, 3),
    )


def pooling(spec: Spec) -> nn.Module | None:
    """Return the pooling before the classifier; `None` in a network that ends before it."""
    if spec.head == "none":
        return None
    return nn.AvgPool2d(7, stride=1) if spec.head == "fixed" else nn.AdaptiveAvgPool2d((1, 1))
