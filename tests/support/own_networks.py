"""Small networks as users write them: what a recorder of foreign modules must understand, one matter in each."""

import warnings

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class ViewBeforeLinear(nn.Module):
    """Flattens by `view(size(0), -1)`, which is ambiguous for an empty batch, and adds in place."""

    def __init__(self) -> None:
        super().__init__()
        self.c = nn.Conv2d(3, 8, 3, padding=1)
        self.b = CifarBlock(8, 16, stride=2)
        self.fc = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = F.avg_pool2d(self.b(F.relu(self.c(x))), 4)
        return self.fc(x.view(x.size(0), -1))  # pyrefly: ignore[no-any-return]  # modules return Any


class CifarBlock(nn.Module):
    """The basic block of many CIFAR repositories: functional ReLUs, and a shortcut of an empty or full Sequential."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x: Tensor) -> Tensor:
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += self.shortcut(x)
        return F.relu(out)


class InPlaceShortcut(nn.Module):
    """The shortcut is the activated volume, because the ReLU writes over it."""

    def __init__(self) -> None:
        super().__init__()
        self.bn = nn.BatchNorm2d(3)
        self.relu = nn.ReLU(inplace=True)
        self.conv = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.bn(x)
        identity = x
        out = self.conv(self.relu(x))
        out += identity
        return out  # pyrefly: ignore[no-any-return]  # modules return Any


class PositionsInBatch(nn.Module):
    """Moves the positions of an image into the batch: 256 rows for one image of 16×16."""

    def __init__(self) -> None:
        super().__init__()
        self.c = nn.Conv2d(3, 8, 3, padding=1)
        self.fc = nn.Linear(8, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.c(x).flatten(2).permute(0, 2, 1)
        return self.fc(x.reshape(x.shape[0] * x.shape[1], 8))  # pyrefly: ignore[no-any-return]  # modules return Any


class TimeFirst(nn.Module):
    """A recurrent layer with time as first axis and the batch as second."""

    def __init__(self) -> None:
        super().__init__()
        self.c = nn.Conv2d(1, 16, 3, 2, 1)
        self.l = nn.LSTM(16 * 16, 32)
        self.fc = nn.Linear(32, 11)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.c(x))
        images, channels, height, width = x.size()
        x = x.view(images, channels * height, width).permute(2, 0, 1)
        x, _ = self.l(x)
        return self.fc(x[-1])  # pyrefly: ignore[no-any-return]  # modules return Any


class SharedModules(nn.Module):
    """One convolution and one normalization called three times, and a weight that two convolutions share."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 1)
        self.conv = nn.Conv2d(8, 8, 3, padding=1)
        self.bn = nn.BatchNorm2d(8)
        self.relu = nn.ReLU(inplace=True)
        self.tied = nn.Conv2d(8, 8, 3, padding=1)
        self.tied.weight = self.conv.weight

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        for _ in range(3):
            x = x + self.relu(self.bn(self.conv(x)))
        return self.tied(x)  # pyrefly: ignore[no-any-return]  # modules return Any


class SqueezeExcitation(nn.Module):
    """Multiplies each channel by a factor that the means of all channels give (Hu et al., 2018)."""

    def __init__(self, channels: int, reduction: int = 4) -> None:
        super().__init__()
        self.avg_pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Sequential(
            nn.Linear(channels, channels // reduction, bias=False),
            nn.ReLU(inplace=True),
            nn.Linear(channels // reduction, channels, bias=False),
            nn.Sigmoid(),
        )

    def forward(self, x: Tensor) -> Tensor:
        images, channels, _, _ = x.size()
        factors = self.fc(self.avg_pool(x).view(images, channels)).view(images, channels, 1, 1)
        return x * factors.expand_as(x)  # pyrefly: ignore[no-any-return]  # modules return Any


class GatedBlock(nn.Module):
    """A basic block with squeeze and excitation, one ReLU module for two calls, and a projection that may be None."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.c1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.b1 = nn.BatchNorm2d(outputs)
        self.c2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.b2 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.se = SqueezeExcitation(outputs)
        self.down: nn.Sequential | None = None
        if stride > 1 or inputs != outputs:
            self.down = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x: Tensor) -> Tensor:
        out = self.se(self.b2(self.c2(self.relu(self.b1(self.c1(x))))))
        out += x if self.down is None else self.down(x)
        return self.relu(out)  # pyrefly: ignore[no-any-return]  # modules return Any


class SENet(nn.Module):
    """Four gated blocks in a ModuleList."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU())
        sizes = ((16, 16, 1), (16, 32, 2), (32, 32, 1), (32, 64, 2))
        self.blocks = nn.ModuleList([GatedBlock(*size) for size in sizes])
        self.head = nn.Linear(64, 5)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.head(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))  # pyrefly: ignore[no-any-return]  # modules return Any


class DoubleConv(nn.Module):
    """Two convolutions of a U-Net."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.double_conv = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.double_conv(x)  # pyrefly: ignore[no-any-return]  # modules return Any


class Up(nn.Module):
    """Doubles H and W, pads to the size of the encoder's volume and concatenates the two."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.up = nn.ConvTranspose2d(inputs, inputs // 2, 2, 2)
        self.conv = DoubleConv(inputs, outputs)

    def forward(self, x: Tensor, encoder: Tensor) -> Tensor:
        x = self.up(x)
        rows, columns = encoder.size()[2] - x.size()[2], encoder.size()[3] - x.size()[3]
        x = F.pad(x, [columns // 2, columns - columns // 2, rows // 2, rows - rows // 2])
        return self.conv(torch.cat([encoder, x], dim=1))  # pyrefly: ignore[no-any-return]  # modules return Any


class UNet(nn.Module):
    """Two levels down and up, with a dictionary as its output (Ronneberger et al., 2015)."""

    def __init__(self, channels: int = 1) -> None:
        super().__init__()
        self.inc = DoubleConv(channels, 16)
        self.down1 = nn.Sequential(nn.MaxPool2d(2), DoubleConv(16, 32))
        self.down2 = nn.Sequential(nn.MaxPool2d(2), DoubleConv(32, 64))
        self.up1, self.up2 = Up(64, 32), Up(32, 16)
        self.outc = nn.Conv2d(16, 2, 1)

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        first = self.inc(x)
        second = self.down1(first)
        third = self.down2(second)
        return {"masks": self.outc(self.up2(self.up1(third, second), first))}


class BlocksInRoot(nn.Module):
    """Residual blocks in the network's own forward, without modules of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, padding=1)
        self.convs = nn.ModuleList(nn.Conv2d(16, 16, 3, padding=1) for _ in range(6))
        self.bns = nn.ModuleList(nn.BatchNorm2d(16) for _ in range(6))
        self.fc = nn.Linear(16, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.stem(x))
        for first in range(0, 6, 2):
            y = F.relu(self.bns[first](self.convs[first](x)))
            y = self.bns[first + 1](self.convs[first + 1](y))
            x = F.relu(x + y)
        return self.fc(x.mean([-2, -1]))  # pyrefly: ignore[no-any-return]  # modules return Any


class StandardizedConv(nn.Conv2d):
    """A convolution with weights of mean 0 and deviation 1 (Qiao et al., 2019)."""

    def forward(self, x: Tensor) -> Tensor:  # pyrefly: ignore[bad-override-param-name]  # `input` is a builtin
        weight = self.weight - self.weight.mean((1, 2, 3), keepdim=True)
        weight = weight / (self.weight.std((1, 2, 3), keepdim=True) + 1e-5)
        return F.conv2d(x, weight, self.bias, self.stride, self.padding, self.dilation, self.groups)


class FreeParameters(nn.Module):
    """Parameters that the root owns, a parametrization, a convolution of its own, and a module that never runs."""

    def __init__(self) -> None:
        super().__init__()
        self.c = nn.utils.parametrizations.weight_norm(nn.Conv2d(3, 8, 3, padding=1))
        self.w = StandardizedConv(8, 8, 3, padding=1)
        self.gamma = nn.Parameter(torch.ones(8, 1, 1))
        self.pos = nn.Parameter(torch.zeros(1, 8, 32, 32))
        self.never = nn.Conv2d(8, 8, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.c(x)
        return x + self.gamma * self.w(x) + self.pos  # pyrefly: ignore[no-any-return]  # modules return Any


def swish(x: Tensor) -> Tensor:
    return x * torch.sigmoid(x)


class ScriptedFunction(nn.Module):
    """A compiled function between two convolutions, which no function mode sees."""

    def __init__(self) -> None:
        super().__init__()
        self.c = nn.Conv2d(3, 8, 3, padding=1)
        self.d = nn.Conv2d(8, 8, 3, padding=1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # deprecated, and still found in published networks
            self.swish = torch.jit.script(swish)

    def forward(self, x: Tensor) -> Tensor:
        return self.d(self.swish(self.c(x)))  # pyrefly: ignore[no-any-return]  # modules return Any


class BranchOnValues(nn.Module):
    """Runs its second convolution only for large values."""

    def __init__(self) -> None:
        super().__init__()
        self.c = nn.Conv2d(3, 8, 3, padding=1)
        self.d = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.c(x)
        if x.max().item() > 1e6:
            x = self.d(x)
        return x


class WriteIntoSlice(nn.Module):
    """Writes into the two halves of a volume."""

    def __init__(self) -> None:
        super().__init__()
        self.c = nn.Conv2d(3, 8, 3, padding=1)
        self.d = nn.Conv2d(4, 4, 3, padding=1)
        self.e = nn.Conv2d(8, 8, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.c(x)
        half = x[:, :4]
        half += 1.0
        x[:, 4:] = self.d(half)
        return self.e(x)  # pyrefly: ignore[no-any-return]  # modules return Any
