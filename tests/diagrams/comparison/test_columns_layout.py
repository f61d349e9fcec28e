"""What holds of every picture of columns: nothing is in the way of anything, and everything fits its place."""

from itertools import pairwise

import pytest

from app.diagrams.comparison.columns import columns_scene
from app.diagrams.scene.marks import TEXT_SIZE
from app.diagrams.scene.scene import Scene
from app.diagrams.text import text_metrics
from tests.support import overlap
from tests.support.columns import SETS, of_set, tiles


@pytest.fixture(scope="module", params=SETS)
def scene(request: pytest.FixtureRequest) -> Scene:
    return columns_scene(of_set(request.param), request.param, "nchw")


def test_no_text_and_no_tile_is_in_the_way_of_another(scene: Scene) -> None:
    things = [*overlap.texts(scene), *overlap.tiles(scene), *overlap.signs(scene)]
    assert overlap.mutual(things) == []


def test_no_line_runs_through_a_text(scene: Scene) -> None:
    assert overlap.crossed(scene) == []
    rules = [overlap.Thing("rule", tuple(overlap.trail(link.d))) for link in scene.links if link.kind == "rule"]
    assert [
        f"{word.name} on {rule.name}"
        for rule in rules
        for word in (*overlap.texts(scene), *overlap.tiles(scene))
        if rule.collides(word, touch=overlap.THROUGH)
    ] == []


def test_no_line_runs_through_a_tile(scene: Scene) -> None:
    lines = [link for link in scene.links if link.target]
    assert [
        f"{link.kind} to {link.target} through {tile.name}"
        for link in lines
        for points in pairwise(overlap.trail(link.d))
        for tile in overlap.tiles(scene)
        if overlap.Thing("", points).collides(tile, touch=overlap.THROUGH)
    ] == []


def test_nothing_reaches_out_of_the_frame_and_four_columns_fit_a_page(scene: Scene) -> None:
    assert overlap.outside(scene) == []
    assert scene.width <= 1200


def test_words_fit_their_tiles(scene: Scene) -> None:
    wide = [tile.text for tile in scene.tiles if text_metrics.width(tile.text, TEXT_SIZE["tile"]) > tile.width]
    assert wide == []


def test_what_is_drawn_flows_downwards_from_one_thing_to_the_next(scene: Scene) -> None:
    paths = [volume.path for volume in scene.volumes]
    assert len(paths) == len(set(paths)) == len(scene.tiles)
    for before, after in pairwise(scene.flow):
        assert after.x > before.x or after.y > before.y
    flows = [link for link in scene.links if link.kind == "flow"]
    columns = len({tile.x for tile in scene.tiles})
    assert len(flows) == len(scene.flow) - columns


def test_colours_have_their_word_beside_them(scene: Scene) -> None:
    keys = {tile.volume.path.split("/")[0] for tile in scene.tiles}
    named = sorted(label.text for label in scene.labels if label.anchor == "end")
    assert named == sorted(tone for key in keys for tone in {t.volume.tone for t in tiles(scene, key)} - {"input"})
