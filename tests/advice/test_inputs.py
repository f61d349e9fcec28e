"""Inverse questions, against real forwards at both ends of each range and just outside it."""

import pytest
import torch

from app.advice.inputs import NotInvertible, SideRange, classifier_maps, map_inputs
from app.networks.options import configure
from app.tracing import models
from app.tracing.models import Model
from tests.support.representatives import REPRESENTATIVES
from tests.support.traces import blocks, trace_network


def real_sides(model: Model, path: str, height: int, width: int) -> tuple[int, int]:
    """Height and width after a module in a forward of the whole network."""
    sides: list[tuple[int, int]] = []
    handle = model.module.get_submodule(path).register_forward_hook(lambda _, __, out: sides.append((*out.shape[2:],)))
    with torch.inference_mode():
        model.module(torch.zeros(0, model.spec.channels, height, width))
    handle.remove()
    return sides[0]


STRIDED = ("resnet18", "cifar_resnet20", "resnet26", "resnet50c", "resnet18d", "resnetv2_50", "wrn_16_8", "vgg19")
"""Networks with every kind of stem, strided convolution and pooling. `make soak` has the other representatives."""
MARKS = {name: () if name in STRIDED else (pytest.mark.soak,) for name in REPRESENTATIVES}


@pytest.mark.parametrize("network", [pytest.param(name, marks=marks) for name, marks in MARKS.items()])
def test_ranges_end_where_a_forward_gives_another_map(network: str) -> None:
    model = models.build(configure(network, {}))
    trace = trace_network(network)
    for layer in trace.layers:
        path = layer.blocks[-1].output
        ranges = map_inputs(trace, trace.step(path), (42, 33))
        assert ranges is not None
        height, width = ranges
        assert real_sides(model, path, height.least, width.most) == (42, 33)
        assert real_sides(model, path, height.most, width.least) == (42, 33)
        assert real_sides(model, path, height.least - 1, width.least) == (41, 33)
        assert real_sides(model, path, height.most + 1, width.most) == (43, 33)
        assert real_sides(model, path, height.least, width.least - 1) == (42, 32)
        assert real_sides(model, path, height.most, width.most + 1) == (42, 34)


def test_network_that_accepts_no_smaller_input_limits_the_range() -> None:
    """VGG-19 halves five times, so it refuses 31×31, which its first convolutions accept."""
    trace = trace_network("vgg19")

    assert map_inputs(trace, trace.step("features.36"), (1, 1)) == (SideRange(32, 63),) * 2
    assert map_inputs(trace, trace.step("features.34"), (2, 2)) == (SideRange(32, 47),) * 2
    assert map_inputs(trace, trace.step("features.3"), (31, 31)) is None


def test_present_input_is_in_the_range_of_every_block() -> None:
    trace = trace_network("resnet50", "33x500", shortcut="A", stride_on="1x1")
    for block in blocks(trace):
        step = trace.step(block.output)
        ranges = map_inputs(trace, step, (step.output_shape[1], step.output_shape[2]))
        assert ranges is not None
        assert ranges[0].least <= 33 <= ranges[0].most
        assert ranges[1].least <= 500 <= ranges[1].most


@pytest.mark.parametrize("size", ["224", "64", "1"])
def test_answer_does_not_depend_on_the_present_size(size: str) -> None:
    trace = trace_network("resnet50", size)

    assert map_inputs(trace, trace.step("layer4.2.relu3"), (10, 10)) == (SideRange(289, 320),) * 2


def test_volume_after_adaptive_pooling_has_no_answer() -> None:
    trace = trace_network("resnet50")

    with pytest.raises(NotInvertible, match=r"avgpool \(AdaptiveAvgPool2d\) does not follow from windows"):
        map_inputs(trace, trace.step("avgpool"), (1, 1))
    with pytest.raises(NotInvertible, match="fc gives no map of an image"):
        map_inputs(trace, trace.step("fc"), (1, 1))


@pytest.mark.parametrize(
    ("values", "maps"),
    [
        (32768, [(4, 4)]),
        (8192, [(2, 2)]),
        (2048, [(1, 1)]),
        (2048 * 18, [(1, 18), (2, 9), (3, 6)]),
        (1000, []),
        (3000, []),
    ],
)
def test_classifier_values_factor_into_maps(values: int, maps: list[tuple[int, int]]) -> None:
    assert classifier_maps(values, 2048) == maps
