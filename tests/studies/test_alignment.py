"""Alignment of the layers and blocks of several networks; the expected rows are written by hand."""

import pytest

from app.studies.comparison import Comparison, compare
from tests.support.traces import trace_network


def outline(comparison: Comparison) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Return each row's key and paths by network, blocks after their layer."""
    rows = [inner for outer in comparison.rows for inner in (outer, *outer.rows)]
    return [(row.key, [cell.paths if cell else () for cell in row.cells]) for row in rows]


def test_residual_networks_align_by_path_with_gaps() -> None:
    comparison = compare([trace_network("custom", depths="1,2"), trace_network("custom", depths="2,1,1", stem="cifar")])

    assert outline(comparison) == [
        ("conv1", [("conv1",), ("conv1",)]),
        ("maxpool", [("maxpool",), ()]),
        ("layer1", [("layer1",), ("layer1",)]),
        ("layer1.0", [("layer1.0",), ("layer1.0",)]),
        ("layer1.1", [(), ("layer1.1",)]),
        ("layer2", [("layer2",), ("layer2",)]),
        ("layer2.0", [("layer2.0",), ("layer2.0",)]),
        ("layer2.1", [("layer2.1",), ()]),
        ("layer3", [(), ("layer3",)]),
        ("layer3.0", [(), ("layer3.0",)]),
        ("avgpool", [("avgpool",), ("avgpool",)]),
        ("fc", [("fc",), ("fc",)]),
    ]


def test_place_of_second_network_only_keeps_its_position() -> None:
    comparison = compare([trace_network("resnet18", stem="cifar"), trace_network("resnet18")])

    assert [row.key for row in comparison.rows][:3] == ["conv1", "maxpool", "layer1"]


def test_vgg_aligns_with_other_networks_by_downsampling_factor() -> None:
    comparison = compare([trace_network("vgg19"), trace_network("resnet18")])

    assert [(row.key, [cell.paths if cell else () for cell in row.cells]) for row in comparison.rows] == [
        ("1/1", [("layer1",), ()]),
        ("1/2", [("layer2",), ("conv1",)]),
        ("1/4", [("layer3",), ("maxpool", "layer1")]),
        ("1/8", [("layer4",), ("layer2",)]),
        ("1/16", [("layer5",), ("layer3",)]),
        ("1/32", [("features.36",), ("layer4",)]),
        ("head", [("avgpool", "classifier.0", "classifier.3", "classifier.6"), ("avgpool", "fc")]),
    ]
    assert {row.level for row in comparison.rows} == {"stage"}
    sizes = [cell.output_shape[1:] for row in comparison.rows[:-1] for cell in row.cells if cell]
    assert sizes == [(224, 224), *[(side, side) for side in (112, 112, 56, 56, 28, 28, 14, 14, 7, 7)]]


def test_stage_aligns_blocks_in_order_and_class_outputs_last() -> None:
    comparison = compare([trace_network("vgg19"), trace_network("resnet18")])
    found = dict(outline(comparison))

    assert [found[f"1/4.{n}"] for n in range(5)] == [
        [("layer3.0",), ("maxpool",)],
        [("layer3.1",), ("layer1.0",)],
        [("layer3.2",), ("layer1.1",)],
        [("layer3.3",), ()],
        [("layer3.4",), ()],
    ]
    assert [found[f"head.{n}"] for n in range(4)] == [
        [("avgpool",), ("avgpool",)],
        [("classifier.0",), ()],
        [("classifier.3",), ()],
        [("classifier.6",), ("fc",)],
    ]


def test_two_vggs_align_by_path() -> None:
    comparison = compare([trace_network("vgg19", "64"), trace_network("vgg19", "32")])

    assert [row.key for row in comparison.rows][:2] == ["layer1", "layer2"]
    assert {row.key for row in comparison.rows if row.same.output_shape} == {
        *("avgpool", "classifier.0", "classifier.3", "classifier.6")
    }


@pytest.mark.parametrize("names", [("resnet50", "resnet152"), ("vgg19", "cifar_resnet20"), ("custom", "plain18")])
def test_every_step_is_in_exactly_one_row(names: tuple[str, ...]) -> None:
    traces = [trace_network(name) for name in names]
    comparison = compare(traces)

    for number, trace in enumerate(traces):
        outer = [row.cells[number] for row in comparison.rows]
        inner = [row.cells[number] for outer in comparison.rows for row in (outer.rows or (outer,))]
        for cells in (outer, inner):
            assert sum(cell.macs for cell in cells if cell) == trace.totals.macs
            assert sum(cell.params for cell in cells if cell) == trace.totals.params
            assert sum(cell.bytes for cell in cells if cell) == trace.totals.bytes
