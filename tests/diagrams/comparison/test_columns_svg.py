"""Volumes and tooltips of tiles, and the columns picture as SVG."""

from typing import Literal
from xml.etree import ElementTree

import pytest

from app.diagrams.comparison.columns import columns_scene, columns_tooltips
from app.diagrams.scene import palette
from app.diagrams.scene.palette import THEMES, Theme
from app.diagrams.svg import ENVIRONMENT, standalone
from tests.support.columns import column, columns_picture, sample_columns, tiles
from tests.support.traces import output_shape


@pytest.mark.parametrize("name", ["the paper's three", "two stems and two sizes", "cifar_resnet1202"])
def test_tile_has_volume_of_its_network(name: str) -> None:
    columns = sample_columns(name)
    figure = columns_scene(columns, name, "hwc")
    read = columns_tooltips(columns, figure, "hwc")
    assert list(read) == [mark.path for mark in (*figure.folds, *figure.volumes)]
    for number, one in enumerate(columns):
        own = [tile.volume for tile in tiles(figure, str(number))]
        paths = [volume.path.split("/")[1] for volume in own]
        assert [volume.shape for volume in own] == [output_shape(one.trace, path) for path in paths]


def test_tile_tooltip_is_that_of_its_operation() -> None:
    columns = [column("resnet34", "224"), column("vgg19", "224")]
    read = columns_tooltips(columns, columns_scene(columns, "", "hwc"), "hwc")
    assert read["resnet34/layer2.0.relu2"][:2] == [
        ("is", "conv 3×3, 128 · BN · + shortcut · ReLU"),
        ("in → out", "28×28×128 → 28×28×128"),
    ]
    assert read["vgg19/features.36"][:2] == [("is", "max pooling 2×2, /2"), ("in → out", "14×14×512 → 7×7×512")]
    assert read["vgg19/input"][:2] == [("is", "image"), ("shape", "224×224×3")]


def test_inline_tile_is_link_to_its_operation() -> None:
    figure = columns_scene([column("resnet18", key="1"), column("resnet18", key="2", shortcut="A")], "", "hwc")
    page = ENVIRONMENT.get_template("diagram/scene.svg").render(
        scene=figure,
        standalone=False,
        prefix="figure-1-",
        href=lambda volume: f"/{volume.path.split('/')[0]}?at={volume.link_path}",
        open_href=None,
    )
    links = {link.get("id"): link for link in ElementTree.fromstring(page).iter("{http://www.w3.org/2000/svg}a")}
    assert list(links) == [f"figure-1-{volume.path}" for volume in figure.volumes]
    last = links["figure-1-2/layer4.1.relu2"]
    assert (last.get("href"), last.get("data-inputs")) == (
        "/2?at=layer4.1.2",
        '["2/layer4.1.relu1", "2/layer4.0.relu2"]',
    )
    assert last.get("aria-label") == (
        "ResNet-18 as it was published: layer4.1.2, conv 3×3, 512 · BN · + shortcut · ReLU: 7×7×512 in, 7×7×512 out"
    )
    assert links["figure-1-1/input"].get("href") == "/1?at="


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_standalone_columns_have_labels_and_no_links(theme: Literal["light", "dark"]) -> None:
    figure = columns_picture("vgg19", "resnet152")
    file = ElementTree.fromstring(standalone(figure, theme))
    written = [text.text for text in file.iter("{http://www.w3.org/2000/svg}text")]
    for tile in figure.tiles:
        written.remove(tile.text)
    assert "×31" in written
    assert not list(file.iter("{http://www.w3.org/2000/svg}a"))


@pytest.mark.parametrize("theme", THEMES)
def test_tile_labels_have_contrast(theme: Theme) -> None:
    contrasts = {tone: contrast(THEMES[theme]["letter"], face.top) for tone, face in palette.FACES.items()}
    assert {tone: value for tone, value in contrasts.items() if value < 4.5} == {}


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
