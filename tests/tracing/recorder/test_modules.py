"""Recording with hooks alone: hooks go, the process is unchanged, unusual modules are handled as stated."""

import weakref
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from app.networks.bounds import ImpossibleChoice
from app.networks.modules import Add
from app.tracing import models, tracer
from app.tracing.recorder.modules import leaves_of, recording_modules
from app.tracing.records import IMAGE as INPUT
from tests.support.torch_state import torch_state
from tests.support.traces import spec

IMAGE = torch.zeros(0, 3, 8, 8)


def hooks(model: nn.Module) -> list[Any]:
    return [hook for module in model.modules() for hook in module._forward_hooks.values()]


def recorded(model: nn.Module) -> list[tuple[str, tuple[str, ...]]]:
    """Path and inputs of every call in a forward."""
    with recording_modules(leaves_of(dict(model.named_modules())), IMAGE) as recording:
        model(IMAGE)
    paths = {index: call.base for index, call in enumerate(recording.calls)} | {-1: INPUT}
    return [(call.base, tuple(paths[ref.call] for ref in call.inputs)) for call in recording.calls]


def test_hooks_are_removed_after_recording() -> None:
    model = models.build(spec("resnet18")).module
    image = torch.zeros(0, 3, 32, 32)
    with recording_modules(leaves_of(dict(model.named_modules())), image) as recording:
        model(image)
        assert len(hooks(model)) == len(recording.calls) == 69

    assert hooks(model) == []


def test_hooks_are_removed_after_a_forward_with_too_small_an_input() -> None:
    model = models.build(spec("vgg19"))
    with pytest.raises(
        ImpossibleChoice, match=r"An input of 16×16 is too small for vgg19: features\.36 is given 1×1×512"
    ):
        tracer.run_trace(model, 16, 16)

    assert hooks(model.module) == []
    assert tracer.run_trace(model, 32, 32).totals.last_volume == (512, 2, 2)


def test_hooks_are_removed_after_any_other_error() -> None:
    def fail(*_: object) -> None:
        raise KeyError("broken")

    model = nn.Sequential(nn.ReLU(), nn.ReLU())
    model[1].register_forward_pre_hook(fail)
    with pytest.raises(KeyError, match="broken"), recording_modules(leaves_of(dict(model.named_modules())), IMAGE):
        model(IMAGE)

    assert hooks(model) == []


def test_recording_keeps_volumes_alive_until_its_end() -> None:
    relu = nn.Sequential(nn.ReLU())
    with recording_modules(leaves_of(dict(relu.named_modules())), IMAGE):
        volume = weakref.ref(relu(IMAGE))
        assert volume() is not None

    assert volume() is None


class InPlace(nn.Module):
    """Changes a volume in place that the addition reads too."""

    def __init__(self) -> None:
        super().__init__()
        self.relu1, self.relu2, self.add = nn.ReLU(), nn.ReLU(inplace=True), Add()

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu1(x)
        return self.add(self.relu2(y), y)  # pyrefly: ignore[no-any-return]  # nn.Module's call is typed Any


def test_in_place_module_becomes_the_producer_of_its_input() -> None:
    assert recorded(InPlace()) == [("relu1", ("input",)), ("relu2", ("relu1",)), ("add", ("relu2", "relu2"))]


class Shared(nn.Module):
    """Calls one ReLU twice, as torchvision's blocks do."""

    def __init__(self) -> None:
        super().__init__()
        self.relu, self.add = nn.ReLU(), Add()

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu(x)
        return self.add(self.relu(y), y)  # pyrefly: ignore[no-any-return]  # nn.Module's call is typed Any


def test_shared_module_is_recorded_once_per_call_under_one_path() -> None:
    assert recorded(Shared()) == [("relu", ("input",)), ("relu", ("relu",)), ("add", ("relu", "relu"))]


class Functional(nn.Module):
    """Adds without a module."""

    def __init__(self) -> None:
        super().__init__()
        self.relu = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        return self.relu(x + x)  # pyrefly: ignore[no-any-return]  # nn.Module's call is typed Any


@pytest.mark.parametrize("model", [Functional(), nn.Sequential(nn.GELU())])
def test_unsupported_dataflow_and_class_raise(model: nn.Module) -> None:
    with pytest.raises(KeyError):
        recorded(model)

    assert hooks(model) == []


@pytest.mark.parametrize("network", ["resnet50", "cifar_resnet20", "vgg19"])
def test_building_and_tracing_leave_torchs_global_state_unchanged(network: str) -> None:
    before = torch_state()
    tracer.run_trace(models.build(spec(network)), 64, 64)

    assert torch_state() == before


def test_network_without_memory_for_its_weights_is_an_impossible_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory")

    monkeypatch.setattr(torch, "empty", refuse)
    with pytest.raises(
        ImpossibleChoice, match=r"There is no memory here for 11,689,512 parameters\. Choose a narrower"
    ):
        models.build(spec("resnet18"))
