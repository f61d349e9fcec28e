"""The columns picture against the paper's Figure 3, and with other networks, sizes and depths."""

import re

import pytest

from app.diagrams.comparison.columns import columns_scene
from app.diagrams.scene.marks import Tile
from app.diagrams.scene.scene import Scene
from tests.support import overlap
from tests.support.columns import column, columns_picture, shortcuts, texts, top
from tests.support.representatives import WHOLE_CATALOGUE

VGG = [
    *["3×3 conv, 64"] * 2,
    *("pool, /2", *["3×3 conv, 128"] * 2),
    *("pool, /2", *["3×3 conv, 256"] * 4),
    *("pool, /2", *["3×3 conv, 512"] * 4),
    *("pool, /2", *["3×3 conv, 512"] * 4),
    *("pool, /2", "fc, 4096", "fc, 4096", "fc, 1000"),
]
PLAIN = [
    *("7×7 conv, 64, /2", "pool, /2", *["3×3 conv, 64"] * 6),
    *("3×3 conv, 128, /2", *["3×3 conv, 128"] * 7),
    *("3×3 conv, 256, /2", *["3×3 conv, 256"] * 11),
    *("3×3 conv, 512, /2", *["3×3 conv, 512"] * 5),
    *("avg pool", "fc, 1000"),
]
"""The paper's Figure 3 from top to bottom without the image: the left column, and the middle and right ones."""


def row_names(scene: Scene) -> list[str]:
    """The names at the left from top to bottom, with their lines joined."""
    left = min(label.x for label in scene.labels if label.anchor == "start" and label.style == "shape")
    parts = [label for label in scene.labels if label.x == left and label.style == "shape"]
    words = " ".join(part.text for part in sorted(parts, key=lambda part: part.y))
    return re.findall(r"output size: \S+|1/\d+ of the input|size of the input|head", words)


# --------------------------------------------------------------------------------- the paper's Figure 3


def test_columns_match_figure_3_of_paper() -> None:
    figure = columns_picture("vgg19", "plain34", "resnet34", size="224")
    assert texts(figure, "vgg19") == ["image, 224×224×3", *VGG]
    assert texts(figure, "plain34") == ["image, 224×224×3", *PLAIN]
    assert texts(figure, "resnet34") == ["image, 224×224×3", *PLAIN]
    weighted = [[text for text in words if "pool" not in text] for words in (VGG, PLAIN)]
    assert [len(words) for words in weighted] == [19, 34]
    assert row_names(figure) == [f"output size: {side}" for side in (224, 112, 56, 28, 14, 7, 1)]


def test_stages_are_aligned_across_columns() -> None:
    figure = columns_picture("vgg19", "plain34", "resnet34", size="224")
    beside = [
        ["vgg19/input", "plain34/input", "resnet34/input"],
        ["vgg19/features.4", "plain34/relu", "resnet34/relu"],
        ["vgg19/features.9", "plain34/maxpool", "resnet34/maxpool"],
        ["vgg19/features.18", "plain34/layer2.0.relu1", "resnet34/layer2.0.relu1"],
        ["vgg19/features.27", "plain34/layer3.0.relu1", "resnet34/layer3.0.relu1"],
        ["vgg19/features.36", "plain34/layer4.0.relu1", "resnet34/layer4.0.relu1"],
        ["vgg19/classifier.2", "plain34/avgpool", "resnet34/avgpool"],
    ]
    heights = [{top(figure, path) for path in paths} for paths in beside]
    assert [len(found) for found in heights] == [1] * 7
    assert [found.pop() for found in heights] == sorted(top(figure, paths[0]) for paths in beside)


def test_projections_are_where_sizes_change() -> None:
    figure = columns_picture("plain34", "resnet34", size="224")
    assert shortcuts(figure, "projection") == [
        ("resnet34/layer1.2.relu2", "resnet34/layer2.0.relu2"),
        ("resnet34/layer2.3.relu2", "resnet34/layer3.0.relu2"),
        ("resnet34/layer3.5.relu2", "resnet34/layer4.0.relu2"),
    ]
    assert len(shortcuts(figure, "identity")) == 13
    assert shortcuts(figure, "identity")[0] == ("resnet34/maxpool", "resnet34/layer1.0.relu2")


def test_option_a_has_zero_paddings_and_their_legend() -> None:
    projected, padded = columns_picture("resnet34"), columns_picture("resnet34", shortcut="A")
    assert shortcuts(padded, "padding") == shortcuts(projected, "projection")
    assert shortcuts(padded, "projection") == []
    legend = [label.text for label in padded.labels if "shortcut" in label.text]
    assert legend == ["identity shortcut", "zero-padding shortcut (no parameters)"]


def test_shortcuts_connect_right_edges_of_tiles() -> None:
    figure = columns_picture("resnet34")
    places = {tile.volume.path: tile for tile in figure.tiles}
    for link in figure.links:
        if link.kind == "identity" and link.target:
            (x1, y1), *_, (x2, y2) = overlap.trail(link.d)
            source, target = places[link.source], places[link.target]
            assert x1 == x2 == pytest.approx(source.extent[2] + 1, abs=0.1)
            assert source.extent[1] < y1 < source.extent[3]
            assert target.extent[1] < y2 < target.extent[3]


def test_vgg_adaptive_pooling_is_drawn_only_if_it_changes_size() -> None:
    assert texts(columns_picture("vgg19", size="224"), "vgg19")[-4:] == ["pool, /2", "fc, 4096", "fc, 4096", "fc, 1000"]
    small = columns_picture("vgg19", size="32")
    assert texts(small, "vgg19")[-5:] == ["pool, /2", "avg pool to 7×7", "fc, 4096", "fc, 4096", "fc, 1000"]
    assert row_names(small)[-2:] == ["output size: 1", "head"]


def test_grouped_convolution_label_states_groups() -> None:
    assert texts(columns_picture("resnext50_32x4d"), "resnext50_32x4d")[3:6] == [
        "1×1 conv, 128",
        "3×3 conv, 128, 32 groups",
        "1×1 conv, 256",
    ]


# ------------------------------------------------------------------------------------ different inputs


def test_networks_of_different_rounding_are_aligned_by_factor() -> None:
    figure = columns_picture("vgg19", "resnet34", size="97x131")
    shares = [f"1/{factor} of the input" for factor in (2, 4, 8, 16, 32)]
    assert row_names(figure) == ["size of the input", *shares, "head"]
    own = [label for label in figure.labels if re.fullmatch(r"\d+×\d+", label.text)]
    at = {x: [label.text for label in own if label.x == x] for x in sorted({label.x for label in own})}
    assert list(at.values()) == [
        ["97×131", "48×65", "24×32", "12×16", "6×8", "3×4"],
        ["49×66", "25×33", "13×17", "7×9", "4×5"],
    ]
    assert top(figure, "vgg19/features.9") == top(figure, "resnet34/maxpool")


def test_image_tile_states_input_shape() -> None:
    figure = columns_scene([column("resnet18", "32", "a"), column("resnet18", "160x224", "b")], "", "nchw")
    assert [texts(figure, key)[0] for key in "ab"] == ["image, 1×3×32×32", "image, 1×3×160×224"]


# --------------------------------------------------------------------------------------------- folding


def test_long_layers_are_folded_until_opened() -> None:
    folded = columns_picture("resnet152")
    assert [(fold.path, fold.count) for fold in folded.folds] == [("resnet152/layer2", 3), ("resnet152/layer3", 31)]
    assert len(folded.tiles) == 1 + 2 + 3 * (3 + 5 + 5 + 3) + 2
    kept = {tile.volume.at.rpartition(".")[0] for tile in folded.tiles if tile.volume.tone == "layer3"}
    assert kept == {f"layer3.{number}" for number in (0, 1, 2, 34, 35)}

    opened = columns_picture("resnet152", opened=frozenset({"resnet152/layer2", "resnet152/layer3"}))
    assert opened.folds == ()
    assert len([tile for tile in opened.tiles if "pool" not in tile.text]) == 1 + 152  # without the image


def test_layer_is_opened_in_requested_column() -> None:
    twins = [column("resnet101", key="1"), column("resnet101", key="2", stride_on="1x1")]
    figure = columns_scene(twins, "", "hwc", frozenset({"2/layer3"}))
    assert [(fold.path, fold.count) for fold in figure.folds] == [("1/layer3", 18)]


def test_fold_is_linked_between_remaining_blocks() -> None:
    figure = columns_picture("cifar_resnet1202")
    assert [(fold.path, fold.count) for fold in figure.folds] == [
        (f"cifar_resnet1202/layer{number}", 195) for number in (1, 2, 3)
    ]
    order = [mark.volume.at if isinstance(mark, Tile) else f"×{mark.count}" for mark in figure.flow]  # pyrefly: ignore[missing-attribute]  # a picture of columns holds tiles and folds
    assert order[6:11] == ["layer1.2.1", "layer1.2.2", "×195", "layer1.198.1", "layer1.198.2"]
    into = [link.source for link in figure.links if link.target == "cifar_resnet1202/layer1"]
    assert into == ["cifar_resnet1202/layer1.2.relu2"]
    assert ("cifar_resnet1202/layer1.197.relu2", "cifar_resnet1202/layer1.198.relu2") in shortcuts(figure, "identity")


@pytest.mark.parametrize("network", WHOLE_CATALOGUE)
def test_columns_have_at_most_72_tiles(network: str) -> None:
    figure = columns_picture(network)
    assert len(figure.tiles) + len(figure.folds) <= 72
