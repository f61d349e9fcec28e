"""The bars of differences stand below the volumes of the drawing."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from app.diagrams.charts.difference_places import drawn_places, even_places
from app.diagrams.charts.differences import DifferenceChart, difference_chart
from app.diagrams.comparison.column_items import Column
from app.diagrams.comparison.columns import columns_scene
from app.diagrams.comparison.flows import flows_scene
from app.diagrams.scene.scene import Scene
from app.studies.comparison import Comparison, compare
from tests.support.overlap import Area, mutual, rectangle
from tests.support.traces import trace_network


def compared(*networks: str, flows: bool = True) -> tuple[Comparison, Sequence[str], Scene]:
    traces = [trace_network(network) for network in networks]
    columns = [Column(trace, trace.title, str(number)) for number, trace in enumerate(traces, 1)]
    nothing = frozenset[str]()
    scene = (
        flows_scene(columns, "", "readable", "hwc", nothing) if flows else columns_scene(columns, "", "hwc", nothing)
    )
    return compare(traces), [column.key for column in columns], scene


def chart(*networks: str) -> tuple[DifferenceChart, Scene]:
    comparison, keys, scene = compared(*networks)
    drawn = drawn_places(comparison, keys, scene)
    assert drawn
    return difference_chart(comparison, networks, drawn, scene.width), scene


def test_bars_stand_below_the_middle_of_the_brackets_of_their_layer() -> None:
    made, scene = chart("resnet18", "resnet34")
    names = ["input", "conv1", "maxpool", "layer1", "layer2", "layer3", "layer4", "avgpool", "fc"]
    assert len(scene.brackets) == 2 * len(names)
    pairs = dict(zip(names, zip(scene.brackets[:9], scene.brackets[9:], strict=True), strict=True))
    bars = {column.key: column.bars for column in made.columns if column.bars}
    assert [*bars] == ["layer1", "layer2", "layer3", "layer4"]
    for layer, own in bars.items():
        first, second = pairs[layer]
        middle = (min(first.left, second.left) + max(first.right, second.right)) / 2
        assert [bar.x + (bar.width + 1) / 2 for bar in own] == [pytest.approx(middle, abs=0.2)] * 3


def test_names_are_whole_and_below_their_bars() -> None:
    made, _ = chart("resnet50", "seresnet50")
    lowest = max(label.y for label in made.labels)
    written = [label.text for label in made.labels if label.y == lowest]
    assert written == ["conv1", "maxpool", "layer1", "layer2", "layer3", "layer4", "avgpool", "fc"]


@pytest.mark.parametrize(
    "networks",
    [
        ("resnet34", "resnet50", "seresnet50", "resnet152"),
        ("vgg19", "plain34"),
        ("cifar_resnet110", "cifar_resnet1202"),
        ("resnet10", "wide_resnet101_2"),
    ],
)
def test_places_are_apart_and_in_the_picture(networks: tuple[str, ...]) -> None:
    made, scene = chart(*networks)
    assert made.width == scene.width
    assert mutual([Area(label.text, rectangle(label.extent)) for label in made.labels]) == []
    for column in made.columns:
        inside = (column.left - 0.5, column.left + column.width + 0.5)
        assert all(inside[0] <= bar.x and bar.x + bar.width <= inside[1] for bar in column.bars), column.key
    edges = [(column.left, column.left + column.width) for column in made.columns]
    assert all(before[1] == pytest.approx(after[0]) for before, after in pairwise(edges))
    assert edges[-1][1] <= scene.width


@pytest.mark.parametrize("flows", [True, False])
def test_places_at_different_x_or_without_volumes_are_not_those_of_the_drawing(flows: bool) -> None:
    networks = ("cifar_resnet20", "resnet18") if flows else ("resnet18", "resnet34")
    assert drawn_places(*compared(*networks, flows=flows)) == []


def test_places_without_a_drawing_are_at_equal_distances() -> None:
    places = even_places(5)
    assert [place.middle for place in places] == [253, 459, 665, 871, 1077]  # between 150 and 1180
    assert [place.room for place in places] == [206] * 5
