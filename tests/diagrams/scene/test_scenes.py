"""Invariants of every scene: nothing overlaps, and sizes are in proportion.

The samples are those of `tests.support.scene_samples`; a failure begins with the sample that it is about.
"""

from itertools import pairwise, product

import pytest

from app.diagrams.scene.marks import Box
from app.diagrams.scene.scene import Scene
from app.networks.catalogue import NETWORKS
from app.tracing.records import Shape
from tests.support import overlap
from tests.support.scene_samples import UNUSUAL, Sample, failures, network_samples, unusual_samples

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=[*NETWORKS, *UNUSUAL])
def samples(request: pytest.FixtureRequest) -> list[Sample]:
    """The samples of one network. Module-scoped, so that they are drawn once and dropped after their tests."""
    return [*(unusual_samples(request.param) if request.param in UNUSUAL else network_samples(request.param))]


def test_labels_do_not_overlap(samples: list[Sample]) -> None:
    assert failures(samples, lambda scene: overlap.mutual(overlap.texts(scene))) == []


def test_labels_do_not_overlap_other_marks(samples: list[Sample]) -> None:
    assert failures(samples, overlap.covered_texts) == []


def test_junctions_and_folds_do_not_overlap_volumes(samples: list[Sample]) -> None:
    assert (
        failures(samples, lambda scene: overlap.collisions(overlap.junctions_and_folds(scene), overlap.volumes(scene)))
        == []
    )


def test_volumes_of_blocks_and_operations_do_not_overlap(samples: list[Sample]) -> None:
    assert failures(samples, lambda scene: overlap.mutual(overlap.volumes(scene)), "block", "operation") == []


def test_marks_stay_within_frame(samples: list[Sample]) -> None:
    assert failures(samples, overlap.outside) == []


def test_drawn_size_grows_with_volume(samples: list[Sample]) -> None:
    def out_of_proportion(scene: Scene) -> list[str]:
        sizes = {(volume_sides(box), drawn_sides(box)) for box in scene.boxes}
        pairs = product(sizes, sizes)
        return [f"{a} as {b}, but {c} as {d}" for (a, b), (c, d) in pairs if no_larger(a, c) and not no_larger(b, d)]

    assert failures(samples, out_of_proportion) == []


def volume_sides(box: Box) -> Shape:
    return (*box.volume.shape, 1, 1)[:3]


def drawn_sides(box: Box) -> tuple[float, ...]:
    return (box.cuboid.thickness, box.cuboid.height, box.cuboid.dx)


def no_larger(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return all(one <= other for one, other in zip(a, b, strict=True))


def test_volume_is_right_of_its_inputs(samples: list[Sample]) -> None:
    def backwards(scene: Scene) -> list[str]:
        left = {box.volume.path: box.x for box in scene.boxes}
        made = [(box, source) for box in scene.boxes for source in box.volume.inputs if source in left]
        return [f"{source} → {box.volume.path}" for box, source in made if left[source] >= box.x]

    assert failures(samples, backwards) == []


def test_volumes_are_in_execution_order(samples: list[Sample]) -> None:
    for sample in samples:
        if sample.scene.view == "operation":
            continue  # the inputs of an addition are one above the other
        order = {path: number for number, path in enumerate(["input", *(step.path for step in sample.trace.steps)])}
        boxes = [box for box in sample.scene.boxes if "downsample" not in box.volume.path]
        made = sorted(boxes, key=lambda box: order[box.volume.path])
        assert [(a.volume.path, b.volume.path) for a, b in pairwise(made) if a.x >= b.x] == [], str(sample)


def test_true_scale_is_linear(samples: list[Sample]) -> None:
    def not_linear(scene: Scene) -> list[str]:
        per_row = {round(box.cuboid.height / volume_sides(box)[1], 6) for box in scene.boxes}
        per_column = {round(box.cuboid.dx / volume_sides(box)[2], 6) for box in scene.boxes}
        return [f"{per_row} {per_column}"] if max(len(per_row), len(per_column)) > 1 else []

    true = [sample for sample in samples if sample.look[0] == "true"]
    assert failures(true, not_linear) == []
