"""Decks: equal volumes look equal. No front covers another one, and equal sides are drawn as equal cuboids."""

from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any

import pytest

from app.diagrams.comparison.column_items import Column
from app.diagrams.comparison.flows import flows_scene
from app.diagrams.scene.scene import Scene
from tests.support.scene_samples import LOOKS, ends, levels, sample_at
from tests.support.traces import trace_network

NETWORKS: dict[str, tuple[str, dict[str, Any]]] = {
    "resnet50": ("resnet50", {}),
    "resnet152": ("resnet152", {}),
    "cifar_resnet110": ("cifar_resnet110", {}),
    "cifar_resnet1202": ("cifar_resnet1202", {}),
    "a hundred blocks": ("custom", {"depths": "24,25,24,25,24", "base_width": 8}),
}
ROUNDING = 0.011  # of the places of boxes


def pictures(name: str) -> Iterator[tuple[str, Scene]]:
    """The network, its layers, a block and an operation, with decks folded and opened."""
    network, options = NETWORKS[name]
    trace = trace_network(network, "160x224", **options)
    places = [*levels(trace), trace.layers[-1].blocks[0].path, ends(trace)[0]]
    for at, look, opened in product(places, LOOKS[:2], (False, True)):
        sample = sample_at(trace, at, look, opened)
        yield f"{sample}{' opened' if opened else ''}", sample.scene


def comparisons() -> Iterator[tuple[str, Scene]]:
    traces = [trace_network(name) for name in ("resnet50", "resnet152", "cifar_resnet1202")]
    columns = [Column(trace, trace.title, str(number)) for number, trace in enumerate(traces)]
    for scale, notation in LOOKS[:2]:
        yield f"comparison {scale}", flows_scene(columns, "", scale, notation, frozenset({"2/layer2"}))


def covered(scene: Scene) -> list[str]:
    """The volumes whose front another volume in the same line covers in part."""
    lines: dict[float, list[tuple[float, float, str]]] = {}
    for box in scene.boxes:
        centre = round(box.y + (box.cuboid.height - box.cuboid.dy) / 2)
        lines.setdefault(centre, []).append((box.x, box.x + box.cuboid.thickness, box.volume.path))
    pairs = [pair for line in lines.values() for pair in pairwise(sorted(line))]
    return [path for (_, right, path), (left, _, _) in pairs if left < right - ROUNDING]


def unequal(scene: Scene) -> list[str]:
    """The shapes that are drawn as cuboids of several sizes."""
    drawn: dict[tuple[int, ...], set[Any]] = {}
    for box in scene.boxes:
        drawn.setdefault(box.volume.sides, set()).add(box.cuboid)
    return [str(sides) for sides, cuboids in drawn.items() if len(cuboids) > 1]


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORKS)
def test_equal_volumes_have_equal_fronts_and_depths_at_every_level(name: str) -> None:
    wrong = {title: found for title, scene in pictures(name) if (found := covered(scene) + unequal(scene))}
    assert wrong == {}


def test_equal_volumes_have_equal_fronts_and_depths_in_a_comparison() -> None:
    wrong = {title: found for title, scene in comparisons() if (found := covered(scene) + unequal(scene))}
    assert wrong == {}


def test_slices_of_a_deck_are_equally_wide() -> None:
    boxes = sample_at(trace_network("resnet152"), "", LOOKS[0]).scene.boxes
    deck = [box for box in boxes if box.volume.link_path == "layer3"]
    assert len(deck) == 36
    widths = {round(after.x - before.x, 1) for before, after in pairwise(deck)}
    assert widths == {round(deck[-1].cuboid.thickness, 1)}


def test_thickness_has_its_bound_where_there_is_room() -> None:
    boxes = sample_at(trace_network("resnet50"), "layer4", LOOKS[0]).scene.boxes
    assert max(box.cuboid.thickness for box in boxes) == pytest.approx(55.0, abs=7.0)  # 132 / 30 for each log₂, or 62
