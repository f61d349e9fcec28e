"""Our modules against torchvision: by its rule for names, and against the package itself where it is installed."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from app.networks.spec import Spec
from app.tracing.models import build
from app.tracing.tracer import run_trace
from tests.support import timm_names
from tests.support.forwards import leaf_calls
from tests.support.torchvision_names import (
    RESNETS,
    Entry,
    dilated_bottlenecks,
    torchvision_resnet,
    torchvision_vgg19,
)
from tests.support.traces import spec


def state(network: Spec) -> list[Entry]:
    return [(name, tuple(tensor.shape)) for name, tensor in build(network).module.state_dict().items()]


@pytest.mark.parametrize(("network", "rule"), RESNETS.items())
def test_resnet_has_names_and_shapes_of_torchvisions_state_dict(network: str, rule: tuple[Any, ...]) -> None:
    assert state(spec(network)) == list(torchvision_resnet(*rule))


DILATED = [
    ({"output_stride": "16"}, [False, False, True]),
    ({"output_stride": "8"}, [False, True, True]),
    ({"strides": "1,1,1,1", "dilations": "1,2,4,8"}, [True, True, True]),
    ({"strides": "1,1,2,1", "dilations": "1,2,2,4"}, [True, False, True]),
]


@pytest.mark.parametrize(("options", "replace"), DILATED)
@pytest.mark.parametrize("network", ["resnet50", "resnet101"])
def test_dilated_network_has_the_convolutions_of_torchvision(
    network: str, options: dict[str, Any], replace: list[bool]
) -> None:
    module = build(spec(network, **options)).module
    middle = {path: each for path, each in module.named_modules() if path.endswith("conv2")}
    own = {path: (each.stride, each.dilation, each.padding) for path, each in middle.items()}

    expected = dict(dilated_bottlenecks(RESNETS[network][2], replace))
    assert own == {path: tuple((number, number) for number in sliding) for path, sliding in expected.items()}
    assert state(spec(network, **options)) == list(torchvision_resnet(*RESNETS[network]))
    strides = {path: each.stride for path, each in module.named_modules() if path.endswith("downsample.0")}
    assert strides == {
        path.replace("conv2", "downsample.0"): ((sliding.stride,) * 2)
        for path, sliding in expected.items()
        if path.endswith(".0.conv2")
    }


@pytest.mark.parametrize(("network", "arguments"), timm_names.NETWORKS.items())
def test_network_of_timm_has_names_and_shapes_of_its_state_dict(network: str, arguments: timm_names.TimmResNet) -> None:
    assert dict(state(spec(network))) == dict(timm_names.timm_resnet(arguments))


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


@pytest.mark.parametrize(("options", "replace"), DILATED)
def test_installed_torchvision_gives_values_of_the_dilated_network(
    options: dict[str, Any], replace: list[bool], torchvision_models: Any
) -> None:
    theirs: nn.Module = torchvision_models.resnet50(weights=None, replace_stride_with_dilation=replace).eval()
    ours = build(spec("resnet50", **options)).module
    ours.load_state_dict(theirs.state_dict(), strict=True, assign=True)
    image = torch.randn(1, 3, 65, 97, generator=torch.Generator().manual_seed(0))

    torch.testing.assert_close(outputs(ours, image), outputs(theirs, image))


def outputs(model: nn.Module, image: Tensor) -> Tensor:
    with torch.inference_mode():
        return model(image)  # pyrefly: ignore[no-any-return]  # nn.Module's call is typed Any
