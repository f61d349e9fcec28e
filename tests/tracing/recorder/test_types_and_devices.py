"""Networks of other number types and on other devices have the trace of the same network in float32 on the CPU."""

import pytest
import torch
from torch import nn

from tests.support.own_networks import SENet, UNet, ViewBeforeLinear
from tests.tracing.recorder.recordings import trace_module

NETWORKS = pytest.mark.parametrize(
    ("network", "shape"), [(ViewBeforeLinear, (3, 16, 16)), (SENet, (3, 64, 64)), (UNet, (1, 64, 64))]
)


@NETWORKS
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64], ids=str)
def test_number_type_does_not_change_the_trace(
    network: type[nn.Module], shape: tuple[int, ...], dtype: torch.dtype
) -> None:
    assert trace_module(network().to(dtype), shape) == trace_module(network(), shape)


@NETWORKS
def test_network_on_meta_has_the_same_trace(network: type[nn.Module], shape: tuple[int, ...]) -> None:
    with torch.device("meta"):
        model = network()

    assert trace_module(model, shape) == trace_module(network(), shape)
    assert all(parameter.is_meta for parameter in model.parameters())


@NETWORKS
def test_network_on_an_accelerator_has_the_same_trace(network: type[nn.Module], shape: tuple[int, ...]) -> None:
    device = torch.accelerator.current_accelerator(check_available=True)
    if device is None:
        pytest.skip("this machine has no accelerator")

    assert trace_module(network().to(device), shape) == trace_module(network(), shape)
