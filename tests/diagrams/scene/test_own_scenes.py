"""Scenes of networks outside the catalogue: nothing overlaps, nothing is lost, and every volume leads on."""

from itertools import chain, cycle, product

import pytest

from app.diagrams import svg
from app.diagrams.charts.costs import cost_chart
from app.diagrams.plotly_figures import renderer
from app.diagrams.scene.scene import Scene
from app.diagrams.tables.steps import step_table
from app.diagrams.text.tooltips import Tooltips
from app.diagrams.views.place import find_place
from app.tracing.records import Trace
from tests.support import overlap
from tests.support.own_traces import OWN_TRACES, TRACED
from tests.support.scene_samples import LOOKS, Sample, deeper, ends, failures, levels, sample_at


@pytest.fixture(scope="module")
def traces() -> list[Trace]:
    return [build() for build in (OWN_TRACES | TRACED).values()]


@pytest.fixture(scope="module")
def samples(traces: list[Trace]) -> list[Sample]:
    """Networks and layers in two looks, blocks and operations in one, in turn."""
    looks = cycle(LOOKS)
    drawn: list[Sample] = []
    for trace in traces:
        drawn += [sample_at(trace, at, next(looks)) for at in levels(trace) for _ in range(2)]
        drawn += [sample_at(trace, at, next(looks)) for at in chain(ends(trace), *deeper(trace))]
        next(looks)  # so that each kind of place meets each look in one network or another
    return drawn


def test_labels_do_not_overlap(samples: list[Sample]) -> None:
    assert failures(samples, lambda scene: overlap.mutual(overlap.texts(scene))) == []


def test_labels_do_not_overlap_other_marks(samples: list[Sample]) -> None:
    assert failures(samples, overlap.covered_texts) == []


def test_junctions_do_not_overlap_volumes_or_each_other(samples: list[Sample]) -> None:
    def covered(scene: Scene) -> list[str]:
        joints = overlap.junctions_and_folds(scene)
        return [*overlap.collisions(joints, overlap.volumes(scene)), *overlap.mutual(joints)]

    assert failures(samples, covered) == []


def test_volumes_of_blocks_and_operations_do_not_overlap(samples: list[Sample]) -> None:
    assert failures(samples, lambda scene: overlap.mutual(overlap.volumes(scene)), "block", "operation") == []


def test_links_do_not_cross_labels(samples: list[Sample]) -> None:
    assert failures(samples, overlap.crossed) == []


def test_marks_stay_within_frame(samples: list[Sample]) -> None:
    assert failures(samples, overlap.outside) == []


def test_volumes_are_unique_and_in_proportion(samples: list[Sample]) -> None:
    for sample in samples:
        paths = [volume.path for volume in sample.scene.volumes]
        assert len(paths) == len(set(paths)), str(sample)
        boxes = sample.scene.boxes
        sizes = {(box.volume.sides, (box.cuboid.thickness, box.cuboid.height, box.cuboid.dx)) for box in boxes}
        for (a, b), (c, d) in product(sizes, sizes):
            if all(one <= other for one, other in zip(a, c, strict=True)):
                assert all(one <= other for one, other in zip(b, d, strict=True)), f"{sample}: {a} {c}"


def test_volume_is_right_of_its_inputs(samples: list[Sample]) -> None:
    for sample in samples:
        left = {box.volume.path: box.x for box in sample.scene.boxes}
        made = [(box, source) for box in sample.scene.boxes for source in box.volume.inputs if source in left]
        if not sample.place.operation or sample.place.operation.kind != "addition":
            assert [f"{source} → {box.volume.path}" for box, source in made if left[source] >= box.x] == [], str(sample)


def test_every_volume_is_linked_and_leads_one_level_in(samples: list[Sample]) -> None:
    levels_in = {"network": {"layer", "operation", "network"}, "layer": {"block", "operation", "network"}}
    for sample in samples:
        ends_of_links = {path for link in sample.scene.links for path in (link.source, link.target)}
        for volume in sample.scene.volumes:
            place = find_place(sample.trace, volume.link_path)
            assert volume.link_path in (place.at, place.step), f"{sample}: {volume.path}"
            if volume.inputs:
                assert place.level in levels_in.get(sample.scene.view, {"operation"}), f"{sample}: {volume.path}"
            if sample.scene.view in ("block", "operation") and not sample.scene.window_parts:
                assert volume.path in ends_of_links, f"{sample}: {volume.path}"


def test_every_step_belongs_to_a_volume(samples: list[Sample]) -> None:
    for sample in samples:
        covers = Tooltips(sample.trace, "hwc").covered_steps(sample.scene)
        shown = {volume.path for volume in sample.scene.volumes} | {path for paths in covers.values() for path in paths}
        prefixes = tuple(f"{volume.at}." for volume in sample.scene.volumes)
        rows = [row.path for group in step_table(sample.trace, sample.place, "hwc", frozenset()) for row in group.rows]
        assert [path for path in rows if path not in shown and not path.startswith(prefixes)] == [], str(sample)


@pytest.mark.slow
def test_every_picture_has_tooltips_a_file_and_a_3d_figure(samples: list[Sample]) -> None:
    for sample in samples:
        tooltips = Tooltips(sample.trace, sample.look[1]).for_scene(sample.scene)
        assert all(rows[0][0] == "is" and rows[0][1] for rows in tooltips.values()), str(sample)
        assert svg.standalone(sample.scene, chart=cost_chart(sample.scene, sample.trace)).endswith("</svg>")
        assert renderer.volumes_figure(sample.scene, "dark")


def test_every_place_is_found_at_its_level(traces: list[Trace]) -> None:
    for trace in traces:
        expected = [("", "network"), *((layer.path, "layer") for layer in trace.layers)]
        expected += [(block.path, "block") for layer in trace.layers for block in layer.blocks]
        expected += [(operation.path, "operation") for operation in trace.operations()]
        found = [find_place(trace, path) for path, _ in expected]
        assert [(place.at, place.level) for place in found] == expected, trace.title
