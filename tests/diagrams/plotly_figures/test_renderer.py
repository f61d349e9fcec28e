import json
import re
from itertools import groupby, pairwise
from typing import Any

import plotly.graph_objects as go
import pytest
from starlette.testclient import TestClient

from app.diagrams.plotly_figures.geometry3d import scene_3d
from app.diagrams.plotly_figures.renderer import BUNDLE, cost_chart, volumes_figure
from app.diagrams.scene import palette
from app.diagrams.scene.palette import Theme
from app.diagrams.scene.projection import ScaleKind
from app.diagrams.scene.scene import Scene
from app.diagrams.text.tooltips import Tooltips
from app.diagrams.views.context import ViewContext
from app.diagrams.views.place import find_place, place_scene
from app.networks.catalogue import DEFAULT_SIZE, NETWORKS
from app.networks.options import Options, configure
from app.tracing.records import Trace
from app.tracing.tracer import trace
from app.web.assets import PLOTLY_URL

Figure = dict[str, Any]
PLACES = ["", "layer2", "layer2.0", "layer2.1", "conv1", "maxpool", "layer2.0.1", "layer2.0.add", "layer2.0.downsample"]


def traced(network: str, height: int = 0, width: int = 0) -> Trace:
    side = DEFAULT_SIZE[network]
    return trace(configure(network, Options()), height or side, width or height or side)


def scene(network: str, at: str = "", scale: ScaleKind = "readable", opened: frozenset[str] = frozenset()) -> Scene:
    known = traced(network)
    return place_scene(ViewContext(known, scale, opened=opened), find_place(known, at))


def figure(network: str, at: str = "", theme: Theme = "light", scale: ScaleKind = "readable") -> Figure:
    drawn = scene(network, at, scale)
    return read(volumes_figure(drawn, Tooltips(traced(network), "hwc").for_scene(drawn), theme))


def chart(network: str, at: str = "") -> Figure:
    return read(cost_chart(traced(network), at, "light"))


def read(text: str) -> Figure:
    made: Figure = json.loads(text)
    return made


def validate(made: Figure) -> None:
    go.Figure(data=made["data"], layout=made["layout"])  # raises for any name or value that Plotly does not know


def in_full_colour(bars: Figure) -> list[str]:
    shades = zip(bars["customdata"], bars["marker"]["color"], strict=True)
    return [known[0] for known, shade in shades if shade in palette.FRONTS.values()]


def boxes(made: Figure) -> list[tuple[tuple[str, str, str], int]]:
    """What each run of triangles carries, and how many they are."""
    cells = [tuple(known) for known in made["data"][0]["customdata"]]
    return [(known, len(list(run))) for known, run in groupby(cells)]


# ------------------------------------------------------------------------------------------- 3-D view


@pytest.mark.parametrize("network", NETWORKS)
def test_every_network_stands_in_space(network: str) -> None:
    made = figure(network)
    validate(made)
    assert [known[0] for known, _ in boxes(made)] == [box.volume.path for box in scene(network).boxes]


@pytest.mark.parametrize("at", PLACES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_level_stands_in_space(at: str, theme: Theme) -> None:
    validate(figure("resnet50", at, theme))


@pytest.mark.parametrize("at", PLACES)
def test_a_true_scale_stands_in_space_too(at: str) -> None:
    validate(figure("resnet34", at, scale="true"))


def test_all_volumes_are_one_mesh_of_twelve_triangles_each() -> None:
    made = figure("resnet152")
    assert [one["type"] for one in made["data"]].count("mesh3d") == 1
    assert {count for _, count in boxes(made)} == {12}
    assert len(made["data"][0]["i"]) == len(made["data"][0]["facecolor"]) == 12 * len(scene("resnet152").boxes)


def test_pointing_at_a_volume_reads_its_tooltip_and_a_click_leads_where_the_flat_picture_does() -> None:
    drawn = scene("resnet34")
    rows = Tooltips(traced("resnet34"), "hwc").for_scene(drawn)
    expected = [
        (v.path, v.link_path, "<br>".join([v.at or v.path, *(f"{label}: {value}" for label, value in rows[v.path])]))
        for v in (box.volume for box in drawn.boxes)
    ]
    assert [known for known, _ in boxes(figure("resnet34"))] == expected


def test_volumes_have_the_colours_of_the_flat_picture() -> None:
    made = figure("resnet34")
    for number, box in enumerate(scene("resnet34").boxes):
        faces = palette.FACES[box.volume.tone]
        shades = (faces.side, faces.side, faces.front, faces.front, faces.side, faces.top)
        own = made["data"][0]["facecolor"][12 * number : 12 * number + 12]
        assert own == [shade for shade in shades for _ in range(2)]


def test_the_blank_channels_of_a_zero_padding_are_a_piece_of_their_own() -> None:
    made = figure("cifar_resnet20", "layer2.0")
    counts = {known[0]: count for known, count in boxes(made)}
    assert counts["layer2.0.downsample"] == 24
    assert {count for path, count in counts.items() if path != "layer2.0.downsample"} == {12}


def test_a_shortcuts_own_volume_stands_above_the_flow() -> None:
    drawn = scene("resnet50", "layer2.0")
    standing = scene_3d(drawn)
    heights = {volume.path: solid.middle[2] for volume, solid in standing.volumes()}
    assert heights.pop("layer2.0.downsample.1") > max(
        solid.z[1] for v, solid in standing.volumes() if v.path in heights
    )
    assert all(abs(height) < 0.1 for height in heights.values())


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("scale", ["readable", "true"])
def test_no_volume_stands_in_another_and_equal_ones_are_equal(network: str, scale: ScaleKind) -> None:
    standing = scene_3d(scene(network, scale=scale))
    solids = [solid for _, solid in standing.volumes()]
    assert all(before.x[1] < after.x[0] for before, after in pairwise(solids))
    sizes: dict[tuple[int, ...], set[tuple[float, ...]]] = {}
    for volume, solid in standing.volumes():
        size = tuple(round(high - low, 6) for low, high in (solid.x, solid.y, solid.z))
        sizes.setdefault(volume.shape, set()).add(size)
    assert {len(found) for found in sizes.values()} == {1}


def test_an_opened_deck_of_two_hundred_blocks_has_them_all() -> None:
    drawn = scene("cifar_resnet1202", opened=frozenset({"layer1"}))
    made = read(volumes_figure(drawn, {}, "light"))
    validate(made)
    assert sum(known[0].startswith("layer1.") for known, _ in boxes(made)) == 200


def test_lines_are_whole_for_identity_and_broken_for_projection_and_padding() -> None:
    pieces = {
        kind: next(one for one in figure(network)["data"] if one.get("name") == kind)["x"].count(None)
        for network, kind in (("resnet34", "identity"), ("resnet34", "projection"), ("cifar_resnet20", "padding"))
    }
    assert pieces["identity"] == 13  # of the 16 blocks of ResNet-34 three have a projection
    assert pieces["projection"] > 3 * 5
    assert pieces["padding"] > 2 * 5


def test_every_group_is_named() -> None:
    words = [sign["text"] for sign in figure("resnet34")["layout"]["scene"]["annotations"]]
    names = ["input", "conv1", "maxpool", "layer1", "layer2", "layer3", "layer4", "avgpool", "fc"]
    assert words[: len(names)] == names
    assert "112×112×64" in words


def test_no_figure_offers_to_send_itself_away_or_carries_styles_in_its_words() -> None:
    for made in (figure("resnet34"), chart("resnet34")):
        assert made["config"]["showSendToCloud"] is False
        assert made["config"]["displaylogo"] is False
        assert "template" not in made["layout"]
        assert set(re.findall(r"<\w+", json.dumps(made))) <= {"<br", "<extra"}


# --------------------------------------------------------------------------------------------- charts


@pytest.mark.parametrize("network", NETWORKS)
def test_the_bars_of_every_chart_add_up_to_the_networks_totals(network: str) -> None:
    made, totals = chart(network), traced(network).totals
    validate(made)
    assert [sum(bars["y"]) for bars in made["data"]] == [totals.macs, totals.params, totals.bytes]


def test_a_bar_leads_to_its_operation_and_says_its_exact_numbers() -> None:
    bars = chart("resnet34")["data"][0]
    assert bars["customdata"][0] == [
        "conv1",
        "conv1<br>conv 7×7, 64, /2 · BN · ReLU<br>MACs: 118,013,952<br>parameters: 9,536<br>"
        "memory: 9,633,792 bytes<br>(9.63 MB in float32)",
    ]
    assert bars["marker"]["color"][0] == palette.FRONTS["stem"]


def test_within_a_layer_its_operations_are_shown_and_what_one_stands_at_stands_out() -> None:
    bars = chart("resnet34", "layer2.1")["data"][0]
    assert in_full_colour(bars) == ["layer2.1.1", "layer2.1.2", "layer2.1.add"]
    assert {known[0].split(".")[0] for known in bars["customdata"]} == {"layer2"}


def test_a_step_makes_its_operation_stand_out() -> None:
    assert in_full_colour(chart("resnet34", "layer2.1.bn2")["data"][0]) == ["layer2.1.2"]


def test_a_network_of_1202_layers_has_a_bar_for_each_block() -> None:
    paths = [known[0] for known in chart("cifar_resnet1202")["data"][0]["customdata"]]
    assert len(paths) < 610
    assert paths[1:3] == ["layer1.0", "layer1.1"]


# --------------------------------------------------------------------------------------------- script


def test_the_script_is_kept_for_good_by_who_has_it(client: TestClient) -> None:
    answer = client.get(PLOTLY_URL, headers={"Accept-Encoding": "gzip, br"})
    assert answer.status_code == 200
    assert answer.content == BUNDLE.read_bytes()  # the client unpacked it once
    told = {name: answer.headers[name] for name in ("cache-control", "content-encoding", "content-type", "vary")}
    assert told == {
        "cache-control": "public, max-age=31536000, immutable",
        "content-encoding": "br",
        "content-type": "text/javascript; charset=utf-8",
        "vary": "Accept-Encoding",
    }
    assert int(answer.headers["content-length"]) < 1_300_000


def test_who_does_not_accept_compression_gets_the_script_as_it_is(client: TestClient) -> None:
    answer = client.get(PLOTLY_URL, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-length"] == str(len(BUNDLE.read_bytes()))


def test_who_has_the_script_is_told_that_it_has_not_changed(client: TestClient) -> None:
    known = client.get(PLOTLY_URL).headers["etag"]
    answer = client.get(PLOTLY_URL, headers={"If-None-Match": known})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", known)


def test_a_page_that_was_opened_before_plotly_was_renewed_finds_the_script_that_there_is(client: TestClient) -> None:
    answer = client.get("/figures/plotly-6.0.0.js", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, PLOTLY_URL)
    assert answer.headers["cache-control"] == "no-store"
