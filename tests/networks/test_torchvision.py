"""Our modules against torchvision: by its rule for names, and against the package itself where it is installed."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from app.networks.spec import Spec
from app.tracing.models import build
from app.tracing.tracer import run_trace
from tests.support.forwards import leaf_calls
from tests.support.torchvision_names import RESNETS, Entry, torchvision_resnet, torchvision_vgg19
from tests.support.traces import spec


def state(network: Spec) -> list[Entry]:
    return [(name, tuple(tensor.shape)) for name, tensor in build(network).module.state_dict().items()]


@pytest.mark.parametrize(("network", "rule"), RESNETS.items())
def test_resnet_has_names_and_shapes_of_torchvisions_state_dict(network: str, rule: tuple[Any, ...]) -> None:
    assert state(spec(network)) == list(torchvision_resnet(*rule))


def test_vgg19_has_names_and_shapes_of_torchvisions_state_dict() -> None:
    assert state(spec("vgg19")) == list(torchvision_vgg19())


@pytest.mark.parametrize("network", ["resnet18", "vgg19"])
def test_state_dict_loads_strictly(network: str) -> None:
    rule = torchvision_vgg19() if network == "vgg19" else torchvision_resnet(*RESNETS[network])
    weights = {name: torch.zeros(shape) for name, shape in rule}

    loaded = build(spec(network)).module.load_state_dict(weights, strict=True, assign=True)
    assert (loaded.missing_keys, loaded.unexpected_keys) == ([], [])


@pytest.fixture
def torchvision_models() -> Any:
    """The real package, which is no dependency of the tests: it pins a version of torch."""
    return pytest.importorskip("torchvision.models", reason="torchvision is not installed")


@pytest.mark.parametrize("network", [*RESNETS, "vgg19"])
def test_weights_of_installed_torchvision_give_its_shapes_and_values(network: str, torchvision_models: Any) -> None:
    theirs: nn.Module = torchvision_models.get_model(network, weights=None).eval()
    ours = build(spec(network))
    ours.module.load_state_dict(theirs.state_dict(), strict=True, assign=True)
    image = torch.randn(1, 3, 65, 97, generator=torch.Generator().manual_seed(0))

    calls = [(call.module, call.output_shape) for call in leaf_calls(theirs, image)]
    steps = [step for step in run_trace(ours, 65, 97).steps if step.module not in ("Add", "Flatten")]
    assert [(step.module, step.output_shape) for step in steps] == calls
    torch.testing.assert_close(outputs(ours.module, image), outputs(theirs, image))


def outputs(model: nn.Module, image: Tensor) -> Tensor:
    with torch.inference_mode():
        return model(image)  # type: ignore[no-any-return]  # nn.Module's call is typed Any
