"""Small networks of a user's own, one for each way in which people write blocks."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Double(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *(nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)),
            *(nn.Conv2d(outputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)),
        )

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.body(x)
        return result


class Up(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.up = nn.ConvTranspose2d(inputs, outputs, 2, 2)
        self.conv = Double(2 * outputs, outputs)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        x = self.up(x)
        rows, columns = skip.size(2) - x.size(2), skip.size(3) - x.size(3)
        x = F.pad(x, [columns // 2, columns - columns // 2, rows // 2, rows - rows // 2])
        result: Tensor = self.conv(torch.cat([skip, x], dim=1))
        return result


class UNet(nn.Module):
    """Two levels down, two up, with concatenations."""

    def __init__(self) -> None:
        super().__init__()
        self.inc = Double(1, 8)
        self.down1 = nn.Sequential(nn.MaxPool2d(2), Double(8, 16))
        self.down2 = nn.Sequential(nn.MaxPool2d(2), Double(16, 32))
        self.up1, self.up2 = Up(32, 16), Up(16, 8)
        self.outc = nn.Conv2d(8, 2, 1)

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        one = self.inc(x)
        two = self.down1(one)
        return {"masks": self.outc(self.up2(self.up1(self.down2(two), two), one))}


class Gate(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Sequential(nn.Linear(channels, 2), nn.ReLU(), nn.Linear(2, channels), nn.Sigmoid())

    def forward(self, x: Tensor) -> Tensor:
        batch, channels = x.shape[:2]
        factors = self.fc(self.pool(x).view(batch, channels)).view(batch, channels, 1, 1)
        result: Tensor = x * factors.expand_as(x)
        return result


class GatedBlock(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, outputs, 3, stride, 1), nn.BatchNorm2d(outputs)
        self.conv2, self.bn2 = nn.Conv2d(outputs, outputs, 3, 1, 1), nn.BatchNorm2d(outputs)
        self.relu, self.se = nn.ReLU(inplace=True), Gate(outputs)
        same = stride == 1 and inputs == outputs
        down = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))
        self.down = None if same else down

    def forward(self, x: Tensor) -> Tensor:
        shortcut = x if self.down is None else self.down(x)
        y = self.se(self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x))))))
        y += shortcut
        result: Tensor = self.relu(y)
        return result


class Gated(nn.Module):
    """Squeeze and excitation in blocks of one list; the third halves H and W."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU())
        self.blocks = nn.ModuleList([GatedBlock(8, 8, 1), GatedBlock(8, 8, 1), GatedBlock(8, 16, 2)])
        self.head = nn.Linear(16, 5)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        result: Tensor = self.head(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))
        return result


class InForward(nn.Module):
    """Residual blocks without modules of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.convs = nn.ModuleList(nn.Conv2d(8, 8, 3, padding=1) for _ in range(4))
        self.fc = nn.Linear(8, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.stem(x))
        for i in (0, 2):
            x = F.relu(x + self.convs[i + 1](F.relu(self.convs[i](x))))
        result: Tensor = self.fc(x.mean([-2, -1]))
        return result


class PreactivationBlock(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), nn.Conv2d(inputs, outputs, 3, stride, 1)
        self.bn2, self.conv2 = nn.BatchNorm2d(outputs), nn.Conv2d(outputs, outputs, 3, 1, 1)
        self.shortcut = None if stride == 1 and inputs == outputs else nn.Conv2d(inputs, outputs, 1, stride)

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.bn1(x))
        shortcut = x if self.shortcut is None else self.shortcut(y)
        result: Tensor = self.conv2(F.relu(self.bn2(self.conv1(y)))) + shortcut
        return result


class Preactivation(nn.Module):
    """He et al., Identity Mappings in Deep Residual Networks, arXiv 1603.05027."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.layer1 = nn.Sequential(PreactivationBlock(8, 8, 1), PreactivationBlock(8, 16, 2))
        self.bn = nn.BatchNorm2d(16)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.bn(self.layer1(self.conv(x))))


class DenseLayer(nn.Module):
    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.norm, self.conv1 = nn.BatchNorm2d(inputs), nn.Conv2d(inputs, 8, 1)
        self.conv2 = nn.Conv2d(8, 4, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x, self.conv2(F.relu(self.conv1(F.relu(self.norm(x)))))], 1)


class Dense(nn.Module):
    """Two dense blocks with a transition."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.dense1 = nn.Sequential(DenseLayer(8), DenseLayer(12))
        self.trans1 = nn.Sequential(nn.BatchNorm2d(16), nn.ReLU(), nn.Conv2d(16, 8, 1), nn.AvgPool2d(2))
        self.dense2 = nn.Sequential(DenseLayer(8), DenseLayer(12), DenseLayer(16))

    def forward(self, x: Tensor) -> Tensor:
        return self.dense2(self.trans1(self.dense1(self.conv(x)))).mean((2, 3))  # pyrefly: ignore[no-any-return]  # nn.Module's call is typed Any


class Attention(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        query, key, value = self.qkv(x).chunk(3, dim=-1)
        weights = (query @ key.transpose(-2, -1)).softmax(dim=-1)
        result: Tensor = self.proj(weights @ value)
        return result


class TransformerBlock(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm1, self.attention = nn.LayerNorm(width), Attention(width)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))  # pyrefly: ignore[no-any-return]  # nn.Module's call is typed Any


class Transformer(nn.Module):
    """Patches, two blocks and a head."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, 8, 4, 4)
        self.position = nn.Parameter(torch.zeros(1, 16, 8))
        self.blocks = nn.Sequential(TransformerBlock(8), TransformerBlock(8))
        self.norm, self.head = nn.LayerNorm(8), nn.Linear(8, 5)

    def forward(self, x: Tensor) -> Tensor:
        x = self.patches(x).flatten(2).transpose(1, 2) + self.position
        return self.head(self.norm(self.blocks(x))[:, 0])  # pyrefly: ignore[no-any-return]  # nn.Module's call is typed Any


class Inverted(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.same = stride == 1 and inputs == outputs
        self.expand, self.project = nn.Conv2d(inputs, 16, 1), nn.Conv2d(16, outputs, 1)
        self.depthwise = nn.Conv2d(16, 16, 3, stride, 1, groups=16)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.project(F.relu6(self.depthwise(F.relu6(self.expand(x)))))
        return x + y if self.same else y


class Mobile(nn.Module):
    """Inverted residuals in one container; some of them have no shortcut."""

    def __init__(self) -> None:
        super().__init__()
        sizes = ((8, 8, 1), (8, 12, 2), (12, 12, 1))
        blocks = (Inverted(*size) for size in sizes)
        self.features = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), *blocks, nn.Conv2d(12, 20, 1))

    def forward(self, x: Tensor) -> Tensor:
        return self.features(x).mean((2, 3))  # pyrefly: ignore[no-any-return]  # nn.Module's call is typed Any


class Refined(nn.Module):
    """One residual block, with a module inside it, called three times."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.block = GatedBlock(8, 8, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        for _ in range(3):
            x = self.block(x)
        return x


class Swish(nn.Module):
    """Convolutions with activations written as products, and no blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 8, 3, 2, 1)
        self.fc = nn.Linear(8, 5)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)
        x = self.conv2(x * torch.sigmoid(x))
        return self.fc(x.amax((2, 3)))  # pyrefly: ignore[no-any-return]  # nn.Module's call is typed Any


class SkipHead(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.low, self.high = nn.Conv2d(8, 4, 1), nn.Conv2d(16, 4, 1)

    def forward(self, low: Tensor, high: Tensor) -> Tensor:
        result: Tensor = self.low(low) + F.interpolate(self.high(high), size=low.shape[-2:])
        return result


class LongSkip(nn.Module):
    """A head that adds a volume from before two blocks, as in LR-ASPP."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.layer1, self.layer2 = nn.Sequential(GatedBlock(8, 8, 1)), nn.Sequential(GatedBlock(8, 16, 2))
        self.head = SkipHead()

    def forward(self, x: Tensor) -> Tensor:
        low = self.layer1(self.conv(x))
        result: Tensor = self.head(low, self.layer2(low))
        return result
