"""Running a network leaves nothing behind: no hook, no change to the process."""

from typing import Any

import pytest
import torch
from torch import nn

from app.networks.bounds import ImpossibleChoice
from app.tracing import models, tracer
from app.tracing.hooks import recording
from tests.support.traces import spec


def hooks(model: nn.Module) -> list[Any]:
    return [hook for module in model.modules() for hook in module._forward_hooks.values()]


def test_the_hooks_are_there_while_recording_and_gone_afterwards() -> None:
    model = models.build(spec("resnet18")).module
    image = torch.zeros(0, 3, 32, 32)
    with recording(model, image) as calls:
        model(image)
        assert len(hooks(model)) == len(calls) == 69

    assert hooks(model) == []


def test_the_hooks_are_gone_after_a_forward_that_fails() -> None:
    built = models.build(spec("vgg19"))
    with pytest.raises(
        ImpossibleChoice, match=r"An input of 16×16 is too small for vgg19: features\.36 is given 1×1×512"
    ):
        tracer.run_trace(built, 16, 16)

    assert hooks(built.module) == []
    assert tracer.run_trace(built, 32, 32).totals.last_volume == (512, 2, 2)


def test_the_hooks_are_gone_after_an_error_of_any_other_kind() -> None:
    def fail(*_: object) -> None:
        raise KeyError("broken")

    model, image = nn.Sequential(nn.ReLU(), nn.Identity()), torch.zeros(0, 3, 8, 8)
    model[1].register_forward_pre_hook(fail)
    with pytest.raises(KeyError, match="broken"), recording(model, image):
        model(image)

    assert hooks(model) == []


def torch_state() -> dict[str, Any]:
    """Everything of the whole process that building or running a network could change."""
    module = torch.nn.modules.module
    return {
        "random numbers": torch.get_rng_state().tolist(),
        "dtype": torch.get_default_dtype(),
        "device": torch.get_default_device(),
        "gradients": (torch.is_grad_enabled(), torch.is_inference_mode_enabled()),
        "threads": (torch.get_num_threads(), torch.get_num_interop_threads()),
        "initialisers": dict(vars(torch.nn.init)),
        "functions": dict(vars(torch.nn.functional)),
        "classes": [dict(vars(kind)) for kind in (nn.Module, nn.Conv2d, nn.BatchNorm2d, nn.Linear)],
        "hooks": [len(value) for name, value in vars(module).items() if name.endswith("_hooks")],
    }


@pytest.mark.parametrize("network", ["resnet50", "cifar_resnet20", "vgg19"])
def test_building_and_tracing_changes_nothing_of_the_process(network: str) -> None:
    before = torch_state()
    tracer.run_trace(models.build(spec(network)), 64, 64)

    assert torch_state() == before


def test_a_network_that_memory_is_refused_for_is_an_impossible_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory")

    monkeypatch.setattr(torch, "empty", refused)
    with pytest.raises(
        ImpossibleChoice, match=r"There is no memory here for 11,689,512 parameters\. Choose a narrower"
    ):
        models.build(spec("resnet18"))
