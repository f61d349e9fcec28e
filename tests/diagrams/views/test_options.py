"""Pictures of the options of residual networks: gates, pooled shortcuts, pre-activation, dilation."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.diagrams.scene.scene import Scene
from tests.support.columns import columns_picture, shortcuts, texts
from tests.support.html_reader import visit
from tests.support.scene_samples import LOOKS, sample_at
from tests.support.traces import trace_network


def scene(at: str, **options: Any) -> Scene:
    return sample_at(trace_network("resnet50", "224", **options), at, LOOKS[0]).scene


def labels(at: str, **options: Any) -> list[str]:
    return [label.text for label in scene(at, **options).labels]


def joined(scene: Scene) -> dict[str, set[str]]:
    """The volumes that lead to each junction, by its path."""
    links = [link for link in scene.links if link.source != link.target]
    return {path: {link.source for link in links if link.target == path} for path in {link.target for link in links}}


def test_gate_is_a_way_with_its_own_volume_to_a_multiplication() -> None:
    drawn = scene("layer2.1", attention="se")
    factors = next(box for box in drawn.boxes if box.volume.path == "layer2.1.se.sigmoid")
    assert factors.volume.shape == (512, 1, 1)
    assert sorted(junction.symbol for junction in drawn.junctions) == ["+", "×"]
    assert joined(drawn)["layer2.1.se.mul"] >= {"layer2.1.bn3", "layer2.1.se.sigmoid"}
    assert joined(drawn)["layer2.1.add"] == {"layer2.1.se.mul", "layer2.0.relu3"}


def test_pooled_shortcut_is_named_on_its_arch_and_on_its_way() -> None:
    assert "avg pool 2×2, /2 · projection 1×1, 512" in labels("layer2", shortcut="D")
    assert "avg pool 2×2, /2 · projection 1×1, 512 · BN" in labels("layer2.0", shortcut="D")
    assert "projection 1×1, 256 · BN" in labels("layer1.0", shortcut="D")


def test_pre_activation_projects_the_activated_input_and_ends_with_the_addition() -> None:
    first, second = (scene(at, pre_activation=True) for at in ("layer2.0", "layer2.1"))
    [projected] = [link.source for link in first.links if link.target == "layer2.0.downsample.0"]
    assert projected == "layer2.0.relu1"
    assert joined(second)["layer2.1.add"] == {"layer2.1.conv3", "layer2.0.add"}
    assert [box.volume.path for box in second.boxes][-1] == "layer2.1.add"
    assert [
        text for text in labels("layer2", pre_activation=True) if "×1" in text[:3] or "BN" in text or "3×3" in text
    ][:4] == ["BN · ReLU", "1×1", "3×3, /2", "1×1"]


@pytest.mark.parametrize(
    ("options", "block", "first"),
    [
        ({"attention": "se"}, ["1×1 conv, 64", "3×3 conv, 64", "1×1 conv, 256", "gate"], ("maxpool", "relu3")),
        (
            {"pre_activation": True},
            ["BN · ReLU", "1×1 conv, 64", "3×3 conv, 64", "1×1 conv, 256"],
            ("layer1.0.relu1", "add"),
        ),
        ({"output_stride": 8}, ["1×1 conv, 64", "3×3 conv, 64", "1×1 conv, 256"], ("maxpool", "relu3")),
    ],
)
def test_columns_name_gates_and_shared_activations(
    options: dict[str, Any], block: list[str], first: tuple[str, str]
) -> None:
    figure = columns_picture("resnet50", size="224", **options)
    assert texts(figure, "resnet50")[3 : 3 + len(block)] == block
    [source, target] = shortcuts(figure, "projection")[0]
    assert (source, target) == (f"resnet50/{first[0]}", f"resnet50/layer1.0.{first[1]}")


def test_walk_of_a_dilated_kernel_draws_the_values_that_it_reads(client: TestClient) -> None:
    page = visit(client, "/explore/resnet50?output_stride=8&at=layer4.1.conv2&cell=14,3")
    sentence = page.one("span", data_walk="sentence").text
    assert sentence == (
        "Output row 14, column 3 reads input rows 10, 14, 18 and columns −1, 3, 7; 3 of its 9 values are padding."
    )
    assert [len(taps.all("rect", class_="tap")) for taps in page.all("g", data_walk="taps")] == [9, 9]


def test_walk_in_ceil_mode_reaches_past_the_edge(client: TestClient) -> None:
    page = visit(client, "/explore/resnet50?shortcut=D&size=240&at=layer4.0.downsample&cell=7,7")
    assert page.one("span", data_walk="sentence").text == (
        "Output row 7, column 7 reads input rows 14 to 15 and columns 14 to 15; 3 of its 4 values are past the edge."
    )
