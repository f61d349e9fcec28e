"""VGG: Simonyan and Zisserman, Very Deep Convolutional Networks, arXiv 1409.1556; the left column of the ResNet
paper's Figure 3. Modules have torchvision's names, so that its state dicts load."""

from torch import Tensor, nn

from .modules import Conv2d, Linear
from .outline import Block, Layer, Operation, Outline
from .spec import Spec

HIDDEN = 4096
"""Outputs of each of the two hidden linear layers."""


class VGG(nn.Module):
    """Runs of 3×3 convolutions with bias, each followed by a 2×2 max pooling, and three linear layers."""

    def __init__(self, spec: Spec) -> None:
        super().__init__()
        self.depths = spec.depths
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
        return self.classifier(x)  # type: ignore[no-any-return]  # classes; nn.Module's call is typed Any

    def outline(self) -> Outline:
        """Return layers of one H×W each. A pooling is the first block of the next layer, as in the paper's figure."""
        position, layers = 0, []
        for number, depth in enumerate(self.depths, 1):
            layers.append(_layer(f"layer{number}", position - 1 if number > 1 else None, position, depth))
            position += 2 * depth + 1
        last_pool = f"features.{position - 1}"
        return Outline(
            stem=(),
            layers=tuple(layers),
            head=(
                Operation(last_pool, "pooling", (last_pool,)),
                Operation("avgpool", "pooling", ("avgpool",)),
                Operation("classifier.0", "linear", ("flatten", "classifier.0", "classifier.1", "classifier.2")),
                Operation("classifier.3", "linear", ("classifier.3", "classifier.4", "classifier.5")),
                Operation("classifier.6", "linear", ("classifier.6",)),
            ),
        )


def widths(spec: Spec) -> list[int]:
    """Return the channels of each layer: doubled after a pooling, up to eight times the first (64 to 512)."""
    return [spec.base_width * min(2**index, 8) for index in range(len(spec.depths))]


def _layer(path: str, pool: int | None, first: int, depth: int) -> Layer:
    steps: list[tuple[str, ...]] = [] if pool is None else [(f"features.{pool}",)]
    steps += [(f"features.{first + 2 * n}", f"features.{first + 2 * n + 1}") for n in range(depth)]
    return Layer(path, tuple(_block(f"{path}.{index}", names) for index, names in enumerate(steps)))


def _block(path: str, steps: tuple[str, ...]) -> Block:
    kind = "pooling" if len(steps) == 1 else "convolution"
    return Block(path, kind, "none", (Operation(f"{path}.1", kind, steps),))  # type: ignore[arg-type]  # a conditional expression of literals widens to str
