"""Pictures of gates: they fit a page 1366 wide, and the factors stand below their multiplication."""

from typing import Any

import pytest

from app.diagrams.scene.marks import Box
from app.diagrams.scene.projection import Scale
from app.diagrams.scene.scene import Scene
from app.diagrams.text import text_metrics
from app.diagrams.views.context import ViewContext
from app.diagrams.views.place import find_place, place_scene
from tests.support import overlap, own_traces
from tests.support.scene_samples import LOOKS, deeper, sample_at
from tests.support.traces import trace_network

FRAME_AT_1366 = 1366 - 2 * 32 - 2 * 1 - 2 * 12  # without the page's gutters, the card's border and the frame's padding
SCROLL_BAR = 15
GATED: list[tuple[str, dict[str, Any]]] = [
    ("seresnet18", {}),
    ("seresnet50", {}),
    ("seresnext50_32x4d", {}),
    ("seresnet50", {"shortcut": "D"}),
    ("seresnext50_32x4d", {"shortcut": "D"}),
    ("seresnet50", {"pre_activation": True}),
    ("seresnext50_32x4d", {"pre_activation": True}),
    ("seresnext50_32x4d", {"pre_activation": True, "shortcut": "D"}),
    ("seresnet18", {"pre_activation": True, "shortcut": "D"}),
]


def scene(network: str, at: str, fitted: Scale | None = None, **options: Any) -> Scene:
    traced = trace_network(network, **options)
    return place_scene(ViewContext(traced, fitted=fitted), find_place(traced, at))


def box_of(drawn: Scene, path: str) -> Box:
    return next(box for box in drawn.boxes if box.volume.path == path)


@pytest.mark.parametrize(("network", "options"), GATED)
def test_blocks_with_gates_fit_a_page_1366_wide(network: str, options: dict[str, Any]) -> None:
    trace = trace_network(network, **options)
    for layer in trace.layers:
        for block in (layer.blocks[0], layer.blocks[-1]):
            drawn = scene(network, block.path, **options)
            assert drawn.width <= FRAME_AT_1366 - SCROLL_BAR, block.path
            assert drawn.size_class == "small", block.path  # drawn at its own size


@pytest.mark.parametrize(("network", "options"), GATED)
def test_lines_of_gates_cross_no_label_at_any_scale(network: str, options: dict[str, Any]) -> None:
    trace = trace_network(network, **options)
    places = [places[0] for places in deeper(trace)]
    found = [overlap.crossed(sample_at(trace, at, look).scene) for at in places for look in LOOKS]
    assert not any(found)


def test_factors_are_below_their_multiplication_and_an_arrow_leads_up() -> None:
    drawn = scene("seresnet50", "layer1.0")
    times = next(junction for junction in drawn.junctions if junction.symbol == "×")
    factors = box_of(drawn, "layer1.0.se.sigmoid")
    x, top = factors.top_back_middle
    assert x == pytest.approx(times.x, abs=0.1)
    assert top > times.y + times.radius
    [way] = [link for link in drawn.links if (link.source, link.target) == (factors.volume.path, "layer1.0.se.mul")]
    (x1, y1), (x2, y2) = overlap.trail(way.d)
    assert x1 == x2 == pytest.approx(times.x, abs=0.1)
    assert top > y1 > y2 > times.y + times.radius
    assert way.arrow


def test_factors_of_own_networks_are_below_the_step_that_joins_them() -> None:
    for trace, block, last in (
        (own_traces.squeeze_and_excitation(), "stages.1.0", "stages.1.0.se.sigmoid"),
        (own_traces.TRACED["SENet"](), "blocks.0.0", "blocks.0.se.view2"),
    ):
        drawn = place_scene(ViewContext(trace), find_place(trace, block))
        assert box_of(drawn, last).top_back_middle[0] == pytest.approx(drawn.junctions[0].x, abs=0.1)


def test_every_step_of_a_gate_is_named() -> None:
    drawn = scene("seresnext50_32x4d", "layer4.0")
    factors = box_of(drawn, "layer4.0.se.sigmoid")
    beside = [label for label in drawn.labels if label.style == "step" and label.extent[2] < factors.x]
    lines = sorted((label for label in beside if label.y > factors.y - 80), key=lambda label: label.y)
    names = ["average pooling", "conv 1×1, 128", "ReLU", "conv 1×1, 2048", "sigmoid"]
    assert [label.text for label in lines if label.x > box_of(drawn, "layer4.0.bn3").x] == names


def test_long_labels_are_broken_only_where_the_picture_would_not_fit() -> None:
    wide = [label.text for label in scene("seresnext50_32x4d", "layer4.0").labels]
    assert {"conv 3×3, 1024,", "/2, 32 groups"} <= {*wide}
    assert "conv 1×1, 2048, /2" in wide
    narrow = [label.text for label in scene("seresnet18", "layer2.0", shortcut="D").labels]
    assert "average pooling 2×2, /2" in narrow


def test_volumes_are_smaller_only_where_gaps_alone_are_not_enough() -> None:
    def height(drawn: Scene, path: str) -> float:
        return box_of(drawn, path).cuboid.height

    usual = height(scene("seresnet18", "layer2.0"), "layer2.0.relu1")
    assert height(scene("seresnet50", "layer2.0"), "layer2.0.relu2") == pytest.approx(usual)
    smaller = height(scene("seresnet50", "layer2.0", pre_activation=True), "layer2.0.conv2")
    assert 0.65 * usual < smaller < usual


def test_shared_scale_of_a_comparison_is_kept() -> None:
    scale = scene("seresnet18", "layer2.0").scale
    assert scene("seresnet50", "layer2.0", fitted=scale, pre_activation=True).scale == scale


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("BN · ReLU", ["BN · ReLU"]),
        ("average pooling · conv 1×1, 16 · ReLU", ["average pooling", "conv 1×1, 16", "ReLU"]),
        ("a name that is longer than the room · b", ["a name that is longer than the room", "b"]),
    ],
)
def test_chains_of_names_are_broken_between_names(text: str, lines: list[str]) -> None:
    assert text_metrics.wrap_chain(text, 120) == lines
