"""Which places of several networks stand beside each other, written out by hand."""

import pytest

from app.studies.comparison import Comparison, compare
from tests.support.traces import traced


def outline(comparison: Comparison) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Every row with what each network has there, blocks after their layer."""
    every = [inner for outer in comparison.rows for inner in (outer, *outer.rows)]
    return [(one.key, [cell.paths if cell else () for cell in one.cells]) for one in every]


def test_residual_networks_stand_beside_each_other_by_path_and_leave_gaps() -> None:
    comparison = compare([traced("custom", depths="1,2"), traced("custom", depths="2,1,1", stem="cifar")])

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


def test_what_only_the_second_has_stands_where_the_second_has_it() -> None:
    comparison = compare([traced("resnet18", stem="cifar"), traced("resnet18")])

    assert [one.key for one in comparison.rows][:3] == ["conv1", "maxpool", "layer1"]


def test_vgg_stands_beside_others_by_how_much_smaller_its_volumes_are() -> None:
    comparison = compare([traced("vgg19"), traced("resnet18")])

    assert [(one.key, [cell.paths if cell else () for cell in one.cells]) for one in comparison.rows] == [
        ("1/1", [("layer1",), ()]),
        ("1/2", [("layer2",), ("conv1",)]),
        ("1/4", [("layer3",), ("maxpool", "layer1")]),
        ("1/8", [("layer4",), ("layer2",)]),
        ("1/16", [("layer5",), ("layer3",)]),
        ("1/32", [("features.36",), ("layer4",)]),
        ("head", [("avgpool", "classifier.0", "classifier.3", "classifier.6"), ("avgpool", "fc")]),
    ]
    assert {one.level for one in comparison.rows} == {"stage"}
    sizes = [cell.output_shape[1:] for one in comparison.rows[:-1] for cell in one.cells if cell]
    assert sizes == [(224, 224), *[(side, side) for side in (112, 112, 56, 56, 28, 28, 14, 14, 7, 7)]]


def test_within_a_stage_things_stand_in_their_order_and_the_classes_beside_each_other() -> None:
    comparison = compare([traced("vgg19"), traced("resnet18")])
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


def test_two_vggs_stand_beside_each_other_by_path() -> None:
    comparison = compare([traced("vgg19", "64"), traced("vgg19", "32")])

    assert [one.key for one in comparison.rows][:2] == ["layer1", "layer2"]
    assert {one.key for one in comparison.rows if one.same.output_shape} == {
        *("avgpool", "classifier.0", "classifier.3", "classifier.6")
    }


@pytest.mark.parametrize("names", [("resnet50", "resnet152"), ("vgg19", "cifar_resnet20"), ("custom", "plain18")])
def test_every_step_of_every_network_is_in_just_one_row(names: tuple[str, ...]) -> None:
    traces = [traced(name) for name in names]
    comparison = compare(traces)

    for number, trace in enumerate(traces):
        outer = [one.cells[number] for one in comparison.rows]
        inner = [one.cells[number] for outer in comparison.rows for one in (outer.rows or (outer,))]
        for cells in (outer, inner):
            assert sum(cell.macs for cell in cells if cell) == trace.totals.macs
            assert sum(cell.params for cell in cells if cell) == trace.totals.params
            assert sum(cell.bytes for cell in cells if cell) == trace.totals.bytes
