"""Modules of a user's own for tests: an SE-ResNet with torchvision's names, and a model that takes no image."""

from torch import Tensor, nn


class Gate(nn.Module):
    """Squeeze and excitation: one factor per channel."""

    def __init__(self, channels: int, reduction: int = 16) -> None:
        super().__init__()
        self.fc1 = nn.Conv2d(channels, channels // reduction, 1)
        self.fc2 = nn.Conv2d(channels // reduction, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        factors: Tensor = self.fc1(x.mean((2, 3), keepdim=True)).relu()
        result: Tensor = x * self.fc2(factors).sigmoid()
        return result


class GatedBottleneck(nn.Module):
    """Torchvision's bottleneck with a gate before the addition."""

    def __init__(self, inputs: int, width: int, stride: int) -> None:
        super().__init__()
        outputs = 4 * width
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.se = Gate(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.downsample: nn.Sequential | None = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x: Tensor) -> Tensor:
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.se(self.bn3(self.conv3(out)))
        out += x if self.downsample is None else self.downsample(x)
        result: Tensor = self.relu(out)
        return result


class SEResNet(nn.Module):
    """SE-ResNet-50 at its default depths: torchvision's ResNet-50 with a gate in every block."""

    def __init__(self, depths: tuple[int, ...] = (3, 4, 6, 3), channels: int = 3, classes: int = 1000) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        inputs = 64
        for index, depth in enumerate(depths):
            width = 64 * 2**index
            strides = [1 if index == 0 else 2] + [1] * (depth - 1)
            blocks = [
                GatedBottleneck(inputs if first else 4 * width, width, stride)
                for first, stride in zip([True] + [False] * (depth - 1), strides, strict=True)
            ]
            self.add_module(f"layer{index + 1}", nn.Sequential(*blocks))
            inputs = 4 * width
        self.depth = len(depths)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(inputs, classes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        for index in range(self.depth):
            x = self.get_submodule(f"layer{index + 1}")(x)
        result: Tensor = self.fc(self.avgpool(x).flatten(1))
        return result


class Tokens(nn.Module):
    """An encoder of tokens: its input is no image."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(16, 32), nn.Linear(32, 4)

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.second(self.first(x).relu())
        return result


class Branch(nn.Module):
    """Control flow that depends on a value of the image."""

    def __init__(self) -> None:
        super().__init__()
        self.c, self.d = nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.c(x)
        if x.max().item() > 1e6:
            x = self.d(x)
        return x
