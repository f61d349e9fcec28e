"""Padding that convolutions read, and weights that read nothing else, against real convolutions and gradients."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from app.advice.padding import padding_share
from app.tracing import models
from tests.support.traces import spec, trace_network


@pytest.mark.parametrize("size", ["7", "32", "33x100"])
@pytest.mark.parametrize("network", ["resnet18", "resnet50", "resnext50_32x4d", "vgg19"])
def test_padding_share_equals_that_of_a_real_convolution(network: str, size: str) -> None:
    """A convolution of ones with ones sums the reads of values; a weight without gradient meets none of them."""
    if network == "vgg19" and size == "7":
        size = "32x64"
    module = models.build(spec(network)).module
    for step in trace_network(network, size).steps:
        if not (share := padding_share(step)):
            continue
        conv = module.get_submodule(step.path)
        assert isinstance(conv, nn.Conv2d)
        weight = torch.ones(1, 1, *conv.kernel_size, requires_grad=True)
        image = torch.ones(1, 1, *step.input_shapes[0][1:])
        output = F.conv2d(image, weight, None, conv.stride, conv.padding, conv.dilation)
        (gradient,) = torch.autograd.grad(output.sum(), weight)
        reads = output.numel() * weight.numel()
        idle = weight.numel() - int(gradient.count_nonzero())

        assert share.macs == step.macs
        assert share.padded_macs == share.macs * (reads - int(output.sum())) // reads
        assert share.weights == conv.weight.numel()
        assert share.idle_weights == conv.weight.numel() // weight.numel() * idle


def test_padding_is_most_of_the_reads_of_maps_up_to_2x2() -> None:
    """(3n − 2)² of 9n² reads meet a value."""
    shares = {side: 1 - (3 * side - 2) ** 2 / (9 * side**2) for side in (1, 2, 3)}
    steps = {side: trace_network("resnet18", str(32 * side)).step("layer4.1.conv2") for side in (1, 2, 3)}

    assert {side: share > 0.5 for side, share in shares.items()} == {1: True, 2: True, 3: False}
    for side, step in steps.items():
        share = padding_share(step)
        assert share is not None
        assert share.share == pytest.approx(shares[side], abs=1e-6)
