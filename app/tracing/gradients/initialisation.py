"""Initial weights and a random batch, each a pure function of a seed: what one training step begins with.

The networks are built without initialisation (docs/decisions/0001), so whoever wants values has to ask for them here.
"""

import math
import zlib
from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor, nn

from app.tracing.records import Shape

Init = Literal["he", "default"]


def generator(seed: int, path: str) -> torch.Generator:
    """A source of random numbers for one thing alone.

    What is drawn depends on its name and the seed, not on what else is drawn, so that two networks have the same
    values wherever both have the weight. The global source is left alone.
    """
    return torch.Generator().manual_seed(zlib.crc32(f"{seed} {path}".encode()))  # torch reads no more than 32 bits


def initialise(model: nn.Module, init: Init, seed: int, check: Callable[[], None]) -> None:
    """Give every weight of a model the value that training would begin with.

    Convolutions as `init` says. Linear layers always as PyTorch does, with bias; batch normalization begins as
    nothing but the normalization. `check` is called before each module, and ends the work by raising.
    """
    for path, module in model.named_modules():
        check()
        match module:
            case nn.Conv2d():
                _convolution(module.weight, init, generator(seed, f"{path}.weight"))
            case nn.Linear():
                bound = 1 / math.sqrt(module.in_features)
                nn.init.uniform_(module.weight, -bound, bound, generator=generator(seed, f"{path}.weight"))
                nn.init.uniform_(module.bias, -bound, bound, generator=generator(seed, f"{path}.bias"))
            case nn.BatchNorm2d():
                nn.BatchNorm2d.reset_parameters(module)  # torch's own, which draws nothing


def _convolution(weight: Tensor, init: Init, source: torch.Generator) -> None:
    """`he`: reference 13 of the paper, counting outputs, as torchvision has it; `default`: PyTorch's own."""
    if init == "he":
        nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu", generator=source)
    else:
        nn.init.kaiming_uniform_(weight, a=math.sqrt(5), generator=source)


def random_batch(shape: Shape, classes: int, batch: int, seed: int) -> tuple[Tensor, Tensor]:
    """Images of standard normal noise, and labels of which each is equally likely."""
    images = torch.randn((batch, *shape), generator=generator(seed, "images"))
    return images, torch.randint(classes, (batch,), generator=generator(seed, "labels"))
