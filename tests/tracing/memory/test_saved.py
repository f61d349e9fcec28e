"""Activations that autograd keeps, derived from traces, next to those of real forwards."""

from typing import Any

import pytest
import torch

from app.tracing import models
from app.tracing.memory import Memory, estimate
from app.tracing.memory.volumes import Precision
from tests.support.saved_tensors import saved_bytes
from tests.support.traces import spec, trace_network

pytestmark = pytest.mark.slow

NETWORKS: list[tuple[str, dict[str, Any]]] = [
    ("resnet18", {}),
    ("resnet18", {"channels": 1, "classes": 7, "stem": "cifar"}),
    ("resnet34", {"shortcut": "A"}),
    ("resnet50", {}),
    ("resnet50", {"shortcut": "C", "stride_on": "1x1"}),
    ("resnext50_32x4d", {}),
    ("wide_resnet50_2", {}),
    ("cifar_resnet20", {}),
    ("cifar_resnet20", {"shortcut": "B"}),
    ("cifar_plain20", {}),
    ("plain18", {}),
    ("vgg19", {}),
    ("resnet18", {"norm": "group", "strides": "1,2,2,1"}),
    ("resnet18", {"norm": "none", "stem_pool": False}),
    ("resnet18", {"attention": "se", "shortcut": "D", "stem": "deep"}),
    ("resnet18", {"pre_activation": True, "norm": "group", "attention": "se"}),
    ("resnet50", {"output_stride": 8}),
    ("resnet50", {"pre_activation": True, "shortcut": "D"}),
    ("resnet18", {"head": "none", "dilations": "1,1,2,4"}),
    ("cifar_resnet20", {"pre_activation": True, "stem_width": 8}),
    ("custom", {"block": "bottleneck", "depths": "1,2", "groups": 8, "width_per_group": 8}),
]
SIZES = ((32, 32), (48, 64))


def derived(name: str, size: tuple[int, int], batch: int, precision: Precision, **options: Any) -> Memory:
    trace = trace_network(name, f"{size[0]}x{size[1]}", **options)
    return estimate(trace, batch, precision, "none", "train")


def saved(memory: Memory) -> int:
    """What autograd keeps: volumes, and under autocast weights in 16 bits."""
    items = {item.name: item.bytes for item in memory.items}
    return (items["saved_activations"] or 0) + (items.get("weight_copies") or 0)


@pytest.mark.parametrize(("name", "options"), NETWORKS)
def test_saved_activations_equal_those_of_real_forwards(name: str, options: dict[str, Any]) -> None:
    """To the byte: the total of two batches, and so the difference for one image, with all that does not grow."""
    model = models.build(spec(name, **options)).module
    for tensor in (*model.parameters(), *model.buffers()):
        tensor.data.zero_()  # uninitialised values may be slow to compute with
    channels = model.get_parameter(next(name for name, _ in model.named_parameters())).shape[1]
    for batch in (2, 4):
        image = torch.zeros(batch, channels, *SIZES[0])
        memory = derived(name, SIZES[0], batch, "float32", **options)
        assert saved(memory) == saved_bytes(model, image)
    image = torch.zeros(2, channels, *SIZES[0])
    assert saved(derived(name, SIZES[0], 2, "amp", **options)) == saved_bytes(model, image, autocast=True)
    model.bfloat16()
    image = torch.zeros(2, channels, *SIZES[1], dtype=torch.bfloat16)
    assert saved(derived(name, SIZES[1], 2, "bfloat16", **options)) == saved_bytes(model, image)


@pytest.mark.parametrize(
    ("name", "size", "published"),
    [("resnet18", 224, 22_179_840), ("resnet50", 224, 85_909_504), ("resnet50", 160, 43_835_392)],
)
def test_saved_activations_of_an_image_are_those_measured_on_public_implementations(
    name: str, size: int, published: int
) -> None:
    memory = derived(name, (size, size), 32, "float32")
    assert memory.items[-1].name == "saved_activations"
    assert memory.items[-1].per_image == published


def test_whole_network_equals_modules_of_pytorch() -> None:
    memory = derived("resnet18", (32, 32), 2, "float32")
    model = models.build(spec("resnet18")).module
    items = {item.name: item.bytes for item in memory.items}
    assert items["weights"] == sum(parameter.nbytes for parameter in model.parameters())
    assert items["buffers"] == sum(buffer.nbytes for buffer in model.buffers())
    model.bfloat16()
    items = {item.name: item.bytes for item in derived("resnet18", (32, 32), 2, "bfloat16").items}
    assert items["weights"] == sum(parameter.nbytes for parameter in model.parameters())
    assert items["buffers"] == sum(buffer.nbytes for buffer in model.buffers())
