"""Networks one above the other: one scale, aligned stages, no overlaps."""

from collections.abc import Callable
from functools import cache
from itertools import pairwise, product
from typing import Any

import pytest

from app.diagrams.comparison.column_items import Column
from app.diagrams.comparison.flows import flows_scene
from app.diagrams.scene.marks import Box
from app.diagrams.scene.projection import ScaleKind
from app.diagrams.scene.scene import Scene
from app.diagrams.text.formatting import Notation
from app.diagrams.views.context import ViewContext
from app.diagrams.views.network import network_scene
from app.tracing.records import Trace
from tests.support import overlap
from tests.support.scene_samples import LOOKS
from tests.support.traces import trace_network

SETS: dict[str, list[tuple[str, str | None, dict[str, Any]]]] = {
    "the paper's": [("vgg19", None, {}), ("plain34", None, {}), ("resnet34", None, {})],
    "two options": [("resnet34", None, {"shortcut": "A"}), ("resnet34", None, {})],
    "two stems": [("resnet18", "32", {}), ("resnet18", "32", {"stem": "cifar"})],
    "four depths": [(f"resnet{depth}", None, {}) for depth in (18, 50, 101, 152)],
    "the deepest": [("resnet152", None, {}), ("cifar_resnet1202", None, {})],
    "two sizes": [("resnet50", "97x131", {}), ("vgg19", "224", {})],
    "as long and flat as can be": [("resnet34", "4096x1", {}), ("custom", "1x1", {"depths": "1,1,1,1,1"})],
    "all stems": [("vgg19", "64", {}), ("resnet18", "64", {"stem": "cifar"}), ("cifar_plain20", "64", {})],
    "one": [("resnet34", None, {})],
}


def columns(name: str) -> list[Column]:
    traces = [trace_network(network, size, **options) for network, size, options in SETS[name]]
    return [Column(trace, f"network {number}", str(number)) for number, trace in enumerate(traces, 1)]


@cache
def drawn(name: str, look: tuple[ScaleKind, Notation] = LOOKS[0], opened: tuple[str, ...] = ()) -> Scene:
    return flows_scene(columns(name), name, *look, frozenset(opened))


@pytest.fixture(scope="module", params=product(SETS, LOOKS), ids=lambda param: f"{param[0]} {'-'.join(param[1])}")
def scene(request: pytest.FixtureRequest) -> Scene:
    name, look = request.param
    return drawn(name, look)


def rows(scene: Scene) -> dict[str, list[Box]]:
    """The boxes of each network, by its key."""
    found: dict[str, list[Box]] = {}
    for box in scene.boxes:
        found.setdefault(box.volume.path.partition("/")[0], []).append(box)
    return found


CHECKS: dict[str, Callable[[Scene], list[str]]] = {
    "text on text": lambda scene: overlap.mutual(overlap.texts(scene)),
    "text on a volume": lambda scene: overlap.collisions(overlap.texts(scene), overlap.volumes(scene)),
    "text on a bracket or fold": lambda s: overlap.collisions(
        overlap.texts(s), [*overlap.junctions_and_folds(s), *overlap.brackets(s)]
    ),
    "fold on a volume": lambda scene: overlap.collisions(overlap.junctions_and_folds(scene), overlap.volumes(scene)),
    "line through text": overlap.crossed,
    "out of the frame": overlap.outside,
}


def test_marks_do_not_overlap(scene: Scene) -> None:
    assert {name: found for name, check in CHECKS.items() if (found := check(scene))} == {}


def test_networks_do_not_overlap(scene: Scene) -> None:
    spans = [
        (min(box.extent[1] for box in boxes), max(box.extent[3] for box in boxes)) for boxes in rows(scene).values()
    ]
    assert all(above[1] < below[0] for above, below in pairwise(spans))


def test_equal_volumes_have_equal_cuboids(scene: Scene) -> None:
    sizes: dict[tuple[int, ...], set[object]] = {}
    for box in scene.boxes:
        sizes.setdefault((*box.volume.shape, 1, 1)[:3], set()).add(box.cuboid)
    assert [shape for shape, cuboids in sizes.items() if len(cuboids) > 1] == []


def test_stages_are_aligned_across_networks(scene: Scene) -> None:
    """The factor of a stage is the number of input pixels between neighbouring values of its volumes."""
    begins: dict[int, set[float]] = {}
    for key, trace in ((column.key, column.trace) for column in columns(scene.title)):
        first: dict[int, float] = {}
        for box in rows(scene)[key][1:]:
            if factor := factor_of(trace, box.volume.path.partition("/")[2]):
                first.setdefault(factor, box.x)
        for factor, x in first.items():
            begins.setdefault(factor, set()).add(round(x, 1))
    assert {factor: xs for factor, xs in begins.items() if len(xs) > 1} == {}
    order = [xs.pop() for _, xs in sorted(begins.items())]
    assert order == sorted(order)


def factor_of(trace: Trace, path: str) -> int | None:
    """Input pixels between neighbouring values of a volume; `None` from the last pooling on."""
    step = trace.step(path)
    ended = path.startswith(("avgpool", "flatten", "fc", "classifier"))
    return None if ended or step.receptive_field is None else step.receptive_field.jump


def test_every_block_is_drawn_or_folded(scene: Scene) -> None:
    for column in columns(scene.title):
        found = [box.volume.at for box in rows(scene)[column.key]]
        for layer in column.trace.layers:
            own = sum(at.startswith(f"{layer.path}.") for at in found)
            folded = sum(fold.count for fold in scene.folds if fold.path == f"{column.key}/{layer.path}")
            assert own + folded == len(layer.blocks)


def test_tab_order_is_network_by_network() -> None:
    keys = [volume.path.partition("/")[0] for volume in drawn("the paper's").volumes]
    assert keys == sorted(keys)
    assert len({volume.path for volume in drawn("the paper's").volumes}) == len(keys)


def test_link_paths_are_places_of_own_network() -> None:
    into = {volume.path: volume.link_path for volume in drawn("two options").volumes}
    assert into["1/input"] == ""
    assert (into["2/relu"], into["2/layer2.1.relu2"], into["2/fc"]) == ("conv1", "layer2.1", "fc")


def test_shortcuts_match_network_view() -> None:
    a, b = [column.trace for column in columns("two options")]
    scene = drawn("two options")
    for key, trace in (("1", a), ("2", b)):
        alone = network_scene(ViewContext(trace), "")
        expected = [(link.kind, f"{key}/{link.source}", f"{key}/{link.target}") for link in alone.links if link.target]
        own = [link for link in scene.links if link.target.startswith(f"{key}/")]
        assert [(link.kind, link.source, link.target) for link in own] == expected
        assert len(expected) == 16


def test_layer_is_opened_in_requested_network() -> None:
    closed, opened = drawn("the deepest"), drawn("the deepest", opened=("2/layer1",))
    assert [(fold.path, fold.count) for fold in closed.folds] == [
        *(("1/layer3", 31), ("2/layer1", 195), ("2/layer2", 195), ("2/layer3", 195))
    ]
    assert [fold.path for fold in opened.folds] == ["1/layer3", "2/layer2", "2/layer3"]


def test_networks_and_stage_sizes_are_labelled() -> None:
    texts = [label.text for label in drawn("the paper's").labels]
    assert [text for text in texts if text.startswith("network")] == ["network 1", "network 2", "network 3"]
    sizes = ["112×112", "56×56", "28×28", "14×14", "7×7"]
    assert [text for text in texts if text in ("224×224", *sizes)] == ["224×224", *sizes, *sizes, *sizes]


def test_stages_of_different_sizes_are_labelled_with_factor() -> None:
    texts = [label.text for label in drawn("two sizes").labels]
    assert [text for text in texts if text.startswith("1/")] == [
        *("1/2: 49×66", "1/4: 25×33", "1/8: 13×17", "1/16: 7×9", "1/32: 4×5"),
        *("1/1: 224×224", "1/2: 112×112", "1/4: 56×56", "1/8: 28×28", "1/16: 14×14", "1/32: 7×7"),
    ]
