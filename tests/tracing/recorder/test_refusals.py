"""Modules that cannot be traced are refused in one sentence; wrappers are opened."""

import warnings
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from app.tracing.own import Untraceable
from app.tracing.recorder import recorder
from tests.support.own_networks import SENet, UNet
from tests.tracing.recorder.recordings import trace_module


def compiled(compile_module: Callable[[nn.Module], nn.Module]) -> nn.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # deprecated, and still found in published networks
        return compile_module(nn.Sequential(nn.Conv2d(3, 4, 1), nn.ReLU()))


@pytest.mark.slow
@pytest.mark.parametrize(
    "compile_module",
    [
        torch.jit.script,
        lambda module: torch.jit.trace(module, torch.zeros(1, 3, 8, 8)),
    ],
    ids=["script", "trace"],
)
def test_compiled_modules_are_refused(compile_module: Callable[[nn.Module], nn.Module]) -> None:
    model = compiled(compile_module)

    with pytest.raises(Untraceable, match=r"^The network is compiled with torch.jit. Pass the Python module that"):
        trace_module(model, (3, 8, 8))
    with pytest.raises(Untraceable, match=r"^The module '0' is compiled with torch.jit"):
        trace_module(nn.Sequential(model), (3, 8, 8))


def test_module_without_sizes_is_refused_until_it_has_run() -> None:
    lazy = nn.LazyLinear(10)
    model = nn.Sequential(nn.Flatten(), lazy)

    with pytest.raises(Untraceable, match=r"^The module '1' has no sizes yet. Run the network once on a real image"):
        trace_module(model, (3, 8, 8))
    assert lazy.has_uninitialized_params()  # pyrefly: ignore[bad-argument-type]  # the mixin is typed for its own subclasses

    model(torch.zeros(1, 3, 8, 8))
    assert trace_module(model, (3, 8, 8)).totals.params == 10 * 192 + 10


class Endless(nn.Module):
    """Adds more often than a trace describes."""

    def __init__(self, additions: int) -> None:
        super().__init__()
        self.additions = additions

    def forward(self, x: Tensor) -> Tensor:
        for _ in range(self.additions):
            x = x + 1
        return x


def test_forward_of_too_many_steps_stops_at_the_limit() -> None:
    with pytest.raises(Untraceable, match=r"^The forward has more than 20,000 steps, the most that a trace describes"):
        trace_module(Endless(10**9), (1, 1, 1))


def test_forward_without_an_end_stops_at_the_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    class Waiting(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            while x.max() < 1:  # nothing makes it larger
                pass
            return x

    monkeypatch.setattr(recorder, "MAX_SECONDS", 0.2)
    with pytest.raises(Untraceable, match=r"^The forward (ran for 0.2 s|has more than 20,000 steps)"):
        trace_module(Waiting(), (3, 8, 8))


def test_forward_without_steps_is_refused() -> None:
    for model in (nn.Identity(), nn.Sequential(), Endless(0)):
        with pytest.raises(Untraceable, match=r"^The forward made no volume"):
            trace_module(model, (3, 8, 8))


def test_error_of_a_forward_names_module_input_and_reason() -> None:
    with pytest.raises(Untraceable) as failure:
        trace_module(SENet(), (1, 64, 64))

    assert str(failure.value) == (
        "An input of 1×64×64 cannot pass stem.0 (Conv2d): Given groups=1, weight of size [16, 3, 3, 3], "
        "expected input[1, 1, 64, 64] to have 3 channels, but got 1 channels instead"
    )


def test_error_outside_of_modules_names_the_class() -> None:
    class Broken(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return F.relu(x).view(7, 7)

    with pytest.raises(Untraceable) as failure:
        trace_module(Broken(), (3, 8, 8))

    assert str(failure.value) == (
        "An input of 3×8×8 cannot pass Broken: shape '[7, 7]' is invalid for input of size 192"
    )


class WithFallback(nn.Module):
    """Catches the error of a branch, of which one convolution has run, and takes another one."""

    def __init__(self, last: nn.Module) -> None:
        super().__init__()
        self.branch = nn.Sequential(nn.Conv2d(3, 4, 1), nn.Conv2d(3, 4, 1))
        self.other = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
        self.last = last

    def forward(self, x: Tensor) -> Tensor:
        try:
            y = self.branch(x)
        except RuntimeError:
            y = self.other(x) + 1
        return self.last(y)  # pyrefly: ignore[no-any-return]  # modules return Any


def test_forward_that_catches_an_error_is_traced_on() -> None:
    trace = trace_module(WithFallback(nn.Conv2d(8, 16, 1)), (3, 8, 8))

    assert [(step.path, step.output_shape) for step in trace.steps] == [
        ("branch.0", (4, 8, 8)),
        ("other.0", (8, 6, 6)),
        ("other.1", (8, 6, 6)),
        ("add", (8, 6, 6)),
        ("last", (16, 6, 6)),
    ]


def test_error_after_one_that_was_caught_names_its_own_module() -> None:
    with pytest.raises(Untraceable, match=r"^An input of 3×8×8 cannot pass last \(Conv2d\): Given groups=1"):
        trace_module(WithFallback(nn.Conv2d(4, 16, 1)), (3, 8, 8))
    with pytest.raises(Untraceable, match=r"^An input of 3×8×8 cannot pass last.0 \(Conv2d\): Given groups=1"):
        trace_module(WithFallback(nn.Sequential(nn.Conv2d(4, 16, 1))), (3, 8, 8))


def test_input_that_the_forward_does_not_take_is_named() -> None:
    with pytest.raises(Untraceable, match="unexpected keyword argument 'depth'"):
        trace_module(UNet(), {"x": (1, 64, 64), "depth": (1, 64, 64)})


def test_data_parallel_is_opened() -> None:
    assert trace_module(nn.DataParallel(SENet()), (3, 64, 64)).step("blocks.0.c1").params == 2_304


@pytest.mark.slow
def test_compile_wrapper_is_opened_and_nothing_is_compiled() -> None:
    whole: Any = torch.compile(SENet(), backend=lambda *_: pytest.fail("compiled"))
    part = SENet()
    part.stem = torch.compile(part.stem, backend=lambda *_: pytest.fail("compiled"))  # pyrefly: ignore[bad-assignment]  # a wrapper

    assert trace_module(whole, (3, 64, 64)).totals.steps == 74
    assert trace_module(part, (3, 64, 64)).totals.steps == 74
