"""The bars under a picture: their columns are the picture's, their heights are hand-derived, their sums complete."""

import pytest

from app.diagrams.charts.costs import MEAN, CostChart, cost_chart
from app.diagrams.scene.scene import Scene
from app.diagrams.views.context import ViewContext
from app.diagrams.views.place import find_place, place_scene
from app.networks.outline import PartTotals
from app.tracing.records import Totals, Trace
from app.tracing.sums import sum_steps
from app.web.explorer.summary import place_totals
from tests.support.overlap import Area, mutual, rectangle
from tests.support.scene_samples import LOOKS, UNUSUAL, Sample, sample_at
from tests.support.traces import trace_network

NETWORKS = ("resnet34", "vgg19", "seresnet50", "resnetv2_50", "cifar_resnet20", "cifar_resnet1202", "resnet152")
OPTIONS = ("all options at once", "many middling decks")


def chart(network: str, at: str = "") -> tuple[CostChart, Scene]:
    trace = trace_network(network)
    scene = place_scene(ViewContext(trace), find_place(trace, at))
    return cost_chart(scene, trace), scene


def samples(trace: Trace) -> list[Sample]:
    """The whole network, a layer, a block and an operation, where there are layers."""
    block = trace.layers[-1].blocks[0]
    places = ["", trace.layers[-1].path, block.path, block.operations[0].path, trace.stem[0].path if trace.stem else ""]
    return [sample_at(trace, at, LOOKS[0]) for at in dict.fromkeys(places)]


def sums(made: CostChart, trace: Trace) -> PartTotals:
    return sum_steps(trace.step(path) for each in made.columns for path in each.column.steps)


@pytest.mark.parametrize("trace", [*NETWORKS, *OPTIONS], indirect=True)
def test_every_step_has_a_bar_in_a_column_of_the_picture(trace: Trace) -> None:
    for sample in samples(trace):
        made = cost_chart(sample.scene, trace)
        own: Totals | PartTotals = place_totals(trace, sample.place) if sample.place.at else trace.totals
        whole = sums(made, trace)
        assert (whole.macs, whole.params, whole.bytes) == (own.macs, own.params, own.bytes), str(sample)
        steps = [path for each in made.columns for path in each.column.steps]
        assert len(steps) == len({*steps}), str(sample)
        assert mutual([Area(label.text, rectangle(label.extent)) for label in made.labels]) == [], str(sample)
        lefts = [each.column.left for each in made.columns]
        rights = [each.column.right for each in made.columns]
        assert all(right <= left + 0.6 for right, left in zip(rights, lefts[1:], strict=False)), str(sample)


@pytest.fixture
def trace(request: pytest.FixtureRequest) -> Trace:
    network, options = UNUSUAL.get(request.param, (request.param, {}))
    return trace_network(network, **options)


@pytest.mark.parametrize(("network", "at"), [("resnet34", ""), ("resnet50", "layer2"), ("resnet34", "layer2.0.1")])
def test_bar_is_as_wide_as_the_front_of_its_volume(network: str, at: str) -> None:
    made, scene = chart(network, at)
    spans = {each.column.key: (each.column.left, each.column.width) for each in made.columns}
    boxes = {box.volume.path: (box.x, box.cuboid.thickness) for box in scene.boxes if box.volume.tone != "input"}
    assert spans.keys() == boxes.keys()
    assert all(spans[path] == pytest.approx(boxes[path]) for path in boxes)


def test_volumes_above_each_other_share_their_column() -> None:
    made, scene = chart("seresnet50", "layer2.0")
    spans = {each.column.key: (each.column.left, each.column.right) for each in made.columns}
    box = next(box for box in scene.boxes if box.volume.path == "layer2.0.bn3")
    half = box.cuboid.thickness / 2
    assert sorted(spans[path] for path in ("layer2.0.bn3", "layer2.0.downsample.1")) == [
        pytest.approx((box.x, box.x + half)),
        pytest.approx((box.x + half, box.x + 2 * half)),
    ]


def test_bars_are_as_high_as_their_share_of_the_largest() -> None:
    made, _ = chart("resnet34")
    macs = {each.column.key: each.bars[0].height for each in made.columns}
    plain = 2 * 64 * 64 * 9 * 56 * 56
    halving = 64 * 128 * 9 * 28 * 28 + 128 * 128 * 9 * 28 * 28 + 64 * 128 * 28 * 28
    assert macs["layer1.0.relu2"] == macs["layer3.5.relu2"] == 44
    assert macs["layer2.0.relu2"] == round(44 * halving / plain, 2)
    assert macs["maxpool"] == 0


def test_column_states_its_costs_and_their_share() -> None:
    made, _ = chart("resnet34")
    assert made.tooltips["relu"] == [
        ("Costs", "conv1"),
        ("MACs", "118,013,952, 3.2 % of the network"),
        ("parameters", "9,536, 0.04 % of the network"),
        ("memory", "9,633,792 bytes, 19.1 % of the network"),
    ]
    assert made.columns[0].description == (
        "Costs of conv1, MACs 118,013,952, 3.2 % of the network, parameters 9,536, 0.04 % of the network, "
        "memory 9,633,792 bytes, 19.1 % of the network"
    )


def test_labels_state_sum_and_share_of_each_group() -> None:
    texts = [label.text for label in chart("resnet34")[0].labels]
    assert texts[:2] == ["MACs", "3.66 G"]
    assert texts[2:12] == [
        *("118.0 M", "3.2 %"),
        *("693.6 M", "18.9 %"),
        *("873.5 M", "23.8 %"),
        *("1.34 G", "36.5 %"),
        *("642.3 M", "17.5 %"),
    ]
    assert [label.text for label in chart("resnet34", "layer1")[0].labels][:3] == ["MACs", "693.6 M", "18.9 % of all"]


def test_fold_has_a_bar_of_its_average_block_and_the_sum_in_its_tooltip() -> None:
    made, scene = chart("cifar_resnet1202")
    fold = scene.folds[0]
    column = next(each for each in made.columns if each.column.key == fold.path)
    neighbour = next(each for each in made.columns if each.column.key == "layer1.2.relu2")
    block = 2 * 16 * 16 * 9 * 32 * 32
    assert (fold.path, fold.count) == ("layer1", 195)
    assert sum(label.text == MEAN for label in made.labels) == 1
    assert MEAN not in {label.text for label in chart("resnet34")[0].labels}
    assert column.bars[0].height == neighbour.bars[0].height
    assert (column.mean, neighbour.mean) == (True, False)
    assert column.rows[:2] == [
        ("Costs", "195 folded blocks of layer1"),
        ("MACs", f"{195 * block:,}, 32.5 % of the network"),  # of 600 blocks with almost equal MACs
    ]
