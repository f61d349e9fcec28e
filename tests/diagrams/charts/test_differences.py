"""The bars of what compared networks cost more or less than the first one."""

import pytest

from app.diagrams.charts.differences import DifferenceChart, difference_chart
from app.diagrams.scene.palette import FRONTS, SERIES
from app.studies.comparison import compare
from tests.support.overlap import Area, mutual, rectangle
from tests.support.traces import trace_network


def chart(*networks: str) -> DifferenceChart:
    return difference_chart(compare([trace_network(network) for network in networks]), networks)


def heights(made: DifferenceChart, key: str) -> list[tuple[str, float]]:
    """Colour and signed height of each bar at a place, in the order of the measures."""
    column = next(column for column in made.columns if column.key == key)
    return [(bar.colour, -bar.height if bar.y in made.zero_lines else bar.height) for bar in column.bars]


def test_bars_are_as_high_as_the_hand_derived_differences() -> None:
    made = chart("resnet18", "resnet34")
    block = {layer: 2 * 9 * channels**2 + 4 * channels for layer, channels in (("layer1", 64), ("layer3", 256))}
    work = 2 * 64 * 64 * 9 * 56 * 56  # of a block without projection, in every layer
    rows = {column.key: dict(column.rows[1:])["resnet34"] for column in made.columns}
    assert rows["layer1"] == f"MACs +{work / 1e6:.1f} M, parameters +{block['layer1'] / 1e3:.2f} k, memory +5.62 MB"
    assert rows["fc"] == "MACs the same, parameters the same, memory the same"
    (_, macs), (_, params), _ = heights(made, "layer1")
    assert macs == pytest.approx(36 * 1 / 4, abs=0.01)  # layer3 has four blocks more
    assert params == max(0.8, round(36 * block["layer1"] / (4 * block["layer3"]), 2))
    assert heights(made, "layer3")[:2] == [(SERIES[1], 36), (SERIES[1], 36)]
    assert heights(made, "fc") == []


def test_less_is_below_the_zero_line_and_colours_are_those_of_no_layer() -> None:
    made = chart("resnet50", "resnet34", "plain34")
    bars = heights(made, "fc")
    assert [colour for colour, _ in bars[:2]] == [SERIES[1], SERIES[2]]
    assert all(height < 0 for _, height in bars)
    assert not {bar.colour for column in made.columns for bar in column.bars} & {*FRONTS.values()}
    assert [name for _, _, name in made.legend] == ["resnet34", "plain34"]


def test_network_without_a_place_has_nothing_there_and_stages_are_no_places() -> None:
    made = chart("resnet18", "vgg19")
    assert [column.is_place for column in made.columns] == [False] * len(made.columns)
    head = next(column for column in made.columns if column.key == "head")
    assert head.rows[1][1].startswith("MACs +")
    assert chart("plain18", "resnet18").columns[0].is_place


@pytest.mark.parametrize("networks", [("resnet34", "resnet50", "seresnet50", "resnet152"), ("vgg19", "plain34")])
def test_labels_do_not_overlap(networks: tuple[str, ...]) -> None:
    made = chart(*networks)
    assert mutual([Area(label.text, rectangle(label.extent)) for label in made.labels]) == []
    assert all(label.extent[0] >= 0 and label.extent[2] <= made.width for label in made.labels)


def test_label_stands_at_the_end_of_its_bar() -> None:
    made = chart("resnet34", "resnet50", "seresnet50", "resnet152")
    bars = [bar for column in made.columns for bar in column.bars]
    labels = [label for label in made.labels if label.style == "step"]

    assert len(labels) > 10
    for label in labels:
        _, top, _, bottom = label.extent
        own = [bar for bar in bars if bar.x <= label.x <= bar.x + bar.width + 1]
        gaps = [bar.y - bottom if label.text.startswith("+") else top - (bar.y + bar.height) for bar in own]
        assert min(abs(gap) for gap in gaps) < 3, label.text
        assert all(gap >= 0 or gap < -10 for gap in gaps), label.text


def test_largest_difference_of_a_place_has_a_label() -> None:
    made = chart("resnet18", "resnet34", "resnet152")
    macs = {label.text for label in made.labels if label.y < made.zero_lines[0] and label.style == "step"}
    rows = {column.key: dict(column.rows[1:]) for column in made.columns}
    larger = [rows[layer]["resnet152"].split(",")[0].removeprefix("MACs ") for layer in ("layer2", "layer3")]
    assert {*larger} <= macs
