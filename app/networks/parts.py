"""The parts of residual networks that depend on options: convolution, normalization, gate and shortcut."""

from torch import Tensor, nn

from .modules import BatchNorm2d, Conv2d, GroupNorm, Multiply, PadShortcut, sequential
from .spec import BlockShape, Spec, shortcut_kind

GROUPS = 32
"""Groups of channels that a group normalization normalizes together (Wu and He, arXiv 1803.08494)."""

REDUCTION = 16
"""Channels for one hidden value of a gate (Hu et al., arXiv 1709.01507)."""


def conv(
    spec: Spec, inputs: int, outputs: int, kernel: int, stride: int = 1, *, groups: int = 1, dilation: int = 1
) -> Conv2d:
    """Return a convolution, padded so that stride 1 keeps H and W.

    It has a bias where no normalization follows that has one: in a network without.
    """
    padding = dilation * (kernel // 2)
    return Conv2d(inputs, outputs, kernel, stride, padding, dilation, groups, bias=spec.norm == "none")


def norm(spec: Spec, channels: int) -> nn.Module | None:
    """Return the normalization of a volume; `None` in a network without."""
    if spec.norm == "batch":
        return BatchNorm2d(channels)
    return GroupNorm(norm_groups(channels), channels) if spec.norm == "group" else None


def norm_groups(channels: int) -> int:
    """Return 32 groups, or the most below 32 that divide the channels and have two or more of them.

    A group of a single channel would be an instance normalization, and leave zeros of a 1×1 volume.
    """
    most = min(GROUPS, max(channels // 2, 1))
    return next(groups for groups in range(most, 0, -1) if channels % groups == 0)


class SqueezeExcitation(nn.Module):
    """Multiplies each channel by a factor between 0 and 1, computed from the means of all channels.

    Hu et al., Squeeze-and-Excitation Networks, arXiv 1709.01507. The linear layers are 1×1 convolutions, as in timm.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        hidden = hidden_channels(channels)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc1 = Conv2d(channels, hidden, 1)
        self.relu = nn.ReLU()
        self.fc2 = Conv2d(hidden, channels, 1)
        self.sigmoid = nn.Sigmoid()
        self.mul = Multiply()

    def forward(self, x: Tensor) -> Tensor:
        factors = self.relu(self.fc1(self.avgpool(x)))  # C/16×1×1
        factors = self.sigmoid(self.fc2(factors))  #      C×1×1
        return self.mul(x, factors)  # pyrefly: ignore[no-any-return]  # C×H×W; nn.Module's call is typed Any


def hidden_channels(channels: int) -> int:
    """Return the channels between the layers of a gate: a 16th, rounded to a multiple of 8, and at least 8 (timm)."""
    return max(8, (channels + 4 * REDUCTION) // (8 * REDUCTION) * 8)


def attention(spec: Spec, channels: int) -> nn.Module | None:
    """Return what weighs the channels at the end of a branch; `None` in a network without."""
    return SqueezeExcitation(channels) if spec.attention == "se" else None


def downsample(spec: Spec, shape: BlockShape) -> nn.Module | None:
    """Return the module on the shortcut's path; `None` for an identity shortcut and for none.

    D is a 2×2 mean where the block strides, and a convolution of stride 1 (He et al., Bag of Tricks, arXiv
    1812.01187). After pre-activation, a projection has no normalization (He et al., arXiv 1603.05027).
    """
    kind = shortcut_kind(spec, shape)
    if kind == "padding":
        return PadShortcut(shape.inputs, shape.outputs, shape.stride)
    if kind != "projection":
        return None
    end = None if spec.pre_activation else norm(spec, shape.outputs)
    if spec.shortcut != "D":
        return sequential(conv(spec, shape.inputs, shape.outputs, 1, shape.stride), end)
    pool = nn.AvgPool2d(2, shape.stride, ceil_mode=True, count_include_pad=False) if shape.stride > 1 else None
    return sequential(pool, conv(spec, shape.inputs, shape.outputs, 1), end)
