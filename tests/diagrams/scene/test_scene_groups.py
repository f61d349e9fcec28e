"""Brackets, captions, folds and legends belong to the right volumes."""

from typing import Any

import pytest

from app.diagrams.scene.marks import Box, Bracket
from app.diagrams.scene.scene import Scene
from tests.support.representatives import DEEP, REPRESENTATIVES
from tests.support.scene_samples import LOOKS, UNUSUAL, Sample, levels, sample_at
from tests.support.traces import blocks, trace_network

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    """Networks and their layers in both scales and notations, with long decks folded and opened."""
    drawn: list[Sample] = []
    for name in (*REPRESENTATIVES, *DEEP, *UNUSUAL):
        network, options = UNUSUAL.get(name, (name, {}))
        trace = trace_network(network, "97x131", **options)
        for at in levels(trace):
            drawn += [sample_at(trace, at, LOOKS[0]), sample_at(trace, at, LOOKS[1], opened=True)]
    return drawn


def grouped(sample: Sample) -> dict[str, list[Box]]:
    """The boxes of each bracket: of a layer or operation in the network, of a block in a layer."""
    parts = 1 if sample.scene.view == "network" else 2
    groups: dict[str, list[Box]] = {}
    for box in sample.scene.boxes:
        if sample.scene.view == "network" or box.volume.inputs:
            name = box.volume.at if box.volume.tone in ("head", "stem") else ".".join(box.volume.at.split(".")[:parts])
            groups.setdefault(name, []).append(box)
    return groups


def test_bracket_spans_fronts_of_group(samples: list[Sample]) -> None:
    for sample in samples:
        groups = grouped(sample).values()
        spans = [(group[0].x, max(box.x + box.cuboid.thickness for box in group)) for group in groups]
        brackets = [(bracket.left, bracket.right) for bracket in sample.scene.brackets]
        assert brackets == [pytest.approx(span, abs=0.1) for span in spans], str(sample)


def test_bracket_is_below_volumes_in_group_colour(samples: list[Sample]) -> None:
    for sample in samples:
        lowest = max(box.extent[3] for box in sample.scene.boxes)
        assert all(bracket.y > lowest for bracket in sample.scene.brackets), str(sample)
        tones = [group[0].volume.tone for group in grouped(sample).values()]
        assert [bracket.tone for bracket in sample.scene.brackets] == tones, str(sample)


def below(scene: Scene, bracket: Bracket) -> list[str]:
    """The lines centred below a bracket, from top to bottom."""
    middle = (bracket.left + bracket.right) / 2
    centred = [label for label in scene.labels if label.anchor == "middle" and label.y > bracket.y]
    near = [label for label in centred if abs(label.x - middle) < 0.2]
    return [label.text for label in sorted(near, key=lambda label: label.y)]


def test_network_groups_are_captioned_with_name_and_output_shape(samples: list[Sample]) -> None:
    for sample in samples:
        if sample.scene.view == "network":
            written = [below(sample.scene, bracket) for bracket in sample.scene.brackets]
            assert [lines[0] for lines in written] == [*grouped(sample)], str(sample)
            for lines, group in zip(written, grouped(sample).values(), strict=True):
                assert "".join(lines[1:]).startswith(shape(group[-1], sample)), f"{sample}: {lines}"


def shape(box: Box, sample: Sample) -> str:
    channels, *sides = box.volume.shape
    order = [1, channels, *sides] if sample.look[1] == "nchw" else [*sides, channels]
    return "×".join(map(str, order))


def test_layer_captions_state_number_of_blocks(samples: list[Sample]) -> None:
    for sample in samples:
        if sample.scene.view == "network" and sample.trace.network != "vgg19":
            counts = {layer.path: len(layer.blocks) for layer in sample.trace.layers}
            written = {lines[0]: lines[-1] for b in sample.scene.brackets if (lines := below(sample.scene, b))}
            said = {path: written[path] for path in counts}
            assert said == {path: f"{n} block{'s' if n > 1 else ''}" for path, n in counts.items()}, str(sample)


def test_block_captions_state_block_number(samples: list[Sample]) -> None:
    for sample in samples:
        if sample.scene.view == "layer":
            for path, bracket in zip(grouped(sample), sample.scene.brackets, strict=True):
                number = int(path.rpartition(".")[2]) + 1
                written = [line.split()[-1] for line in below(sample.scene, bracket)]
                assert written in ([], [str(number)]), f"{sample}: {path}"


def test_short_and_opened_networks_have_no_folds(samples: list[Sample]) -> None:
    for sample in samples:
        if sample.opened or len(blocks(sample.trace)) <= 60:
            assert sample.scene.folds == (), str(sample)


FOLDED: list[tuple[str, str, dict[str, Any], dict[str, int]]] = [
    ("cifar_resnet1202", "", {}, {"layer1": 195, "layer2": 195, "layer3": 195}),
    ("cifar_resnet1202", "layer2", {}, {"layer2": 195}),
    ("custom", "", {"depths": "3,300,2", "base_width": 8}, {"layer2": 295}),
]


@pytest.mark.parametrize(("network", "at", "options", "folds"), FOLDED)
def test_long_decks_are_folded_between_their_ends(
    network: str, at: str, options: dict[str, Any], folds: dict[str, int]
) -> None:
    scene = sample_at(trace_network(network, **options), at, LOOKS[0]).scene
    assert {fold.path: fold.count for fold in scene.folds} == folds


def test_only_requested_layer_is_opened() -> None:
    sample = sample_at(trace_network("cifar_resnet1202"), "", LOOKS[0], opened=frozenset({"layer2"}))
    assert [fold.path for fold in sample.scene.folds] == ["layer1", "layer3"]


LEGENDS = {
    "A": ["identity shortcut", "zero-padding shortcut (no parameters)"],
    "B": ["identity shortcut", "projection shortcut (1×1 convolution)"],
    "C": ["projection shortcut (1×1 convolution)"],
    "none": [],
}


@pytest.mark.parametrize("option", LEGENDS)
def test_legend_names_drawn_shortcuts_and_scale(option: str) -> None:
    scene = sample_at(trace_network("resnet34", shortcut=option), "", ("readable", "hwc")).scene
    lowest = max(label.y for label in scene.labels)
    written = [label.text for label in scene.labels if label.y == lowest]
    assert written == [*LEGENDS[option], "readable scale: sides by √, channels by log₂"]
