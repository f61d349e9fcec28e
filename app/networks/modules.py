"""The modules that networks are made of: everything that makes a volume is one, so that a hook can see it.

A trace reads shapes and never values, so weights are left as the allocator gives them: the pages behind them are never
touched, and ResNet-152 is built in a twentieth of the time that drawing 60 million random numbers takes.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Conv2d(nn.Conv2d):
    """A convolution whose weights are not initialised."""

    def reset_parameters(self) -> None:
        """Leave the weights as they are."""


class BatchNorm2d(nn.BatchNorm2d):
    """A batch normalization whose weights and running statistics are not initialised."""

    def reset_parameters(self) -> None:
        """Leave weights and statistics as they are."""


class Linear(nn.Linear):
    """A linear layer whose weights are not initialised."""

    def reset_parameters(self) -> None:
        """Leave the weights as they are."""


class Add(nn.Module):
    """The addition that joins a shortcut to the residual branch: two `[C, H, W]` make one."""

    def forward(self, residual: Tensor, shortcut: Tensor) -> Tensor:
        return torch.add(residual, shortcut)


class PadShortcut(nn.Module):
    """Option A of the paper: take every `stride`-th row and column and append channels of zeros. No parameters."""

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()
        self.in_channels, self.out_channels, self.stride = in_channels, out_channels, stride

    def forward(self, x: Tensor) -> Tensor:
        kept = x[:, :, :: self.stride, :: self.stride]
        return F.pad(kept, (0, 0, 0, 0, 0, self.out_channels - self.in_channels))


def conv(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> Conv2d:
    """A convolution without bias, padded so that stride 1 keeps H and W."""
    return Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, groups=groups, bias=False)
