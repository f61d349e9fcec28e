"""What notes say would happen does happen, in PyTorch itself."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from app.networks.resnet import ResNet
from app.networks.vgg import VGG
from tests.support.traces import spec, trace_network


def test_training_on_one_image_fails_at_the_norm_that_the_note_names() -> None:
    model = ResNet(spec("resnet18")).train()
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            nn.init.constant_(layer.weight, 0.01)
    calls: list[str] = []
    for path, module in model.named_modules():
        module.register_forward_pre_hook(lambda *_, path=path: calls.append(path))

    with pytest.raises(ValueError, match="Expected more than 1 value per channel when training"):
        model(torch.zeros(1, 3, 32, 32))
    assert calls[-1] == "layer4.0.bn1"
    model(torch.zeros(1, 3, 33, 33))
    model(torch.zeros(2, 3, 32, 32))


def test_addition_of_a_feature_pyramid_fails_at_500_and_not_at_512() -> None:
    def add(size: str) -> torch.Tensor:
        trace = trace_network("resnet50", size)
        lower, upper = (trace.step(layer.blocks[-1].output).output_shape for layer in trace.layers[1:3])
        return F.interpolate(torch.zeros(1, 1, *upper[1:]), scale_factor=2) + torch.zeros(1, 1, *lower[1:])

    with pytest.raises(RuntimeError, match=r"The size of tensor a \(64\) must match the size of tensor b \(63\)"):
        add("500")
    assert add("512").shape == (1, 1, 64, 64)


def test_unread_row_and_column_have_no_gradient() -> None:
    """At 50×50, `features.9` of VGG-19 pools 25 rows by twos."""
    features = [*VGG(spec("vgg19")).features.children()][:19]
    for layer in features:
        if isinstance(layer, nn.Conv2d) and layer.bias is not None:
            nn.init.constant_(layer.weight, 0.1)
            nn.init.zeros_(layer.bias)
    volumes: list[torch.Tensor] = []

    def keep(_: nn.Module, __: object, output: torch.Tensor) -> None:
        output.retain_grad()
        volumes.append(output)

    features[8].register_forward_hook(keep)
    nn.Sequential(*features)(torch.rand(1, 3, 50, 50)).sum().backward()
    gradient = volumes[0].grad
    assert gradient is not None
    assert not gradient[:, :, 24].any()
    assert not gradient[:, :, :, 24].any()
    assert gradient[:, :, :24, :24].any()
