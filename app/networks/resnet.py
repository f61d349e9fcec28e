"""Residual networks: He et al., Deep Residual Learning for Image Recognition, arXiv 1512.03385.

One definition serves all variants. Modules with parameters have torchvision's names, so that its state dicts load. Each
ReLU, the addition and the zero padding are modules too, so that hooks see them.
"""

from torch import Tensor, nn

from .modules import Add, BatchNorm2d, Linear, PadShortcut, conv
from .outline import ShortcutKind
from .spec import BlockShape, Spec, block_shapes, shortcut_kind


class BasicBlock(nn.Module):
    """Two 3×3 convolutions and a shortcut (paper, Figure 5 left)."""

    def __init__(self, spec: Spec, shape: BlockShape) -> None:
        super().__init__()
        shortcut = shortcut_kind(spec, shape)
        self.conv1 = conv(shape.inputs, shape.outputs, 3, shape.stride)
        self.bn1 = BatchNorm2d(shape.outputs)
        self.relu1 = nn.ReLU()
        self.conv2 = conv(shape.outputs, shape.outputs, 3)
        self.bn2 = BatchNorm2d(shape.outputs)
        self.downsample = downsample(shortcut, shape)
        self.add = None if shortcut == "none" else Add()
        self.relu2 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu1(self.bn1(self.conv1(x)))  # C×H×W, H and W halved where the block strides
        y = self.bn2(self.conv2(y))  #             C×H×W
        if self.add is not None:
            y = self.add(y, x if self.downsample is None else self.downsample(x))
        return self.relu2(y)  # type: ignore[no-any-return]  # nn.Module's call is typed Any


class Bottleneck(nn.Module):
    """1×1 down, 3×3, 1×1 up to four times the channels, and a shortcut (paper, Figure 5 right)."""

    def __init__(self, spec: Spec, shape: BlockShape) -> None:
        super().__init__()
        stride1, stride2 = (shape.stride, 1) if spec.stride_on == "1x1" else (1, shape.stride)
        shortcut = shortcut_kind(spec, shape)
        self.conv1 = conv(shape.inputs, shape.inside, 1, stride1)
        self.bn1 = BatchNorm2d(shape.inside)
        self.relu1 = nn.ReLU()
        self.conv2 = conv(shape.inside, shape.inside, 3, stride2, groups=spec.groups)
        self.bn2 = BatchNorm2d(shape.inside)
        self.relu2 = nn.ReLU()
        self.conv3 = conv(shape.inside, shape.outputs, 1)
        self.bn3 = BatchNorm2d(shape.outputs)
        self.downsample = downsample(shortcut, shape)
        self.add = None if shortcut == "none" else Add()
        self.relu3 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu1(self.bn1(self.conv1(x)))  # C×H×W
        y = self.relu2(self.bn2(self.conv2(y)))  # C×H×W, H and W halved where the block strides
        y = self.bn3(self.conv3(y))  #             4C×H×W
        if self.add is not None:
            y = self.add(y, x if self.downsample is None else self.downsample(x))
        return self.relu3(y)  # type: ignore[no-any-return]  # nn.Module's call is typed Any


def downsample(kind: ShortcutKind, shape: BlockShape) -> nn.Module | None:
    """Return the module on the shortcut's path; None for an identity shortcut and for none."""
    if kind == "projection":
        return nn.Sequential(conv(shape.inputs, shape.outputs, 1, shape.stride), BatchNorm2d(shape.outputs))
    if kind == "padding":
        return PadShortcut(shape.inputs, shape.outputs, shape.stride)
    return None


class ResNet(nn.Module):
    """A stem, one to five layers of blocks and a head; also the plain twins, which have no shortcuts."""

    def __init__(self, spec: Spec) -> None:
        super().__init__()
        block = BasicBlock if spec.block == "basic" else Bottleneck
        kernel, stride = (7, 2) if spec.stem == "imagenet" else (3, 1)
        self.conv1 = conv(spec.channels, spec.base_width, kernel, stride)
        self.bn1 = BatchNorm2d(spec.base_width)
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1) if spec.stem == "imagenet" else None
        self.layer_names = [f"layer{number}" for number, _ in enumerate(spec.depths, 1)]
        shapes = block_shapes(spec)
        for name, layer in zip(self.layer_names, shapes, strict=True):
            self.add_module(name, nn.Sequential(*(block(spec, shape) for shape in layer)))
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.flatten = nn.Flatten()
        self.fc = Linear(shapes[-1][-1].outputs, spec.classes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.relu(self.bn1(self.conv1(x)))  # 64×112×112 of 3×224×224
        if self.maxpool is not None:
            x = self.maxpool(x)  #                64×56×56
        for name in self.layer_names:
            x = self.get_submodule(name)(x)  #    C×56×56, 2C×28×28, 4C×14×14, 8C×7×7
        x = self.avgpool(x)  #                    8C×1×1
        x = self.flatten(x)  #                    8C
        return self.fc(x)  # type: ignore[no-any-return]  # classes; nn.Module's call is typed Any
