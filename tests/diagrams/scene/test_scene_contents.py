"""What is in a picture: everything that belongs to its place, once, and nothing that the trace does not know."""

from collections import Counter

import pytest

from app.diagrams.views.place import find_place
from app.networks.catalogue import NETWORKS
from tests.support import overlap
from tests.support.scene_samples import LOOKS, UNUSUAL, Picture, deeper, ends, levels, pictured
from tests.support.traces import blocks, output_shape, traced

HIDDEN = {"projection", "padding", "addition"}  # operations that a layer draws as lines


@pytest.fixture(scope="module", params=[*NETWORKS, *UNUSUAL])
def spread(request: pytest.FixtureRequest) -> list[Picture]:
    """Pictures of one network at one odd size: what they hold depends on no other."""
    network, options = UNUSUAL.get(request.param, (request.param, {}))
    trace = traced(network, "97x131", **options)
    every = [*levels(trace), *ends(trace), *(path for paths in deeper(trace) for path in paths)]
    drawn = [pictured(trace, at, LOOKS[0]) for at in every]
    folded = [picture.place.at for picture in drawn if picture.scene.folds]
    return drawn + [pictured(trace, at, LOOKS[0], opened=True) for at in folded]


def of_view(spread: list[Picture], view: str) -> list[Picture]:
    chosen = [picture for picture in spread if picture.scene.view == view]
    assert chosen
    return chosen


def test_a_volume_is_the_output_of_its_step(spread: list[Picture]) -> None:
    for picture in spread:
        for volume in picture.scene.volumes:
            assert volume.shape == output_shape(picture.trace, volume.path), str(picture)


def test_no_volume_is_drawn_twice(spread: list[Picture]) -> None:
    for picture in spread:
        for name in ("path", "at"):
            named = Counter(getattr(volume, name) for volume in picture.scene.volumes)
            assert [path for path, times in named.items() if times > 1] == [], str(picture)


def test_a_volume_is_made_from_drawn_ones_or_from_what_a_fold_hides(spread: list[Picture]) -> None:
    for picture in spread:
        drawn = {volume.path for volume in picture.scene.volumes}
        lost = [(v.path, path) for v in picture.scene.volumes for path in v.inputs if path not in drawn]
        folds = [fold.path for fold in picture.scene.folds]
        hidden = {block.output for layer in picture.trace.layers if layer.path in folds for block in layer.blocks}
        assert len(lost) == len(folds), str(picture)
        assert {path for _, path in lost} <= hidden, str(picture)


def test_only_what_enters_a_picture_is_made_from_nothing(spread: list[Picture]) -> None:
    for picture in spread:
        place = picture.place
        block = place.block or (place.layer.blocks[0] if place.layer else None)
        first = place.operation or (block.operations[0] if block else None)
        entering = [volume.path for volume in picture.scene.volumes if not volume.inputs]
        assert sorted(entering) == sorted(picture.trace.step(first.steps[0]).inputs if first else ["input"]), str(
            picture
        )


def test_the_network_shows_its_ends_and_every_block_once(spread: list[Picture]) -> None:
    for picture in of_view(spread, "network"):
        whole = ["input", *ends(picture.trace), *(block.path for block in blocks(picture.trace))]
        assert_shown(picture, whole, [volume.at for volume in picture.scene.volumes])


def test_a_layer_shows_every_operation_of_its_blocks_once(spread: list[Picture]) -> None:
    for picture in of_view(spread, "layer"):
        assert picture.place.layer
        inside = [op.path for block in picture.place.layer.blocks for op in block.operations if op.kind not in HIDDEN]
        assert_shown(picture, inside, [volume.at for volume in picture.scene.volumes if volume.inputs])


def assert_shown(picture: Picture, expected: list[str], shown: list[str]) -> None:
    """All that is expected is shown, but for the blocks that a fold counts; nothing else is, and nothing twice."""
    missing = {path for path in expected if path not in shown}
    gone = Counter(block_of(path).partition(".")[0] for path in {block_of(path) for path in missing})
    assert gone == {fold.path: fold.count for fold in picture.scene.folds}, str(picture)
    assert sorted(shown) == sorted(path for path in expected if path not in missing), str(picture)


def block_of(path: str) -> str:
    return ".".join(path.split(".")[:2])


def test_a_block_shows_every_operation_once_and_what_leaves_it(spread: list[Picture]) -> None:
    for picture in of_view(spread, "block"):
        block = picture.place.block
        assert block
        made = [volume.path for volume in picture.scene.volumes if volume.inputs]
        outputs = [operation.steps[-1] for operation in block.operations]
        additions = [operation.steps[0] for operation in block.operations if operation.kind == "addition"]
        assert sorted(made) == sorted(outputs + additions), str(picture)


def test_an_operation_shows_every_step_once_and_what_it_is_given(spread: list[Picture]) -> None:
    for picture in of_view(spread, "operation"):
        operation = picture.place.operation
        assert operation
        given = next(step.inputs for step in picture.trace.steps if step.path == operation.steps[0])
        volumes = picture.scene.volumes
        assert sorted(volume.path for volume in volumes if not volume.inputs) == sorted(given), str(picture)
        assert [volume.path for volume in volumes if volume.inputs] == [*operation.steps], str(picture)


def test_no_line_between_volumes_runs_through_a_text(spread: list[Picture]) -> None:
    assert [f"{picture}: {found}" for picture in spread for found in overlap.crossed(picture.scene)] == []


def test_a_click_leads_one_level_further_in_to_the_very_thing(spread: list[Picture]) -> None:
    levels_in = {"network": {"layer", "operation"}, "layer": {"block"}}
    for picture in spread:
        for volume in picture.scene.volumes:
            leads_to = find_place(picture.trace, volume.link_path)
            assert volume.link_path in (leads_to.at, leads_to.step), f"{picture}: {volume.path}"
            if volume.inputs:
                assert leads_to.level in levels_in.get(picture.scene.view, {"operation"}), f"{picture}: {volume.path}"
