"""Shortcuts in the network view and in the operation view of an addition."""

import re
from itertools import pairwise

import pytest

from app.diagrams.scene.marks import Link
from app.diagrams.scene.scene import Scene
from app.diagrams.views.context import ViewContext
from app.diagrams.views.place import find_place, place_scene
from app.networks.options import Options, configure
from app.networks.spec import Shortcut
from app.tracing.tracer import trace

KINDS: dict[Shortcut, str] = {"A": "padding", "B": "projection", "C": "projection"}


def scene(network: str, at: str = "", options: Options | None = None) -> Scene:
    traced = trace(configure(network, options or Options()), 64, 64)
    return place_scene(ViewContext(traced), find_place(traced, at))


def shortcuts(drawn: Scene) -> list[Link]:
    return [link for link in drawn.links if link.target and link.kind in ("identity", "projection", "padding")]


def ends(link: Link) -> tuple[tuple[float, float], tuple[float, float]]:
    numbers = [float(number) for number in re.findall(r"-?[0-9.]+", link.d)]
    return (numbers[0], numbers[1]), (numbers[-2], numbers[-1])


@pytest.mark.parametrize("network", ["resnet18", "resnet34", "resnet50", "resnet152", "cifar_resnet110"])
def test_arches_begin_where_previous_ends(network: str) -> None:
    arches = shortcuts(scene(network))
    blocks = sum(configure(network, Options()).depths)
    assert len(arches) == blocks
    for before, after in pairwise(arches):
        assert (before.target, ends(before)[1]) == (after.source, ends(after)[0])


@pytest.mark.parametrize("network", ["resnet34", "resnet152"])
def test_arches_end_on_visible_top(network: str) -> None:
    drawn = scene(network)
    places = {box.volume.path: number for number, box in enumerate(drawn.boxes)}
    for arch in shortcuts(drawn):
        box, following = drawn.boxes[places[arch.target]], drawn.boxes[places[arch.target] + 1]
        left = box.x + box.cuboid.dx
        assert left <= ends(arch)[1][0] <= min(left + box.cuboid.thickness, following.x + box.cuboid.dx)


@pytest.mark.parametrize("option", KINDS)
def test_addition_shows_kind_of_shortcut(option: Shortcut) -> None:
    drawn = scene("resnet34", "layer2.0.add", Options(shortcut=option))
    assert [(link.kind, link.target) for link in shortcuts(drawn)] == [(KINDS[option], "layer2.0.add")]
    assert [box.volume.tone for box in drawn.boxes].count("projection") == 1


def test_identity_addition_shows_block_input() -> None:
    drawn = scene("resnet34", "layer2.1.add")
    assert [(link.kind, link.source) for link in shortcuts(drawn)] == [("identity", "layer2.0.relu2")]
    assert [box.volume.tone for box in drawn.boxes].count("projection") == 0


@pytest.mark.parametrize("option", ["A", "B"])
def test_block_view_links_shortcut_through_its_own_volume(option: Shortcut) -> None:
    picture = scene("resnet34", "layer2.0", Options(shortcut=option))
    volume = next(box.volume.path for box in picture.boxes if box.volume.tone == "projection")
    links = [(link.kind, link.source, link.target) for link in shortcuts(picture)]
    assert links == [
        (KINDS[option], "layer1.2.relu2", volume),
        (KINDS[option], volume, "layer2.0.add"),
    ]
