"""Networks outside the catalogue: names of places, derivations, windows and what is written in their pictures."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from app.diagrams import svg
from app.diagrams.scene.palette import FRONTS
from app.diagrams.sliding_window.axes import slides
from app.diagrams.views.context import ViewContext
from app.diagrams.views.derivation import derivation
from app.diagrams.views.place import find_place
from app.tracing.records import Step, Trace
from tests.support import own_traces
from tests.support.scene_samples import LOOKS, sample_at

TEXT = "{http://www.w3.org/2000/svg}text"


def step(trace: Trace, path: str, **changes: object) -> Step:
    return replace(trace.step(path), **changes)  # pyrefly: ignore[bad-argument-type]  # the fields of a step


def test_operations_of_a_composite_block_are_named_by_kind() -> None:
    trace = own_traces.transformer()
    path = "encoder.layers.encoder_layer_0"
    names = {
        name: find_place(trace, f"{path}.{name}").crumbs[-1][0] for name in ("attention", "add#1", "1", "2", "add#2")
    }
    assert names == {
        "attention": "attention",
        "add#1": "addition 1",
        "1": "operation 1",
        "2": "operation 2",
        "add#2": "addition 2",
    }


def test_layers_of_any_name_have_colours_by_number() -> None:
    trace = own_traces.squeeze_and_excitation()
    tones = ViewContext(trace).tones
    assert [tones[f"stages.{number}"] for number in range(1, 8)] == [f"layer{number}" for number in range(1, 8)]
    assert (tones["stem"], tones["fc"], tones["stages.3.0.shortcut"]) == ("stem", "head", "projection")
    assert tones["stages.7.0.se.fc1"] == "layer7"


def test_colours_differ() -> None:
    assert len(set(FRONTS.values())) == len(FRONTS)


def test_title_names_several_inputs() -> None:
    assert sample_at(own_traces.two_inputs(), "", LOOKS[0]).scene.title == "Fusion · inputs a 48×64×3, b 48×64×1"


def test_names_are_escaped_in_files() -> None:
    trace = own_traces.folded()
    for at in ("", 'a/b<c>&"d'):
        root = ElementTree.fromstring(svg.standalone(sample_at(trace, at, LOOKS[0]).scene))
        texts = [text.text or "" for text in root.iter(TEXT)]
        assert any('a/b<c>&"d' in text for text in texts), at
        assert texts[0].startswith("Folds <i>&"), at


def test_skips_of_unet_end_in_concatenations() -> None:
    scene = sample_at(own_traces.unet(), "", LOOKS[0]).scene
    skips = [(link.source, link.target, link.kind) for link in scene.links if link.target]
    assert skips == [
        ("down1.conv.relu", "up1.conv.relu", "skip"),
        ("inc.relu", "up2.conv.relu", "skip"),
    ]
    assert [(junction.symbol, junction.above) for junction in scene.junctions] == [
        ("‖", "up1.conv.relu"),
        ("‖", "up2.conv.relu"),
    ]


def test_gate_multiplies_the_volume_before_it() -> None:
    scene = sample_at(own_traces.squeeze_and_excitation(), "stages.1.0", LOOKS[0]).scene
    path = "stages.1.0"
    assert sorted(junction.symbol for junction in scene.junctions) == ["+", "×"]
    into = sorted(link.source for link in scene.links if link.target == f"{path}.se.mul" and link.source != link.target)
    assert into == [f"{path}.bn2", f"{path}.se.sigmoid"]
    heights = {box.volume.path: box.y for box in scene.boxes}
    assert heights[f"{path}.se.sigmoid"] > heights[f"{path}.se.mul"] > heights[f"{path}.downsample"]


WINDOWS: list[tuple[dict[str, object], bool, str]] = [
    ({}, True, "⌊(64 + 2·1 − 3) / 1⌋ + 1 = 64"),
    ({"dilation": (2, 2), "padding": (2, 2)}, True, "⌊(64 + 2·2 − (2·2 + 1)) / 1⌋ + 1 = 64"),
    ({"stride": (2, 2), "output_shape": (16, 33, 33)}, False, "64×64×1 → 33×33×16"),
    (
        {"stride": (2, 2), "output_shape": (16, 33, 33), "ceil_mode": True},
        True,
        "⌈(64 + 2·1 − 3) / 2⌉ + 1 = ⌈31.5⌉ + 1 = 33",
    ),
    ({"module": "ConvTranspose2d"}, False, "64×64×1 → 64×64×16"),
    ({"kernel_size": None, "stride": None, "padding": None}, False, "64×64×1 → 64×64×16"),
]


@pytest.mark.parametrize(("changes", "window", "text"), WINDOWS)
def test_formula_and_window_are_shown_only_where_they_give_the_size(
    changes: dict[str, object], window: bool, text: str
) -> None:
    conv = step(own_traces.unet(), "inc.conv", **changes)
    assert slides(conv) is window
    assert text in dict(derivation(conv)).values()


def test_derivation_of_tokens_counts_positions() -> None:
    linear = own_traces.transformer().step("encoder.layers.encoder_layer_0.mlp.0")
    assert derivation(linear) == [
        ("parameters", "768·3,072 + 3,072 = 2,362,368"),
        ("MACs", "197·768·3,072 = 464,781,312"),
    ]


def test_derivation_says_what_is_not_counted_and_what_is_shared() -> None:
    trace = own_traces.sequence()
    assert derivation(trace.step("lstm")) == [("parameters", "25,088"), ("MACs", "not counted")]
    assert dict(derivation(step(trace, "fc", params=0, shared=True)))["parameters"] == "those of an earlier step"
    assert derivation(trace.step("conv"))[0] == ("length", "⌊(400 + 2·4 − 9) / 4⌋ + 1 = ⌊99.75⌋ + 1 = 100")
