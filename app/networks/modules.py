"""The building blocks of all networks. Everything that produces a volume is a module, so that hooks see it.

A trace reads shapes and never values, so weights stay uninitialised: their memory pages are never touched, and
ResNet-152 is built 20 times faster than with 60 million random numbers.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Conv2d(nn.Conv2d):
    """A convolution with uninitialised weights."""

    def reset_parameters(self) -> None:
        """Do nothing."""


class BatchNorm2d(nn.BatchNorm2d):
    """A batch normalization with uninitialised weights and running statistics."""

    def reset_parameters(self) -> None:
        """Do nothing."""


class Linear(nn.Linear):
    """A linear layer with uninitialised weights."""

    def reset_parameters(self) -> None:
        """Do nothing."""


class Add(nn.Module):
    """Adds a shortcut to the residual branch: two tensors of shape N×C×H×W to one."""

    def forward(self, residual: Tensor, shortcut: Tensor) -> Tensor:
        return torch.add(residual, shortcut)


class Multiply(nn.Module):
    """Multiplies a volume N×C×H×W by a gate N×C×1×1: each channel by its own factor."""

    def forward(self, x: Tensor, gate: Tensor) -> Tensor:
        return torch.mul(x, gate)


class PadShortcut(nn.Module):
    """Option A of the paper: every `stride`-th row and column, and zero channels up to `out_channels`."""

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()
        self.in_channels, self.out_channels, self.stride = in_channels, out_channels, stride

    def forward(self, x: Tensor) -> Tensor:
        strided = x[:, :, :: self.stride, :: self.stride]
        return F.pad(strided, (0, 0, 0, 0, 0, self.out_channels - self.in_channels))


def conv(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> Conv2d:
    """Return a convolution without bias, padded so that stride 1 keeps H and W for an odd kernel."""
    return Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, groups=groups, bias=False)
