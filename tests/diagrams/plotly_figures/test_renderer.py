"""The 3-D view as a Plotly figure."""

import json
import re
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import pytest

from app.diagrams.plotly_figures.geometry3d import scene_3d
from app.diagrams.plotly_figures.renderer import volumes_figure
from app.diagrams.scene import palette
from app.diagrams.scene.palette import Theme
from app.diagrams.scene.projection import ScaleKind
from app.diagrams.scene.scene import Scene
from app.diagrams.views.context import ViewContext
from app.diagrams.views.place import find_place, place_scene
from app.networks.catalogue import DEFAULT_SIZE
from app.networks.options import Options, configure
from app.tracing.records import Trace
from app.tracing.tracer import trace
from tests.support.representatives import DEEP, REPRESENTATIVES

Figure = dict[str, Any]
PLACES = ["", "layer2", "layer2.0", "layer2.1", "conv1", "maxpool", "layer2.0.1", "layer2.0.add", "layer2.0.downsample"]


def trace_network(network: str, height: int = 0, width: int = 0) -> Trace:
    side = DEFAULT_SIZE[network]
    return trace(configure(network, Options()), height or side, width or height or side)


def scene(network: str, at: str = "", scale: ScaleKind = "readable", opened: frozenset[str] = frozenset()) -> Scene:
    known = trace_network(network)
    return place_scene(ViewContext(known, scale, opened=opened), find_place(known, at))


def figure(network: str, at: str = "", theme: Theme = "light", scale: ScaleKind = "readable") -> Figure:
    drawn = scene(network, at, scale)
    return read(volumes_figure(drawn, theme))


def read(text: str) -> Figure:
    made: Figure = json.loads(text)
    return made


def validate(made: Figure) -> None:
    go.Figure(data=made["data"], layout=made["layout"])  # raises for names and values unknown to Plotly


def paths(made: Figure) -> list[str]:
    return [volume["path"] for volume in made["volumes"]]


# ------------------------------------------------------------------------------------------- 3-D view


@pytest.mark.parametrize("network", [*REPRESENTATIVES, *DEEP])
def test_3d_view_of_every_structure_is_valid(network: str) -> None:
    made = figure(network)
    validate(made)
    assert paths(made) == [box.volume.path for box in scene(network).boxes]


@pytest.mark.parametrize("at", PLACES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_3d_view_of_every_level_is_valid(at: str, theme: Theme) -> None:
    validate(figure("resnet50", at, theme))


@pytest.mark.parametrize("at", PLACES)
def test_3d_view_at_true_scale_is_valid(at: str) -> None:
    validate(figure("resnet34", at, scale="true"))


def test_volumes_are_one_mesh_of_twelve_triangles_each() -> None:
    made = figure("resnet152")
    assert [one["type"] for one in made["data"]].count("mesh3d") == 1
    assert len(made["data"][0]["i"]) == len(made["data"][0]["facecolor"]) == 12 * len(scene("resnet152").boxes)


def test_volumes_and_junctions_have_path_place_and_spans() -> None:
    made = figure("resnet34", "layer2.0")
    space = scene_3d(scene("resnet34", "layer2.0"))
    *volumes, junction = made["volumes"]
    assert [(each["path"], each["place"]) for each in volumes] == [(v.path, v.link_path) for v, _ in space.volumes()]
    ends = [end for each in volumes for span in each["spans"] for end in span]
    assert ends == pytest.approx(
        [end for _, s in space.volumes() for span in (s.x, s.y, s.z) for end in span], abs=0.01
    )
    (left, right), depth, height = junction["spans"]
    assert junction["path"] == "layer2.0.add"
    assert (right - left, depth, height) == (30, [0, 0], [-15, 15])


def test_tour_stops_at_every_group_and_within_a_block_at_every_volume() -> None:
    stops = figure("resnet34")["stops"]
    assert [stop["words"] for stop in stops] == [
        "input · 224×224×3 · image",
        "conv1 · 112×112×64 · 7×7, /2",
        "maxpool · 56×56×64 · 3×3, /2",
        "layer1 · 56×56×64 · 3 blocks",
        "layer2 · 28×28×128 · 4 blocks",
        "layer3 · 14×14×256 · 6 blocks",
        "layer4 · 7×7×512 · 3 blocks",
        "avgpool · 1×1×512",
        "fc · 1000",
    ]
    assert [stop["spans"][0][0] for stop in stops] == sorted(stop["spans"][0][0] for stop in stops)
    assert len(figure("resnet34", "layer2.0")["stops"]) == len(scene("resnet34", "layer2.0").boxes)
    assert [stop["words"] for stop in figure("resnet34", "layer2")["stops"]] == [f"block {n}" for n in range(1, 5)]


def test_triangles_have_palette_colours() -> None:
    made = figure("resnet34")
    for number, box in enumerate(scene("resnet34").boxes):
        faces = palette.FACES[box.volume.tone]
        shades = (faces.side, faces.side, faces.front, faces.front, faces.side, faces.top)
        own = made["data"][0]["facecolor"][12 * number : 12 * number + 12]
        assert own == [shade for shade in shades for _ in range(2)]


def test_zero_channels_are_separate_cuboid() -> None:
    made = figure("cifar_resnet20", "layer2.0")
    assert len(made["data"][0]["i"]) == 12 * (len(scene("cifar_resnet20", "layer2.0").boxes) + 1)


def test_shortcut_volume_is_above_flow() -> None:
    drawn = scene("resnet50", "layer2.0")
    space = scene_3d(drawn)
    heights = {volume.path: solid.middle[2] for volume, solid in space.volumes()}
    assert heights.pop("layer2.0.downsample.1") > max(solid.z[1] for v, solid in space.volumes() if v.path in heights)
    assert all(abs(height) < 0.1 for height in heights.values())


@pytest.mark.parametrize("network", [*REPRESENTATIVES, *DEEP])
@pytest.mark.parametrize("scale", ["readable", "true"])
def test_3d_volumes_do_not_overlap_and_keep_proportions(network: str, scale: ScaleKind) -> None:
    space = scene_3d(scene(network, scale=scale))
    solids = [solid for _, solid in space.volumes()]
    assert all(before.x[1] < after.x[0] for before, after in pairwise(solids))
    sizes: dict[tuple[int, ...], set[tuple[float, ...]]] = {}
    for volume, solid in space.volumes():
        size = tuple(round(high - low, 6) for low, high in (solid.x, solid.y, solid.z))
        sizes.setdefault(volume.shape, set()).add(size)
    assert {len(found) for found in sizes.values()} == {1}


def test_opened_deck_shows_all_200_blocks() -> None:
    drawn = scene("cifar_resnet1202", opened=frozenset({"layer1"}))
    made = read(volumes_figure(drawn, "light"))
    validate(made)
    assert sum(path.startswith("layer1.") for path in paths(made)) == 200


def test_identity_is_solid_and_other_shortcuts_are_dashed() -> None:
    pieces = {
        kind: next(one for one in figure(network)["data"] if one.get("name") == kind)["x"].count(None)
        for network, kind in (("resnet34", "identity"), ("resnet34", "projection"), ("cifar_resnet20", "padding"))
    }
    assert pieces["identity"] == 13  # of the 16 blocks of ResNet-34 three have a projection
    assert pieces["projection"] > 3 * 5
    assert pieces["padding"] > 2 * 5


def test_annotations_name_groups_first() -> None:
    words = [sign["text"] for sign in figure("resnet34")["layout"]["scene"]["annotations"]]
    names = ["input", "conv1", "maxpool", "layer1", "layer2", "layer3", "layer4", "avgpool", "fc"]
    assert words[: len(names)] == names
    assert "112×112×64" in words


def test_figures_offer_no_upload_and_contain_no_markup() -> None:
    made = figure("resnet34")
    assert made["config"]["showSendToCloud"] is False
    assert made["config"]["displaylogo"] is False
    assert "template" not in made["layout"]
    assert set(re.findall(r"<\w+", json.dumps(made))) <= {"<br", "<extra"}
