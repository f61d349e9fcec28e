"""The network downwards, for narrow screens: nothing is lost or cropped, nothing overlaps, a finger hits every row."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise, product

import pytest

from app.diagrams.scene.scene import Scene
from app.diagrams.views.context import ViewContext
from app.diagrams.views.downward import downward_scene
from app.diagrams.views.network import network_groups, network_scene
from app.tracing.records import Trace
from tests.diagrams.scene.test_decks import covered, unequal
from tests.support import overlap
from tests.support.own_traces import OWN_TRACES
from tests.support.scene_samples import LOOKS
from tests.support.traces import trace_network

TRACES: dict[str, Callable[[], Trace]] = {
    **{
        name: partial(trace_network, name)
        for name in ("resnet18", "resnet50", "resnet152", "cifar_resnet1202", "vgg19")
    },
    "long and flat": partial(trace_network, "resnet34", "4096x1"),
    "a hundred blocks": partial(trace_network, "custom", depths="24,25,24,25,24", base_width=8),
    **{name: OWN_TRACES[name] for name in ("unet", "two_inputs", "dense", "transformer")},
}


def contexts(trace: Trace) -> list[ViewContext]:
    opened = frozenset(layer.path for layer in trace.layers)
    return [ViewContext(trace, *look, paths) for look, paths in product(LOOKS, (frozenset[str](), opened))]


@pytest.fixture(scope="module", params=TRACES)
def scenes(request: pytest.FixtureRequest) -> list[Scene]:
    return [downward_scene(context, "") for context in contexts(TRACES[request.param]())]


def test_nothing_overlaps_and_nothing_is_cropped(scenes: list[Scene]) -> None:
    for scene in scenes:
        words, volumes = overlap.texts(scene), overlap.volumes(scene)
        assert overlap.mutual(words) == []
        assert overlap.covered_texts(scene) == []
        assert overlap.collisions(overlap.junctions_and_folds(scene), [*words, *volumes]) == []
        assert overlap.outside(scene) == []
        assert scene.width == 360


def test_equal_volumes_look_equal(scenes: list[Scene]) -> None:
    assert [[*covered(scene), *unequal(scene)] for scene in scenes] == [[]] * len(scenes)


def test_lines_follow_each_other_downwards(scenes: list[Scene]) -> None:
    for scene in scenes:
        lines: dict[int, list[tuple[float, float]]] = {}
        for box in scene.boxes:
            number = sum(row < box.y for row in scene.rows)
            lines.setdefault(number, []).append((box.extent[1], box.extent[3]))
        edges = [(min(top for top, _ in line), max(bottom for _, bottom in line)) for line in lines.values()]
        assert all(above[1] + 20 < below[0] for above, below in pairwise(edges))


def test_each_row_is_a_target_for_a_finger(scenes: list[Scene]) -> None:
    for scene in scenes:
        targets = [box.target for box in scene.boxes if box.target]
        names = [label.y for label in scene.labels if label.style == "name"]
        assert len(targets) == len(names)
        for (left, top, right, bottom), y in zip(targets, names, strict=True):
            assert top < y < bottom
            assert (right - left >= 44, bottom - top >= 44) == (True, True)


@pytest.mark.parametrize("name", TRACES)
def test_volumes_and_their_order_are_those_of_the_network(name: str) -> None:
    context = contexts(TRACES[name]())[1]
    across, down = network_scene(context, ""), downward_scene(context, "")
    assert [volume.path for volume in down.volumes] == [volume.path for volume in across.volumes]
    assert len(down.rows) >= len(network_groups(context))


def test_deck_of_a_deep_network_has_three_lines() -> None:
    scene = downward_scene(ViewContext(TRACES["resnet152"]()), "")
    heights = [round(box.y, 1) for box in scene.boxes if box.volume.link_path == "layer3"]
    assert [heights.count(y) for y in sorted(set(heights))] == [12, 12, 12]


def test_only_very_long_decks_are_folded() -> None:
    folds = {name: downward_scene(ViewContext(trace()), "").folds for name, trace in TRACES.items()}
    assert {name: [(fold.path, fold.count) for fold in found] for name, found in folds.items() if found} == {
        "cifar_resnet1202": [("layer1", 195), ("layer2", 195), ("layer3", 195)]
    }
    opened = replace(ViewContext(TRACES["cifar_resnet1202"]()), opened=frozenset({"layer2"}))
    assert [fold.path for fold in downward_scene(opened, "").folds] == ["layer1", "layer3"]
