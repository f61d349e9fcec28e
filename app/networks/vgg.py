"""VGG: Simonyan and Zisserman, Very Deep Convolutional Networks, arXiv 1409.1556; the left column of the ResNet
paper's Figure 3. Modules have torchvision's names, so that its state dicts load."""

from torch import Tensor, nn

from .modules import Conv2d, Linear
from .spec import Spec

HIDDEN = 4096
"""Outputs of each of the two hidden linear layers."""


class VGG(nn.Module):
    """Runs of 3×3 convolutions with bias, each followed by a 2×2 max pooling, and three linear layers."""

    def __init__(self, spec: Spec) -> None:
        super().__init__()
        features: list[nn.Module] = []
        inputs = spec.channels
        for outputs, depth in zip(widths(spec), spec.depths, strict=True):
            for _ in range(depth):
                features += [Conv2d(inputs, outputs, 3, padding=1), nn.ReLU()]
                inputs = outputs
            features.append(nn.MaxPool2d(2, stride=2))
        self.features = nn.Sequential(*features)
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            *(Linear(inputs * 7 * 7, HIDDEN), nn.ReLU(), nn.Dropout()),
            *(Linear(HIDDEN, HIDDEN), nn.ReLU(), nn.Dropout()),
            Linear(HIDDEN, spec.classes),
        )

    def forward(self, x: Tensor) -> Tensor:
        x = self.features(x)  #         512×7×7 of 3×224×224
        x = self.avgpool(x)  #          512×7×7
        x = self.flatten(x)  #          25088
        return self.classifier(x)  # pyrefly: ignore[no-any-return]  # classes; nn.Module's call is typed Any


def widths(spec: Spec) -> list[int]:
    """Return the channels of each layer: doubled after a pooling, up to eight times the first (64 to 512)."""
    return [spec.base_width * min(2**index, 8) for index in range(len(spec.depths))]
