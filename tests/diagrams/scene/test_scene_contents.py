"""Contents of scenes: everything that belongs to the place, once, and nothing that is not in the trace."""

from collections import Counter
from itertools import chain

import pytest

from app.diagrams.views.place import find_place
from tests.support import overlap
from tests.support.representatives import DEEP, REPRESENTATIVES, SINGLE_BLOCKS
from tests.support.scene_samples import LOOKS, UNUSUAL, Sample, deeper, ends, levels, sample_at
from tests.support.traces import blocks, output_shape, trace_network

pytestmark = pytest.mark.slow

HIDDEN = {"projection", "padding", "addition"}  # operations that a layer draws as lines


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    """Samples at one odd size: the contents do not depend on the size."""
    drawn: list[Sample] = []
    for name in (*REPRESENTATIVES, *DEEP, *SINGLE_BLOCKS, *UNUSUAL):
        network, options = UNUSUAL.get(name, (name, {}))
        trace = trace_network(network, "97x131", **options)
        own = [sample_at(trace, at, LOOKS[0]) for at in chain(levels(trace), ends(trace), *deeper(trace))]
        folded = [sample.place.at for sample in own if sample.scene.folds]
        drawn += own + [sample_at(trace, at, LOOKS[0], opened=True) for at in folded]
    return drawn


def of_view(samples: list[Sample], view: str) -> list[Sample]:
    chosen = [sample for sample in samples if sample.scene.view == view]
    assert chosen
    return chosen


def test_volume_has_output_shape_of_its_step(samples: list[Sample]) -> None:
    for sample in samples:
        for volume in sample.scene.volumes:
            assert volume.shape == output_shape(sample.trace, volume.path), str(sample)


def test_volumes_are_unique(samples: list[Sample]) -> None:
    for sample in samples:
        block = sample.place.block
        names = ("path",) if block and block.kind == "composite" else ("path", "at")  # both volumes of an addition
        for name in names:
            named = Counter(getattr(volume, name) for volume in sample.scene.volumes)
            assert [path for path, times in named.items() if times > 1] == [], str(sample)


def test_inputs_are_drawn_or_folded(samples: list[Sample]) -> None:
    for sample in samples:
        drawn = {volume.path for volume in sample.scene.volumes}
        lost = [(v.path, path) for v in sample.scene.volumes for path in v.inputs if path not in drawn]
        folds = [fold.path for fold in sample.scene.folds]
        hidden = {block.output for layer in sample.trace.layers if layer.path in folds for block in layer.blocks}
        assert len(lost) == len(folds), str(sample)
        assert {path for _, path in lost} <= hidden, str(sample)


def test_only_entries_have_no_inputs(samples: list[Sample]) -> None:
    for sample in samples:
        place = sample.place
        block = place.block or (place.layer.blocks[0] if place.layer else None)
        first = place.operation or (block.operations[0] if block else None)
        entering = [volume.path for volume in sample.scene.volumes if not volume.inputs]
        assert sorted(entering) == sorted(sample.trace.step(first.steps[0]).inputs if first else ["input"]), str(sample)


def test_network_shows_stem_blocks_and_head_once(samples: list[Sample]) -> None:
    for sample in of_view(samples, "network"):
        whole = ["input", *ends(sample.trace), *(block.path for block in blocks(sample.trace))]
        assert_shown(sample, whole, [volume.at for volume in sample.scene.volumes])


def test_layer_shows_branch_operations_once(samples: list[Sample]) -> None:
    for sample in of_view(samples, "layer"):
        assert sample.place.layer
        inside = [op.path for block in sample.place.layer.blocks for op in block.operations if op.kind not in HIDDEN]
        assert_shown(sample, inside, [volume.at for volume in sample.scene.volumes if volume.inputs])


def assert_shown(sample: Sample, expected: list[str], shown: list[str]) -> None:
    """Assert that exactly `expected` is shown, apart from the blocks that folds count."""
    missing = {path for path in expected if path not in shown}
    folded = Counter(block_of(path).partition(".")[0] for path in {block_of(path) for path in missing})
    assert folded == {fold.path: fold.count for fold in sample.scene.folds}, str(sample)
    assert sorted(shown) == sorted(path for path in expected if path not in missing), str(sample)


def block_of(path: str) -> str:
    return ".".join(path.split(".")[:2])


def test_block_shows_operations_and_output_once(samples: list[Sample]) -> None:
    for sample in of_view(samples, "block"):
        block = sample.place.block
        assert block
        made = [volume.path for volume in sample.scene.volumes if volume.inputs]
        outputs = [operation.steps[-1] for operation in block.operations]
        additions = [operation.steps[0] for operation in block.operations if operation.kind == "addition"]
        factors = [operation.steps[-2] for operation in block.operations if operation.kind == "gate"]
        assert sorted(made) == sorted({*outputs, *additions, *factors}), str(sample)


def test_operation_shows_inputs_and_steps_once(samples: list[Sample]) -> None:
    for sample in of_view(samples, "operation"):
        operation = sample.place.operation
        assert operation
        given = next(step.inputs for step in sample.trace.steps if step.path == operation.steps[0])
        volumes = sample.scene.volumes
        assert sorted(volume.path for volume in volumes if not volume.inputs) == sorted(given), str(sample)
        assert [volume.path for volume in volumes if volume.inputs] == [*operation.steps], str(sample)


def test_links_do_not_cross_labels(samples: list[Sample]) -> None:
    assert [f"{sample}: {found}" for sample in samples for found in overlap.crossed(sample.scene)] == []


def test_link_path_is_one_level_further_in(samples: list[Sample]) -> None:
    levels_in = {"network": {"layer", "operation"}, "layer": {"block"}}
    for sample in samples:
        for volume in sample.scene.volumes:
            leads_to = find_place(sample.trace, volume.link_path)
            assert volume.link_path in (leads_to.at, leads_to.step), f"{sample}: {volume.path}"
            if volume.inputs:
                assert leads_to.level in levels_in.get(sample.scene.view, {"operation"}), f"{sample}: {volume.path}"
