"""Brackets, names, folds and legends: what is written about the volumes of a picture is about the right ones."""

from typing import Any

import pytest

from app.diagrams.scene.marks import Box, Bracket
from app.diagrams.scene.scene import Scene
from app.networks.catalogue import NETWORKS
from tests.support.scene_samples import LOOKS, UNUSUAL, Picture, levels, pictured
from tests.support.traces import blocks, traced


@pytest.fixture(scope="module", params=[*NETWORKS, *UNUSUAL])
def decks(request: pytest.FixtureRequest) -> list[Picture]:
    """The whole of a network and its layers, folded where they are too long, and opened."""
    network, options = UNUSUAL.get(request.param, (request.param, {}))
    trace = traced(network, "64x512", **options)
    return [pictured(trace, at, look, opened) for at in levels(trace) for look in LOOKS for opened in (False, True)]


def grouped(picture: Picture) -> dict[str, list[Box]]:
    """The boxes that belong on one bracket: a layer's or a lone one in the network, a block's in a layer."""
    parts = 1 if picture.scene.view == "network" else 2
    groups: dict[str, list[Box]] = {}
    for box in picture.scene.boxes:
        if picture.scene.view == "network" or box.volume.inputs:
            name = box.volume.at if box.volume.tone in ("head", "stem") else ".".join(box.volume.at.split(".")[:parts])
            groups.setdefault(name, []).append(box)
    return groups


def test_a_bracket_spans_the_fronts_of_its_group(decks: list[Picture]) -> None:
    for picture in decks:
        groups = grouped(picture).values()
        spans = [(group[0].x, max(box.x + box.cuboid.thickness for box in group)) for group in groups]
        brackets = [(bracket.left, bracket.right) for bracket in picture.scene.brackets]
        assert brackets == [pytest.approx(span, abs=0.1) for span in spans], str(picture)


def test_a_bracket_lies_below_all_volumes_in_the_colour_of_its_group(decks: list[Picture]) -> None:
    for picture in decks:
        lowest = max(box.extent[3] for box in picture.scene.boxes)
        assert all(bracket.y > lowest for bracket in picture.scene.brackets), str(picture)
        tones = [group[0].volume.tone for group in grouped(picture).values()]
        assert [bracket.tone for bracket in picture.scene.brackets] == tones, str(picture)


def below(scene: Scene, bracket: Bracket) -> list[str]:
    """The lines that are centred below a bracket, from top to bottom."""
    middle = (bracket.left + bracket.right) / 2
    centred = [label for label in scene.labels if label.anchor == "middle" and label.y > bracket.y]
    near = [label for label in centred if abs(label.x - middle) < 0.2]
    return [label.text for label in sorted(near, key=lambda label: label.y)]


def test_every_group_of_a_network_carries_its_name_and_what_leaves_it(decks: list[Picture]) -> None:
    for picture in decks:
        if picture.scene.view == "network":
            written = [below(picture.scene, bracket) for bracket in picture.scene.brackets]
            assert [lines[0] for lines in written] == [*grouped(picture)], str(picture)
            for lines, group in zip(written, grouped(picture).values(), strict=True):
                assert "".join(lines[1:]).startswith(shape(group[-1], picture)), f"{picture}: {lines}"


def shape(box: Box, picture: Picture) -> str:
    channels, *sides = box.volume.shape
    order = [1, channels, *sides] if picture.look[1] == "nchw" else [*sides, channels]
    return "×".join(map(str, order))


def test_every_layer_of_a_network_says_how_many_blocks_it_has(decks: list[Picture]) -> None:
    for picture in decks:
        if picture.scene.view == "network" and picture.trace.network != "vgg19":
            counts = {layer.path: len(layer.blocks) for layer in picture.trace.layers}
            written = {lines[0]: lines[-1] for b in picture.scene.brackets if (lines := below(picture.scene, b))}
            said = {path: written[path] for path in counts}
            assert said == {path: f"{n} block{'s' if n > 1 else ''}" for path, n in counts.items()}, str(picture)


def test_the_name_below_a_block_is_its_number(decks: list[Picture]) -> None:
    for picture in decks:
        if picture.scene.view == "layer":
            for path, bracket in zip(grouped(picture), picture.scene.brackets, strict=True):
                number = int(path.rpartition(".")[2]) + 1
                written = [line.split()[-1] for line in below(picture.scene, bracket)]
                assert written in ([], [str(number)]), f"{picture}: {path}"


def test_a_short_network_is_never_folded_and_an_opened_one_neither(decks: list[Picture]) -> None:
    for picture in decks:
        if picture.opened or len(blocks(picture.trace)) <= 60:
            assert picture.scene.folds == (), str(picture)


FOLDED: list[tuple[str, str, dict[str, Any], dict[str, int]]] = [
    ("cifar_resnet1202", "", {}, {"layer1": 195, "layer2": 195, "layer3": 195}),
    ("cifar_resnet1202", "layer2", {}, {"layer2": 195}),
    ("custom", "", {"depths": "3,300,2", "base_width": 8}, {"layer2": 295}),
]


@pytest.mark.parametrize(("network", "at", "options", "folds"), FOLDED)
def test_a_deck_that_does_not_fit_is_folded_with_its_ends_shown(
    network: str, at: str, options: dict[str, Any], folds: dict[str, int]
) -> None:
    scene = pictured(traced(network, **options), at, LOOKS[0]).scene
    assert {fold.path: fold.count for fold in scene.folds} == folds


def test_only_the_layer_that_was_asked_for_is_opened() -> None:
    picture = pictured(traced("cifar_resnet1202"), "", LOOKS[0], opened=frozenset({"layer2"}))
    assert [fold.path for fold in picture.scene.folds] == ["layer1", "layer3"]


LEGENDS = {
    "A": ["identity shortcut", "zero-padding shortcut (no parameters)"],
    "B": ["identity shortcut", "projection shortcut (1×1 convolution)"],
    "C": ["projection shortcut (1×1 convolution)"],
    "none": [],
}


@pytest.mark.parametrize("option", LEGENDS)
def test_the_legend_names_the_shortcuts_that_are_drawn_and_the_scale(option: str) -> None:
    scene = pictured(traced("resnet34", shortcut=option), "", ("readable", "hwc")).scene
    lowest = max(label.y for label in scene.labels)
    written = [label.text for label in scene.labels if label.y == lowest]
    assert written == [*LEGENDS[option], "readable scale: sides by √, channels by log₂"]
