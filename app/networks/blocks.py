"""Residual blocks: normalization and ReLU after the convolutions (arXiv 1512.03385) or before (arXiv 1603.05027)."""

from torch import Tensor, nn

from .modules import Add, run
from .parts import attention, conv, downsample, norm
from .spec import BlockShape, Spec


def addition(spec: Spec) -> Add | None:
    """Return the addition at the end of a block; `None` in a plain network."""
    return None if spec.shortcut == "none" else Add()


class BasicBlock(nn.Module):
    """Two 3×3 convolutions and a shortcut (paper, Figure 5 left)."""

    def __init__(self, spec: Spec, shape: BlockShape) -> None:
        super().__init__()
        first, second = shape.dilations
        self.conv1 = conv(spec, shape.inputs, shape.outputs, 3, shape.stride, dilation=first)
        self.bn1 = norm(spec, shape.outputs)
        self.relu1 = nn.ReLU()
        self.conv2 = conv(spec, shape.outputs, shape.outputs, 3, dilation=second)
        self.bn2 = norm(spec, shape.outputs)
        self.se = attention(spec, shape.outputs)
        self.downsample = downsample(spec, shape)
        self.add = addition(spec)
        self.relu2 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        y = run(x, self.conv1, self.bn1, self.relu1)  # C×H×W, H and W halved where the block strides
        y = run(y, self.conv2, self.bn2, self.se)  #    C×H×W
        if self.add is not None:
            y = self.add(y, run(x, self.downsample))
        return run(y, self.relu2)


class Bottleneck(nn.Module):
    """1×1 down, 3×3, 1×1 up to four times the channels, and a shortcut (paper, Figure 5 right)."""

    def __init__(self, spec: Spec, shape: BlockShape) -> None:
        super().__init__()
        stride1, stride2 = (shape.stride, 1) if spec.stride_on == "1x1" else (1, shape.stride)
        dilation, inside = shape.dilations[0], shape.inside
        self.conv1 = conv(spec, shape.inputs, inside, 1, stride1)
        self.bn1 = norm(spec, inside)
        self.relu1 = nn.ReLU()
        self.conv2 = conv(spec, inside, inside, 3, stride2, groups=spec.groups, dilation=dilation)
        self.bn2 = norm(spec, inside)
        self.relu2 = nn.ReLU()
        self.conv3 = conv(spec, inside, shape.outputs, 1)
        self.bn3 = norm(spec, shape.outputs)
        self.se = attention(spec, shape.outputs)
        self.downsample = downsample(spec, shape)
        self.add = addition(spec)
        self.relu3 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        y = run(x, self.conv1, self.bn1, self.relu1)  # C×H×W
        y = run(y, self.conv2, self.bn2, self.relu2)  # C×H×W, H and W halved where the block strides
        y = run(y, self.conv3, self.bn3, self.se)  #    4C×H×W
        if self.add is not None:
            y = self.add(y, run(x, self.downsample))
        return run(y, self.relu3)


class PreActivationBasicBlock(nn.Module):
    """A basic block with normalization and ReLU before each convolution, and nothing after the addition.

    The modules on the shortcut's path receive the activated input; an identity shortcut is the input itself.
    """

    def __init__(self, spec: Spec, shape: BlockShape) -> None:
        super().__init__()
        first, second = shape.dilations
        self.bn1 = norm(spec, shape.inputs)
        self.relu1 = nn.ReLU()
        self.conv1 = conv(spec, shape.inputs, shape.outputs, 3, shape.stride, dilation=first)
        self.bn2 = norm(spec, shape.outputs)
        self.relu2 = nn.ReLU()
        self.conv2 = conv(spec, shape.outputs, shape.outputs, 3, dilation=second)
        self.se = attention(spec, shape.outputs)
        self.downsample = downsample(spec, shape)
        self.add = addition(spec)

    def forward(self, x: Tensor) -> Tensor:
        activated = run(x, self.bn1, self.relu1)  #      C×H×W
        y = run(activated, self.conv1)  #                C×H×W, H and W halved where the block strides
        y = run(y, self.bn2, self.relu2, self.conv2, self.se)
        if self.add is not None:
            y = self.add(y, x if self.downsample is None else self.downsample(activated))
        return y


class PreActivationBottleneck(nn.Module):
    """A bottleneck with normalization and ReLU before each convolution, and nothing after the addition."""

    def __init__(self, spec: Spec, shape: BlockShape) -> None:
        super().__init__()
        stride1, stride2 = (shape.stride, 1) if spec.stride_on == "1x1" else (1, shape.stride)
        dilation, inside = shape.dilations[0], shape.inside
        self.bn1 = norm(spec, shape.inputs)
        self.relu1 = nn.ReLU()
        self.conv1 = conv(spec, shape.inputs, inside, 1, stride1)
        self.bn2 = norm(spec, inside)
        self.relu2 = nn.ReLU()
        self.conv2 = conv(spec, inside, inside, 3, stride2, groups=spec.groups, dilation=dilation)
        self.bn3 = norm(spec, inside)
        self.relu3 = nn.ReLU()
        self.conv3 = conv(spec, inside, shape.outputs, 1)
        self.se = attention(spec, shape.outputs)
        self.downsample = downsample(spec, shape)
        self.add = addition(spec)

    def forward(self, x: Tensor) -> Tensor:
        activated = run(x, self.bn1, self.relu1)  #      4C×H×W
        y = run(activated, self.conv1)  #                C×H×W
        y = run(y, self.bn2, self.relu2, self.conv2)  #  C×H×W, H and W halved where the block strides
        y = run(y, self.bn3, self.relu3, self.conv3, self.se)  # 4C×H×W
        if self.add is not None:
            y = self.add(y, x if self.downsample is None else self.downsample(activated))
        return y


BLOCKS: dict[tuple[str, bool], type[nn.Module]] = {
    ("basic", False): BasicBlock,
    ("bottleneck", False): Bottleneck,
    ("basic", True): PreActivationBasicBlock,
    ("bottleneck", True): PreActivationBottleneck,
}
"""The class of a block by its kind, and whether it is pre-activated."""
