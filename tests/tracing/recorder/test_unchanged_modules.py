"""A traced module is as before: hooks, training flags, buffers, parameters, random numbers; also after an error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from app.tracing.own import Untraceable
from tests.support.own_networks import CifarBlock, SENet
from tests.support.torch_state import torch_state
from tests.tracing.recorder.recordings import trace_module


class TrainedNorm(nn.Module):
    """Trains its normalization in every forward, whatever its mode."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.bn = nn.BatchNorm2d(8)

    def forward(self, x: Tensor) -> Tensor:
        x = F.batch_norm(self.conv(x), self.bn.running_mean, self.bn.running_var, training=True, momentum=0.5)
        assert self.bn.running_var is not None
        self.bn.running_var += 1
        return x


class RaisesAfterNorm(nn.Module):
    """Changes a buffer and draws random numbers, then raises."""

    def __init__(self) -> None:
        super().__init__()
        self.block = CifarBlock(3, 8)
        self.calls: Tensor
        self.register_buffer("calls", torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        self.block.train()
        x = self.block(x + torch.rand(1))
        raise ValueError("no such head")


class RandomDepth(nn.Module):
    """Uses random numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x) * torch.rand(1)  # pyrefly: ignore[no-any-return]  # modules return Any


def state(model: nn.Module) -> dict[str, Any]:
    """All that a trace could change of a module."""
    hooks = [name for name in vars(model) if name.endswith("_hooks")]
    return {
        "tensors": {name: tensor.tolist() for name, tensor in model.state_dict().items()},
        "flags": {path: module.training for path, module in model.named_modules()},
        "hooks": {path: [len(vars(module)[name]) for name in hooks] for path, module in model.named_modules()},
        "forwards": {path: vars(module).get("forward") for path, module in model.named_modules()},
        "gradients": [(parameter.requires_grad, parameter.grad) for parameter in model.parameters()],
    }


@contextmanager
def refused(message: str | None) -> Iterator[None]:
    if message is None:
        yield
    else:
        with pytest.raises(Untraceable, match=message):
            yield


def with_forward_of_its_own() -> nn.Module:
    """A module whose `forward` is replaced on the instance, as libraries that move modules between devices do."""
    model = nn.Sequential(nn.Conv2d(3, 4, 1), nn.ReLU())
    forward = model[0].forward
    vars(model[0])["forward"] = lambda x: forward(x)
    return model


CASES = [
    (SENet, None),
    (with_forward_of_its_own, None),
    (TrainedNorm, None),
    (RandomDepth, None),
    (RaisesAfterNorm, "no such head"),
]


@pytest.mark.parametrize(("network", "message"), CASES)
def test_module_and_torch_are_as_before(network: Callable[[], nn.Module], message: str | None) -> None:
    model = network()
    if isinstance(model, SENet):
        model.blocks[1].eval()
    before, torch_before = state(model), torch_state()

    with refused(message):
        trace_module(model, (3, 64, 64))

    assert state(model) == before
    assert torch_state() == torch_before


def test_buffer_that_a_forward_replaces_is_the_old_one_again() -> None:
    class Counts(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.calls: Tensor
            self.register_buffer("calls", torch.zeros(1))

        def forward(self, x: Tensor) -> Tensor:
            self.calls = self.calls + 1
            return F.relu(x)

    model = Counts()
    buffer = model.calls
    trace_module(model, (3, 8, 8))

    assert model.calls is buffer
    assert model.calls.tolist() == [0]


def test_dropout_does_not_drop_and_training_goes_on_afterwards() -> None:
    model = nn.Sequential(nn.Conv2d(3, 4, 1), nn.Dropout(0.5), nn.BatchNorm2d(4)).train()
    trace = trace_module(model, (3, 8, 8))

    assert [step.kind for step in trace.steps] == ["conv", "dropout", "norm"]
    assert model.training
    assert model[1].training


def test_hooks_of_the_user_run_and_their_functions_are_steps() -> None:
    model = nn.Sequential(nn.Conv2d(3, 4, 1), nn.ReLU())
    seen: list[tuple[int, ...]] = []
    model[0].register_forward_hook(lambda _, __, result: result * 2)
    model[1].register_forward_hook(lambda _, __, result: seen.append(tuple(result.shape)))

    trace = trace_module(model, (3, 8, 8))

    assert seen == [(1, 4, 8, 8)]
    assert [(step.path, step.inputs) for step in trace.steps] == [
        ("0", ("input",)),
        ("mul", ("0",)),
        ("1", ("mul",)),
    ]


def test_functions_of_a_users_hook_on_a_container_belong_to_it() -> None:
    model = nn.Sequential(nn.Sequential(nn.Conv2d(3, 4, 1)), nn.ReLU())
    model[0].register_forward_hook(lambda _, __, result: result * 2)

    assert [step.path for step in trace_module(model, (3, 8, 8)).steps] == ["0.0", "0.mul", "1"]


def test_model_in_inference_mode_of_the_caller_is_traced() -> None:
    with torch.inference_mode():
        assert trace_module(SENet(), (3, 64, 64)).totals.steps == 74


def test_model_with_gradients_keeps_them() -> None:
    model = nn.Sequential(nn.Conv2d(3, 4, 1))
    model(torch.ones(1, 3, 2, 2)).sum().backward()
    before = model[0].bias.grad

    trace_module(model, (3, 8, 8))

    assert isinstance(before, Tensor)
    assert model[0].bias.grad is before
    assert before.tolist() == [4, 4, 4, 4]
