"""Sample windows: every kind, at sizes that the stride divides and at others."""

from functools import cache

import pytest
from torch import nn

from app.diagrams.scene.projection import ScaleKind
from app.diagrams.sliding_window.plan import WindowPlan
from app.tracing.models import build
from app.tracing.records import Pair, Step
from app.web.explorer.page import Explorer, explore
from app.web.explorer.view import PageQuery
from tests.support.traces import spec, trace_network

OPERATIONS = {
    "7×7/2 at 224": ("resnet34", "224", "conv1", {}),
    "7×7/2 at 97×131": ("resnet34", "97x131", "conv1", {}),
    "7×7/2 at 7": ("resnet34", "7", "conv1", {}),
    "7×7/2 at 1": ("resnet34", "1", "conv1", {}),
    "max pooling 3×3/2": ("resnet34", "224", "maxpool", {}),
    "max pooling 3×3/2, oblong": ("resnet34", "97x131", "maxpool", {}),
    "3×3/1": ("resnet34", "224", "layer1.0.conv1", {}),
    "3×3/2": ("resnet34", "97x131", "layer2.0.conv1", {}),
    "1×1/2": ("resnet34", "224", "layer2.0.downsample.0", {}),
    "1×1/2, odd": ("resnet34", "97x131", "layer3.0.downsample.0", {}),
    "zero-padding shortcut": ("resnet34", "97x131", "layer2.0.downsample", {"shortcut": "A"}),
    "1×1/1": ("resnet50", "64", "layer1.0.conv1", {}),
    "grouped": ("resnext50_32x4d", "64", "layer2.0.conv2", {}),
    "CIFAR": ("cifar_resnet20", "32", "conv1", {}),
    "VGG, with bias": ("vgg19", "33x65", "features.0", {}),
    "VGG pooling, odd": ("vgg19", "65x97", "features.4", {}),
    "adaptive to one cell": ("resnet34", "97x131", "avgpool", {}),
    "adaptive, runs of two lengths": ("vgg19", "320x500", "avgpool", {}),
    "adaptive to more than there is": ("vgg19", "97x131", "avgpool", {}),
}
each_operation = pytest.mark.parametrize("name", OPERATIONS)


@cache
def operation(name: str) -> tuple[Step, nn.Module]:
    """The step as traced, and its module, whose weights are all one: whatever it reads leaves a trace."""
    network, size, path, options = OPERATIONS[name]
    module = build(spec(network, **options)).module.get_submodule(path)
    for parameter in module.parameters():
        nn.init.constant_(parameter, 1.0)
    bias = getattr(module, "bias", None)
    if isinstance(bias, nn.Parameter):
        nn.init.zeros_(bias)
    return trace_network(network, size, **options).step(path), module


def ends_and_middle(traced_step: Step) -> list[Pair]:
    _, rows, columns = traced_step.output_shape
    return [(0, 0), (rows // 2, columns // 2), (rows - 1, columns - 1), (0, columns - 1)]


def page(name: str, cell: Pair, scale: ScaleKind = "readable") -> Explorer:
    network, size, path, options = OPERATIONS[name]
    asked = {"size": size, "at": path, "cell": f"{cell[0]},{cell[1]}", "scale": scale, **options}
    return explore(network, PageQuery.model_validate(asked))


def plan(name: str, cell: Pair) -> WindowPlan:
    found = page(name, cell).window_plan
    assert found
    return found
