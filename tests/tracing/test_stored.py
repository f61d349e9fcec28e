"""Parameters, biases and buffers of steps against the modules' own tensors and against published counts."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from app.tracing import models
from app.tracing.records import Totals
from app.tracing.stored import is_bias
from tests.support import own_networks as own
from tests.support.traces import spec, trace_network
from tests.tracing.recorder.recordings import trace_module

NAMES = ("resnet18", "resnet50", "resnext50_32x4d", "vgg19", "cifar_resnet20", "cifar_plain20")


def counts(totals: Totals) -> tuple[int, int, int]:
    return totals.params, totals.biases, totals.buffers


def of_module(module: nn.Module) -> tuple[int, int, int]:
    """Parameters, those named `bias`, and buffers of a whole module."""
    biases = [value for name, value in module.named_parameters() if name.rpartition(".")[2].endswith("bias")]
    return (
        sum(map(torch.numel, module.parameters())),
        sum(map(torch.numel, biases)),
        sum(map(torch.numel, module.buffers())),
    )


@pytest.mark.parametrize("name", NAMES)
def test_trace_counts_what_the_module_stores(name: str) -> None:
    assert counts(trace_network(name).totals) == of_module(models.build(spec(name)).module)


def test_resnet50_has_the_buffers_that_keras_prints_and_a_count_of_batches_per_norm() -> None:
    totals = trace_network("resnet50").totals

    assert totals.buffers == 53_120 + 53
    assert totals.biases == 26_560 + 1000  # of 53 norms and the classifier


def test_steps_of_a_norm_and_a_convolution_have_biases_and_buffers() -> None:
    trace = trace_network("resnet50")

    assert [(trace.step(path).biases, trace.step(path).buffers) for path in ("conv1", "bn1", "relu", "fc")] == [
        (0, 0),
        (64, 129),
        (0, 0),
        (1000, 0),
    ]


@pytest.mark.parametrize("network", [own.SENet, own.UNet, own.BlocksInRoot, own.SharedModules])
def test_trace_of_an_own_network_counts_shared_tensors_once(network: Callable[[], nn.Module]) -> None:
    model = network()
    channels = 1 if network is own.UNet else 3

    assert counts(trace_module(model, (channels, 64, 64)).totals) == of_module(model)


class FunctionalNorm(nn.Module):
    """A norm without a module: the function gets buffers of the network."""

    def __init__(self) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(3)), nn.Parameter(torch.zeros(3))
        self.register_buffer("mean", torch.zeros(3))
        self.register_buffer("variance", torch.ones(3))
        self.register_buffer("offset", torch.zeros(1, 3, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return F.batch_norm(x, self.mean, self.variance, self.weight, self.bias) + self.offset * 2


def test_buffers_that_a_function_reads_belong_to_its_step() -> None:
    trace = trace_module(FunctionalNorm(), (3, 8, 8))

    assert [(step.params, step.biases, step.buffers) for step in trace.steps] == [(6, 3, 6), (0, 0, 3)]


def test_biases_of_attention_are_counted_and_tables_are_not() -> None:
    assert [*filter(is_bias, ("a.bias", "in_proj_bias", "bias_ih_l0", "relative_position_bias_table", "weight"))] == [
        "a.bias",
        "in_proj_bias",
        "bias_ih_l0",
    ]
