"""Networks of torchvision and timm, where these are installed, have the layers that their authors describe."""

import importlib
import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from torch import nn

from app.loading.torchvision_operators import define_operators, lacks_operators
from app.networks.outline import Layer
from app.tracing.own import trace_own
from app.tracing.records import Trace

pytestmark = pytest.mark.slow

WITH_SEVERAL_WEIGHTS = {"gate", "attention"}
"""Kinds of operations that may have several convolutions and linear layers."""

TORCHVISION: dict[str, list[int]] = {
    "resnet18": [2, 2, 2, 2],
    "resnext50_32x4d": [3, 4, 6, 3],
    "regnet_y_400mf": [1, 3, 6, 6],
    "mobilenet_v2": [1, 2, 3, 7, 4],
    "mobilenet_v3_large": [1, 2, 3, 6, 3],
    "efficientnet_b0": [1, 2, 2, 3, 3, 4, 1],
    "mnasnet1_0": [3, 3, 3, 2, 4, 1],
    "densenet121": [6, 12, 24, 16],
    "shufflenet_v2_x1_0": [4, 8, 4],
    "googlenet": [2, 5, 2],
    "convnext_tiny": [3, 3, 9, 3],
    "swin_t": [2, 2, 6, 2],
    "vit_b_16": [12],
    "vgg11_bn": [1, 1, 2, 2, 2],
}
"""Blocks in each layer, from the papers' tables; a layer of MobileNet has one H×W."""

TIMM: dict[str, list[int]] = {
    "resnet50d": [3, 4, 6, 3],
    "seresnet50": [3, 4, 6, 3],
    "resnest50d": [3, 4, 6, 3],
    "resnetv2_50": [3, 4, 6, 3],
    "gcresnet33ts": [2, 3, 3, 2],
    "convnext_tiny": [3, 3, 9, 3],
    "swin_tiny_patch4_window7_224": [2, 2, 6, 2],
    "maxvit_tiny_tf_224": [2, 2, 5, 2],
    "poolformer_s12": [2, 2, 6, 2],
    "mixer_s16_224": [8],
    "nasnetalarge": [6, 6, 6],
}


@contextmanager
def uninitialised() -> Iterator[None]:
    """Leave weights as they are while networks are built: shapes do not depend on them."""
    names = ("trunc_normal_", "normal_", "kaiming_normal_", "kaiming_uniform_", "xavier_uniform_", "uniform_")
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setattr(nn.init, name, lambda tensor, *_, **__: tensor)
        yield


@pytest.fixture(scope="module")
def torchvision_models() -> Any:
    """torchvision is no dependency of the tests: it pins a version of torch."""
    if importlib.util.find_spec("torchvision") is None:
        pytest.skip("torchvision is not installed")
    try:
        return importlib.import_module("torchvision.models")
    except RuntimeError as error:
        if not lacks_operators(error):
            raise
        define_operators()
        return importlib.import_module("torchvision.models")


def block_counts(layers: tuple[Layer, ...]) -> list[int]:
    """The blocks of each layer, without the poolings and transitions between them."""
    return [sum(block.kind not in ("pooling", "transition") for block in layer.blocks) for layer in layers]


def check_operations(done: Trace) -> None:
    operations = [*done.operations()]
    weighted = {step.path for step in done.steps if step.kind in ("conv", "linear")}
    assert len({path for each in operations for path in each.steps}) == sum(len(each.steps) for each in operations)
    assert [
        each.path
        for each in operations
        if each.kind not in WITH_SEVERAL_WEIGHTS and len(weighted.intersection(each.steps)) > 1
    ] == []


@pytest.mark.parametrize(("network", "counts"), TORCHVISION.items())
def test_layers_of_torchvisions_networks(network: str, counts: list[int], torchvision_models: Any) -> None:
    with uninitialised():
        done = trace_own(torchvision_models.get_model(network, weights=None), (3, 224, 224), name="own", title=network)

    assert block_counts(done.layers) == counts
    check_operations(done)


@pytest.mark.parametrize(("network", "counts"), TIMM.items())
def test_layers_of_timms_networks(network: str, counts: list[int], torchvision_models: Any) -> None:
    assert torchvision_models, "timm imports torchvision"
    timm = pytest.importorskip("timm", reason="timm is not installed")
    with uninitialised():
        model = timm.create_model(network)
        done = trace_own(model, tuple(model.default_cfg["input_size"]), name="own", title=network)

    assert block_counts(done.layers) == counts
    check_operations(done)
