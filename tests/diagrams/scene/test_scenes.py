"""What holds of every picture: nothing is in the way of anything, and what is alike is drawn alike.

The pictures are those of `tests.support.scene_samples`; a complaint begins with the picture that it is about.
"""

from collections.abc import Callable
from itertools import pairwise, product

import pytest

from app.diagrams.scene.marks import Box
from app.diagrams.scene.scene import Scene
from app.networks.catalogue import NETWORKS
from app.tracing.records import Shape
from tests.support import overlap
from tests.support.scene_samples import UNUSUAL, Picture, pictures, unusual

Check = Callable[[Scene], list[str]]


@pytest.fixture(scope="module", params=[*NETWORKS, *UNUSUAL])
def spread(request: pytest.FixtureRequest) -> list[Picture]:
    """Pictures of one network. Of the module, so that they are drawn once and kept only while it is their turn."""
    return [*(unusual(request.param) if request.param in UNUSUAL else pictures(request.param))]


def complaints(spread: list[Picture], check: Check, *levels: str) -> list[str]:
    """What a check finds, in all pictures or in those of some levels."""
    chosen = [picture for picture in spread if not levels or picture.scene.view in levels]
    return [f"{picture}: {found}" for picture in chosen for found in check(picture.scene)]


def test_no_text_is_in_the_way_of_another(spread: list[Picture]) -> None:
    assert complaints(spread, lambda scene: overlap.mutual(overlap.texts(scene))) == []


def test_no_text_is_in_the_way_of_a_volume_an_addition_a_fold_or_a_bracket(spread: list[Picture]) -> None:
    def covered(scene: Scene) -> list[str]:
        others = [*overlap.volumes(scene), *overlap.signs(scene), *overlap.brackets(scene)]
        return overlap.collisions(overlap.texts(scene), others)

    assert complaints(spread, covered) == []


def test_no_addition_and_no_fold_is_in_the_way_of_a_volume(spread: list[Picture]) -> None:
    assert complaints(spread, lambda scene: overlap.collisions(overlap.signs(scene), overlap.volumes(scene))) == []


def test_volumes_only_overlap_where_they_are_cards_of_a_deck(spread: list[Picture]) -> None:
    assert complaints(spread, lambda scene: overlap.mutual(overlap.volumes(scene)), "block", "operation") == []


def test_nothing_reaches_out_of_the_frame(spread: list[Picture]) -> None:
    assert complaints(spread, overlap.outside) == []


def test_equal_volumes_are_drawn_equal_and_a_larger_one_never_smaller(spread: list[Picture]) -> None:
    def out_of_proportion(scene: Scene) -> list[str]:
        drawn = {(volume_sides(box), drawn_sides(box)) for box in scene.boxes}
        pairs = product(drawn, drawn)
        return [f"{a} as {b}, but {c} as {d}" for (a, b), (c, d) in pairs if no_larger(a, c) and not no_larger(b, d)]

    assert complaints(spread, out_of_proportion) == []


def volume_sides(box: Box) -> Shape:
    return (*box.volume.shape, 1, 1)[:3]


def drawn_sides(box: Box) -> tuple[float, ...]:
    return (box.cuboid.thickness, box.cuboid.height, box.cuboid.dx)


def no_larger(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return all(one <= other for one, other in zip(a, b, strict=True))


def test_every_volume_stands_to_the_right_of_what_it_is_made_from(spread: list[Picture]) -> None:
    def backwards(scene: Scene) -> list[str]:
        left = {box.volume.path: box.x for box in scene.boxes}
        made = [(box, source) for box in scene.boxes for source in box.volume.inputs if source in left]
        return [f"{source} → {box.volume.path}" for box, source in made if left[source] >= box.x]

    assert complaints(spread, backwards) == []


def test_the_volumes_on_the_way_through_stand_in_the_order_in_which_they_are_made(spread: list[Picture]) -> None:
    for picture in spread:
        if picture.scene.view == "operation":
            continue  # an addition is given two volumes, one above the other
        order = {path: number for number, path in enumerate(["input", *(step.path for step in picture.trace.steps)])}
        boxes = [box for box in picture.scene.boxes if "downsample" not in box.volume.path]
        made = sorted(boxes, key=lambda box: order[box.volume.path])
        assert [(a.volume.path, b.volume.path) for a, b in pairwise(made) if a.x >= b.x] == [], str(picture)


def test_a_wider_input_at_true_scale_is_drawn_that_much_wider(spread: list[Picture]) -> None:
    def not_linear(scene: Scene) -> list[str]:
        per_row = {round(box.cuboid.height / volume_sides(box)[1], 6) for box in scene.boxes}
        per_column = {round(box.cuboid.dx / volume_sides(box)[2], 6) for box in scene.boxes}
        return [f"{per_row} {per_column}"] if max(len(per_row), len(per_column)) > 1 else []

    true = [picture for picture in spread if picture.look[0] == "true"]
    assert complaints(true, not_linear) == []
