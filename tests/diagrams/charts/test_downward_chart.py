"""The chart of a narrow screen: rows of the groups in the order of the drawing, complete, apart, with true lengths."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import pytest

from app.diagrams.charts.costs import Bar, CostChart
from app.diagrams.charts.downward import downward_chart
from app.diagrams.views.context import ViewContext
from app.diagrams.views.place import find_place, place_scene
from app.tracing.records import Trace
from tests.support.overlap import Area, collisions, mutual, rectangle
from tests.support.own_traces import OWN_TRACES
from tests.support.traces import trace_network

NETWORKS = ("resnet34", "vgg19", "seresnet50", "resnet152", "cifar_resnet1202")
TRACES: dict[str, Callable[[], Trace]] = {name: partial(trace_network, name) for name in NETWORKS} | OWN_TRACES


def chart(trace: Trace) -> CostChart:
    return downward_chart(place_scene(ViewContext(trace), find_place(trace, "")), trace)


def area(bar: Bar) -> Area:
    return Area("bar", rectangle((bar.x, bar.y, bar.x + bar.width, bar.y + bar.height)))


@pytest.mark.parametrize("name", TRACES)
def test_rows_are_complete_and_nothing_overlaps_or_is_cropped(name: str) -> None:
    trace = TRACES[name]()
    made = chart(trace)
    steps = {path for each in made.columns for path in each.column.steps}
    assert steps == {step.path for step in trace.steps}
    words = [Area(label.text, rectangle(label.extent)) for label in made.labels]
    assert mutual(words) == []
    assert collisions(words, [area(bar) for each in made.columns for bar in each.bars]) == []
    assert all(word.left >= 0 and word.right <= made.width == 360 and word.bottom <= made.height for word in words)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_place_of_a_row_is_an_area_of_one_of_its_volumes(name: str) -> None:
    rows: dict[float, list[Bar]] = {}
    for hit in (hit for each in chart(TRACES[name]()).columns for hit in each.hits):
        rows.setdefault(hit.y, []).append(hit)
    for hits in rows.values():
        assert sum(hit.width for hit in hits) == pytest.approx(360)
        assert all(left.x + left.width == pytest.approx(right.x) for left, right in pairwise(hits))
    tops = sorted(rows)
    assert all(below - above >= 24 for above, below in pairwise(tops))  # the least height of a target in WCAG 2.2


def test_rows_state_value_and_share_of_each_group_in_the_order_of_the_drawing() -> None:
    texts = [label.text for label in chart(trace_network("resnet34")).labels]
    assert texts[: texts.index("Parameters")] == [
        *("MACs", "3.66 G"),
        *("conv1", "118.0 M", "3.2 %"),
        *("layer1", "693.6 M", "18.9 %"),
        *("layer2", "873.5 M", "23.8 %"),
        *("layer3", "1.34 G", "36.5 %"),
        *("layer4", "642.3 M", "17.5 %"),
        *("fc", "512.0 k", "0.01 %"),
    ]
    assert texts[texts.index("Volumes") + 2 :][::3] == [
        *("conv1", "maxpool", "layer1", "layer2", "layer3", "layer4", "avgpool", "fc")
    ]


def test_pieces_are_as_long_as_the_costs_of_their_blocks() -> None:
    columns = {each.column.key: each for each in chart(trace_network("resnet34")).columns}
    plain = 2 * 64 * 64 * 9 * 56 * 56  # MACs of a block, the same in each layer
    halving = 64 * 128 * 9 * 28 * 28 + 128 * 128 * 9 * 28 * 28 + 64 * 128 * 28 * 28
    longest = halving + 5 * plain  # of layer3
    starts = [columns[f"layer3.{number}.relu2"].bars[0].x for number in range(6)]
    assert starts == pytest.approx(
        [106 + 116 * (halving * bool(n) + plain * max(0, n - 1)) / longest for n in range(6)]
    )
    assert columns["layer1.0.relu2"].bars[0].width == pytest.approx(116 * plain / longest - 0.8, abs=0.01)
    assert columns["fc"].bars[0].width == 0.8
    assert columns["fc"].column.steps == ("flatten", "fc")
