"""Networks downwards, one below the other: at one scale, with what differs from the first one marked."""

import pytest

from app.diagrams.comparison.column_items import Column
from app.diagrams.comparison.downward import downward_scenes
from app.diagrams.scene.projection import ScaleKind
from app.diagrams.scene.scene import Scene
from app.studies.changes import changed_parts
from tests.support import overlap
from tests.support.traces import trace_network

PAIRS = [("resnet18", "resnet152"), ("vgg19", "resnet34"), ("resnet50", "seresnet50"), ("cifar_resnet1202", "resnet34")]


def drawn(names: tuple[str, ...], scale: ScaleKind = "readable") -> list[Scene]:
    traces = [trace_network(name, None) for name in names]
    pairs = zip(traces, changed_parts(traces), strict=True)
    columns = [Column(trace, trace.title, str(n), (), changed) for n, (trace, changed) in enumerate(pairs, 1)]
    return downward_scenes(columns, scale, "hwc", frozenset())


@pytest.mark.parametrize("scale", ["readable", "true"])
@pytest.mark.parametrize("names", PAIRS)
def test_equal_volumes_are_drawn_equal_in_all_networks(names: tuple[str, ...], scale: ScaleKind) -> None:
    sizes: dict[tuple[int, ...], set[tuple[float, float]]] = {}
    for scene in drawn(names, scale):
        assert overlap.mutual(overlap.texts(scene)) == []
        assert scene.width == 360
        for box in scene.boxes:
            assert box.extent[2] <= scene.width
            sizes.setdefault(box.volume.shape, set()).add((box.cuboid.thickness, box.cuboid.height))
    assert {shape: len(found) for shape, found in sizes.items() if len(found) > 1} == {}


def test_paths_have_the_number_of_their_network_and_blocks_that_differ_are_marked() -> None:
    first, second = drawn(("resnet18", "resnet34"))

    assert [volume.path for volume in first.volumes if volume.changed] == []
    assert [volume.path for volume in second.volumes if volume.changed] == [
        "2/layer1.2.relu2",
        *("2/layer2.2.relu2", "2/layer2.3.relu2"),
        *(f"2/layer3.{block}.relu2" for block in range(2, 6)),
        "2/layer4.2.relu2",
    ]
    assert {volume.path.partition("/")[0] for volume in first.volumes} == {"1"}
