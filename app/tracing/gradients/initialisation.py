"""Initial weights and a random batch, each a pure function of a seed.

Networks are built without initialisation (docs/decisions/0001), so a study initialises its own.
"""

import math
import zlib
from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor, nn

from ..records import Shape

Init = Literal["he", "default"]


def generator(seed: int, path: str) -> torch.Generator:
    """Return a random number generator for one tensor, seeded by the tensor's path and `seed`.

    Two networks therefore get equal values wherever both have the weight. The global generator is not used.
    """
    return torch.Generator().manual_seed(zlib.crc32(f"{seed} {path}".encode()))  # torch reads no more than 32 bits


def initialise(model: nn.Module, init: Init, seed: int, check: Callable[[], None]) -> None:
    """Initialise every weight of a model as for training.

    Weights of convolutions follow `init`. Linear layers and biases follow PyTorch's default; normalizations start as
    the normalization alone. `check` is called before each module and cancels the work by raising.
    """
    for path, module in model.named_modules():
        check()
        match module:
            case nn.Conv2d():
                _initialise_convolution(module.weight, init, generator(seed, f"{path}.weight"))
                if module.bias is not None:
                    _uniform(module.bias, module.weight[0].numel(), generator(seed, f"{path}.bias"))
            case nn.Linear():
                _uniform(module.weight, module.in_features, generator(seed, f"{path}.weight"))
                _uniform(module.bias, module.in_features, generator(seed, f"{path}.bias"))
            case nn.BatchNorm2d():
                nn.BatchNorm2d.reset_parameters(module)  # deterministic; our subclass overrides it
            case nn.GroupNorm():
                nn.GroupNorm.reset_parameters(module)


def _uniform(weight: Tensor, inputs: int, source: torch.Generator) -> None:
    bound = 1 / math.sqrt(inputs)
    nn.init.uniform_(weight, -bound, bound, generator=source)


def _initialise_convolution(weight: Tensor, init: Init, source: torch.Generator) -> None:
    """`he`: the paper's reference 13 in fan-out mode, as in torchvision; `default`: PyTorch's own."""
    if init == "he":
        nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu", generator=source)
    else:
        nn.init.kaiming_uniform_(weight, a=math.sqrt(5), generator=source)


def random_batch(shape: Shape, classes: int, batch: int, seed: int) -> tuple[Tensor, Tensor]:
    """Return images of standard normal noise, `(batch, *shape)` in float32, and uniformly distributed labels."""
    images = torch.randn((batch, *shape), generator=generator(seed, "images"))
    return images, torch.randint(classes, (batch,), generator=generator(seed, "labels"))
