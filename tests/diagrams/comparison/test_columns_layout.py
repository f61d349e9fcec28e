"""Invariants of the columns picture: nothing overlaps, and labels fit."""

from itertools import pairwise

import pytest

from app.diagrams.comparison.columns import columns_scene
from app.diagrams.scene.marks import TEXT_SIZE
from app.diagrams.scene.scene import Scene
from app.diagrams.text import text_metrics
from tests.support import overlap
from tests.support.columns import SETS, sample_columns, tiles


@pytest.fixture(scope="module", params=SETS)
def scene(request: pytest.FixtureRequest) -> Scene:
    return columns_scene(sample_columns(request.param), request.param, "nchw")


def test_labels_tiles_and_folds_do_not_overlap(scene: Scene) -> None:
    things = [*overlap.texts(scene), *overlap.tiles(scene), *overlap.junctions_and_folds(scene)]
    assert overlap.mutual(things) == []


def test_lines_do_not_cross_labels(scene: Scene) -> None:
    assert overlap.crossed(scene) == []
    rules = [overlap.Area("rule", tuple(overlap.trail(link.d))) for link in scene.links if link.kind == "rule"]
    marks = overlap.AreaIndex([*overlap.texts(scene), *overlap.tiles(scene)])
    assert [mark.name for rule in rules for mark in marks.colliding(rule, touch=overlap.THROUGH)] == []


def test_lines_do_not_cross_tiles(scene: Scene) -> None:
    index = overlap.AreaIndex(overlap.tiles(scene))
    assert [
        f"{link.kind} to {link.target} through {tile.name}"
        for link in scene.links
        if link.target
        for ends in pairwise(overlap.trail(link.d))
        for tile in index.colliding(overlap.Area("", ends), touch=overlap.THROUGH)
    ] == []


def test_marks_stay_within_frame_of_page_width(scene: Scene) -> None:
    assert overlap.outside(scene) == []
    assert scene.width <= 1276


def test_tile_labels_fit(scene: Scene) -> None:
    wide = [tile.text for tile in scene.tiles if text_metrics.width(tile.text, TEXT_SIZE["tile"]) > tile.width]
    assert wide == []


def test_arrows_link_each_item_to_the_next_below(scene: Scene) -> None:
    paths = [volume.path for volume in scene.volumes]
    assert len(paths) == len(set(paths)) == len(scene.tiles)
    for before, after in pairwise(scene.flow):
        assert after.x > before.x or after.y > before.y
    flows = [link for link in scene.links if link.kind == "flow"]
    columns = len({tile.x for tile in scene.tiles})
    assert len(flows) == len(scene.flow) - columns


def test_every_colour_is_labelled(scene: Scene) -> None:
    keys = {tile.volume.path.split("/")[0] for tile in scene.tiles}
    named = sorted(label.text for label in scene.labels if label.anchor == "end")
    assert named == sorted(tone for key in keys for tone in {t.volume.tone for t in tiles(scene, key)} - {"input"})
