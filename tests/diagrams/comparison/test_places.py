"""One place of several networks, at one scale."""

import pytest

from app.diagrams.comparison.column_items import Column
from app.diagrams.comparison.places import place_scenes
from app.diagrams.scene.projection import ScaleKind
from app.diagrams.scene.scene import Scene
from app.studies.changes import changed_parts
from tests.support import overlap
from tests.support.traces import trace_network


def drawn(names: tuple[str, ...], at: str, scale: ScaleKind = "readable") -> list[Scene | None]:
    traces = [trace_network(name, None) for name in names]
    changes = changed_parts(traces)
    pairs = zip(traces, changes, strict=True)
    columns = [Column(trace, trace.title, str(n), (), changed) for n, (trace, changed) in enumerate(pairs, 1)]
    return place_scenes(columns, at, scale, "hwc", frozenset())


@pytest.mark.parametrize("scale", ["readable", "true"])
@pytest.mark.parametrize(
    ("names", "at"),
    [
        (("resnet50", "seresnet50"), "layer2.0"),
        (("resnet34", "plain34"), "layer2"),
        (("resnet18", "resnet152"), "layer3"),
        (("resnet18", "resnet50"), "layer4.1"),
    ],
)
def test_equal_volumes_are_drawn_equal_in_all_networks(names: tuple[str, ...], at: str, scale: ScaleKind) -> None:
    scenes = [scene for scene in drawn(names, at, scale) if scene]
    assert len(scenes) == 2
    sizes: dict[tuple[int, ...], set[tuple[float, float]]] = {}
    for scene in scenes:
        assert overlap.mutual(overlap.texts(scene)) == []
        for box in scene.boxes:
            sizes.setdefault(box.volume.shape, set()).add((box.cuboid.thickness, box.cuboid.height))
    assert {shape: len(found) for shape, found in sizes.items() if len(found) > 1} == {}


def test_paths_have_the_key_of_their_network() -> None:
    scenes = [scene for scene in drawn(("resnet50", "seresnet50"), "layer2.0") if scene]
    for number, scene in enumerate(scenes, 1):
        paths = {volume.path for volume in scene.volumes}
        targets = {end for link in scene.links if link.target for end in (link.source, link.target)}
        assert {path.partition("/")[0] for path in paths | targets} == {str(number)}


def test_gate_is_the_changed_part_of_the_block() -> None:
    first, second = drawn(("resnet50", "seresnet50"), "layer2.0")
    assert first
    assert second
    assert [volume.at for volume in first.volumes if volume.changed] == []
    assert {volume.at for volume in second.volumes if volume.changed} == {"layer2.0.gate"}
    assert (first.sample, second.sample is None) == (None, False)


def test_network_without_the_place_has_no_picture() -> None:
    first, second = drawn(("resnet34", "resnet18"), "layer3.4")
    assert first is not None
    assert second is None
