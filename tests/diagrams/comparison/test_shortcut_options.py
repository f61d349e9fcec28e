"""The picture of shortcut options A, B and C: each block three times, without overlaps."""

import pytest

from app.diagrams.comparison.shortcut_options import Variant, shortcut_options_scene, shortcut_options_tooltips
from app.diagrams.scene.scene import Scene
from app.studies.costs import option_costs
from tests.support import overlap
from tests.support.traces import spec

LOOKS = [
    ("resnet34", (224, 224)),
    ("resnet152", (512, 64)),
    ("resnet50", (1, 1)),
    ("cifar_resnet20", (32, 32)),
    ("cifar_resnet110", (97, 131)),
]


def variants(network: str, size: tuple[int, int]) -> list[Variant]:
    return [
        Variant(cost.option, f"Option {cost.option}", "25.56 M parameters", cost.trace, cost.trace.layers[1].blocks[:2])
        for cost in option_costs(spec(network), *size)
    ]


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]} {look[1][0]}x{look[1][1]}")
def drawn(request: pytest.FixtureRequest) -> tuple[list[Variant], Scene]:
    made = variants(*request.param)
    return made, shortcut_options_scene(made, "options", "hwc")


def test_marks_do_not_overlap(drawn: tuple[list[Variant], Scene]) -> None:
    _, scene = drawn
    assert overlap.mutual([*overlap.texts(scene), *overlap.junctions_and_folds(scene)]) == []
    assert overlap.collisions(overlap.texts(scene), overlap.volumes(scene)) == []
    assert overlap.crossed(scene) == []
    assert overlap.outside(scene) == []


def test_tooltips_state_own_shape(drawn: tuple[list[Variant], Scene]) -> None:
    made, scene = drawn
    tooltips = shortcut_options_tooltips(made, scene, "hwc")
    assert len(tooltips) == len(scene.volumes) == len(scene.boxes)
    for volume in scene.volumes:
        rows = dict(tooltips[volume.path])
        channels, height, width = volume.shape
        assert (rows.get("in → out") or rows["shape"]).endswith(f"{height}×{width}×{channels}")


def test_options_differ_in_kind_of_shortcut() -> None:
    scene = shortcut_options_scene(variants("resnet34", (224, 224)), "options", "hwc")
    ways: dict[tuple[str, str], set[str]] = {}
    for link in scene.links:
        if link.target and link.kind != "flow":
            option, _, path = link.target.partition("/")
            ways.setdefault((option, path[:8]), set()).add(link.kind)
    assert ways == {
        ("A", "layer2.0"): {"padding"},
        ("A", "layer2.1"): {"identity"},
        ("B", "layer2.0"): {"projection"},
        ("B", "layer2.1"): {"identity"},
        ("C", "layer2.0"): {"projection"},
        ("C", "layer2.1"): {"projection"},
    }
    blank = {box.volume.path: box.volume.zero_channels for box in scene.boxes if box.volume.zero_channels}
    assert blank == {"A/layer2.0.downsample": 64}


def test_tab_order_is_by_row_then_option() -> None:
    scene = shortcut_options_scene(variants("resnet34", (224, 224)), "options", "hwc")
    read = [volume.path for volume in scene.volumes]
    blocks = [path.partition("/")[2][:8] for path in read]
    assert blocks == sorted(blocks)
    upper = [path[0] for path in read if "layer2.0." in path]
    assert upper == sorted(upper)
    assert {*upper} == {"A", "B", "C"}


def test_link_paths_are_blocks_and_shortcuts() -> None:
    scene = shortcut_options_scene(variants("resnet34", (224, 224)), "options", "hwc")
    leads = {volume.path: volume.link_path for volume in scene.volumes if volume.path.startswith("B/")}
    assert leads == {
        "B/layer2.0.conv1:in": "layer1.2",
        "B/layer2.0.downsample.1": "layer2.0.downsample",
        "B/layer2.0.relu2": "layer2.0",
        "B/layer2.1.conv1:in": "layer2.0",
        "B/layer2.1.relu2": "layer2.1",
    }
