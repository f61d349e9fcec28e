"""Memory of modules of a user's own: the rule of each step, or a sentence about steps without one."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from app.tracing.memory import estimate
from app.tracing.memory.volumes import Precision
from app.tracing.own import trace_own
from tests.support.saved_tensors import most_live_bytes, saved_bytes

IMAGE = (3, 16, 24)


class Block(nn.Module):
    """A block of functions and operators, in place where it can be, with a gate and a grouped convolution."""

    def __init__(self, norm: Callable[[int], nn.Module]) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(32, 32, 3, padding=2, dilation=2, groups=4, bias=False)
        self.norm1, self.norm2 = norm(32), norm(32)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(32, 32, 1)
        self.squeeze = nn.AdaptiveAvgPool2d(1)
        self.fc1, self.fc2 = nn.Conv2d(32, 8, 1), nn.Conv2d(8, 32, 1)

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        y = y * torch.sigmoid(self.fc2(F.relu(self.fc1(self.squeeze(y)))))
        y += x
        return F.relu(y)


def network(norm: Callable[[int], nn.Module], pool: nn.Module, features: int) -> nn.Sequential:
    stem = (nn.Conv2d(3, 32, 3, bias=False), norm(32), nn.ReLU(), nn.MaxPool2d(2, ceil_mode=True))
    return nn.Sequential(*stem, Block(norm), pool, nn.Flatten(), nn.Linear(features, 5))


NETWORKS = {
    "batch normalization": lambda: network(nn.BatchNorm2d, nn.AdaptiveAvgPool2d(1), 32),
    "group normalization": lambda: network(lambda width: nn.GroupNorm(8, width), nn.AvgPool2d(7, stride=1), 160),
    "no normalization": lambda: network(lambda _: nn.Identity(), nn.AdaptiveAvgPool2d((2, 3)), 192),
    "tanh and softmax": lambda: nn.Sequential(nn.Conv2d(3, 8, 1), nn.Tanh(), nn.Flatten(), nn.Softmax(1)),
}


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "amp"])
@pytest.mark.parametrize("name", NETWORKS)
def test_saved_activations_equal_those_of_a_real_forward(name: str, precision: Precision) -> None:
    model = NETWORKS[name]()
    memory = estimate(trace_own(model, IMAGE, name="own", title="Own"), 4, precision, "none", "train")
    items = {item.name: item.bytes for item in memory.items}
    dtype = torch.bfloat16 if precision == "bfloat16" else torch.float32
    real = saved_bytes(model.to(dtype), torch.zeros(4, *IMAGE, dtype=dtype), autocast=precision == "amp")
    assert (items["saved_activations"] or 0) + (items.get("weight_copies") or 0) == real


@pytest.mark.slow
@pytest.mark.parametrize(
    "layers",
    [
        (nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout(), nn.Flatten()),
        (nn.MaxPool2d(2), nn.AvgPool2d(2)),  # indices of the pooling are made in inference too
        (nn.AvgPool2d(4), nn.Conv2d(8, 512, 1), nn.GroupNorm(16, 512), nn.Sigmoid()),  # and statistics of groups
    ],
    ids=["batch normalization", "pooling", "group normalization"],
)
def test_live_volumes_equal_those_of_a_real_forward(layers: tuple[nn.Module, ...]) -> None:
    model = nn.Sequential(nn.Conv2d(3, 8, 1), *layers)
    memory = estimate(trace_own(model, IMAGE, name="own", title="Own"), 2, mode="inference")
    assert memory.items[-1].bytes == most_live_bytes(model, torch.zeros(2, *IMAGE))


@pytest.mark.parametrize(
    ("module", "named"),
    [(nn.GELU(), "GELU"), (nn.Dropout(0.0), "Dropout"), (nn.ConvTranspose2d(8, 8, 2), "ConvTranspose2d")],
)
def test_steps_without_a_rule_are_named_and_nothing_is_summed(module: nn.Module, named: str) -> None:
    model = nn.Sequential(nn.Conv2d(3, 8, 1), module, nn.ReLU(), nn.SiLU())
    memory = estimate(trace_own(model, IMAGE, name="own", title="Own"), fits=8)
    assert memory.items[-1].formula == f"not derived for {named}, SiLU: 1, the first of 2 steps"
    assert (memory.items[-1].bytes, memory.bytes, memory.budgets[0].batch) == (None, None, None)
    assert memory.fits
    assert memory.fits.batch is None
