"""Division of a network into stages, and alignment of the stages of several networks."""

import pytest

from app.networks.catalogue import NETWORKS
from app.studies.stages import align_stages, have_common_sizes, stages
from app.tracing.records import Trace
from tests.support.traces import trace_network

StageOutline = tuple[int | None, tuple[int, int], str, str, int]


def outlines(trace: Trace) -> list[StageOutline]:
    """Return each stage's factor, size, first and last operation, and number of operations, without shortcuts."""
    found = []
    for stage in stages(trace):
        path = [op.path for op in stage.operations if op.kind in ("convolution", "pooling", "linear")]
        found.append((stage.factor, stage.size, path[0], path[-1], len(path)))
    return found


def sizes(trace: Trace) -> dict[int | None, tuple[int, int]]:
    return {stage.factor: stage.size for stage in stages(trace)}


def square(*sides: int) -> list[tuple[int, int]]:
    return [(side, side) for side in sides]


def test_vgg_pooling_is_first_operation_of_its_output_stage() -> None:
    assert outlines(trace_network("vgg19", "224")) == [
        (1, (224, 224), "layer1.0.1", "layer1.1.1", 2),
        (2, (112, 112), "layer2.0.1", "layer2.2.1", 3),
        (4, (56, 56), "layer3.0.1", "layer3.4.1", 5),
        (8, (28, 28), "layer4.0.1", "layer4.4.1", 5),
        (16, (14, 14), "layer5.0.1", "layer5.4.1", 5),
        (32, (7, 7), "features.36", "features.36", 1),
        (None, (1, 1), "avgpool", "classifier.6", 4),
    ]


@pytest.mark.parametrize("network", ["plain34", "resnet34"])
def test_34_layer_networks_have_stages_of_paper_table_1(network: str) -> None:
    assert outlines(trace_network(network, "224")) == [
        (2, (112, 112), "conv1", "conv1", 1),
        (4, (56, 56), "maxpool", "layer1.2.2", 1 + 6),
        (8, (28, 28), "layer2.0.1", "layer2.3.2", 8),
        (16, (14, 14), "layer3.0.1", "layer3.5.2", 12),
        (32, (7, 7), "layer4.0.1", "layer4.2.2", 6),
        (None, (1, 1), "avgpool", "fc", 2),
    ]


def test_shortcut_and_addition_are_in_stage_of_their_output() -> None:
    stage = stages(trace_network("resnet34", "224"))[2]
    assert [operation.path for operation in stage.operations][:4] == [
        "layer2.0.1",
        "layer2.0.2",
        "layer2.0.downsample",
        "layer2.0.add",
    ]


def test_bottleneck_with_stride_on_3x3_begins_in_previous_stage() -> None:
    assert outlines(trace_network("resnet50", "224"))[1:3] == [
        (4, (56, 56), "maxpool", "layer2.0.1", 1 + 9 + 1),
        (8, (28, 28), "layer2.0.2", "layer3.0.1", 11 + 1),
    ]
    assert outlines(trace_network("resnet50", "224", stride_on="1x1"))[1:3] == [
        (4, (56, 56), "maxpool", "layer1.2.3", 1 + 9),
        (8, (28, 28), "layer2.0.1", "layer2.3.3", 12),
    ]


def test_cifar_network_has_three_stages_and_head() -> None:
    assert outlines(trace_network("cifar_resnet20", "32")) == [
        (1, (32, 32), "conv1", "layer1.2.2", 7),
        (2, (16, 16), "layer2.0.1", "layer2.2.2", 6),
        (4, (8, 8), "layer3.0.1", "layer3.2.2", 6),
        (None, (1, 1), "avgpool", "fc", 2),
    ]


def test_stem_decides_stage_sizes_of_32_pixels() -> None:
    small = dict(zip((2, 4, 8, 16, 32, None), square(16, 8, 4, 2, 1, 1), strict=True))
    assert sizes(trace_network("resnet18", "32")) == small
    large = dict(zip((1, 2, 4, 8, None), square(32, 16, 8, 4, 1), strict=True))
    assert sizes(trace_network("resnet18", "32", stem="cifar")) == large


def test_stages_are_distinct_when_every_volume_is_1x1() -> None:
    assert outlines(trace_network("resnet18", "1x1")) == [
        (2, (1, 1), "conv1", "conv1", 1),
        (4, (1, 1), "maxpool", "layer1.1.2", 5),
        (8, (1, 1), "layer2.0.1", "layer2.1.2", 4),
        (16, (1, 1), "layer3.0.1", "layer3.1.2", 4),
        (32, (1, 1), "layer4.0.1", "layer4.1.2", 4),
        (None, (1, 1), "avgpool", "fc", 2),
    ]


def test_odd_sides_round_up_with_padding_and_down_in_vgg() -> None:
    up = [(49, 66), (25, 33), (13, 17), (7, 9), (4, 5), (1, 1)]
    down = [(97, 131), (48, 65), (24, 32), (12, 16), (6, 8), (3, 4), (1, 1)]
    assert list(sizes(trace_network("resnet18", "97x131")).values()) == up
    assert list(sizes(trace_network("vgg19", "97x131")).values()) == down


@pytest.mark.slow
@pytest.mark.parametrize("network", NETWORKS)
def test_every_operation_is_in_one_stage_and_factors_double(network: str) -> None:
    trace = trace_network(network)
    found = stages(trace)
    inside = [op.path for layer in trace.layers for block in layer.blocks for op in block.operations]
    whole = [*(op.path for op in trace.stem), *inside, *(op.path for op in trace.head)]
    assert [op.path for stage in found for op in stage.operations] == whole
    factors = [stage.factor for stage in found]
    assert factors[-1] is None
    assert factors[:-1] == [factors[0] * 2**n for n in range(len(factors) - 1) if factors[0]]


# ---------------------------------------------------------------------------------------------- alignment


def test_stages_align_by_factor() -> None:
    rows = align_stages([trace_network("vgg19", "224"), trace_network("resnet34", "224")])
    assert [row.factor for row in rows] == [1, 2, 4, 8, 16, 32, None]
    assert [row.size for row in rows] == square(224, 112, 56, 28, 14, 7, 1)
    paths = [[stage and stage.operations[0].path for stage in row.stages] for row in rows]
    assert paths == [
        ["layer1.0.1", None],
        ["layer2.0.1", "conv1"],
        ["layer3.0.1", "maxpool"],
        ["layer4.0.1", "layer2.0.1"],
        ["layer5.0.1", "layer3.0.1"],
        ["features.36", "layer4.0.1"],
        ["avgpool", "avgpool"],
    ]
    assert have_common_sizes(rows)


def test_row_has_no_size_if_networks_round_differently() -> None:
    rows = align_stages([trace_network("vgg19", "97x131"), trace_network("resnet34", "97x131")])
    assert [row.size for row in rows] == [(97, 131), None, None, None, None, None, (1, 1)]
    assert not have_common_sizes(rows)


def test_networks_with_different_inputs_align_by_factor() -> None:
    rows = align_stages([trace_network("cifar_resnet20", "32"), trace_network("resnet34", "224")])
    sizes_by_factor = {row.factor: [stage and stage.size for stage in row.stages] for row in rows}
    assert sizes_by_factor == {
        1: [(32, 32), None],
        2: [(16, 16), (112, 112)],
        4: [(8, 8), (56, 56)],
        8: [None, (28, 28)],
        16: [None, (14, 14)],
        32: [None, (7, 7)],
        None: [(1, 1), (1, 1)],
    }
    assert not have_common_sizes(rows)
