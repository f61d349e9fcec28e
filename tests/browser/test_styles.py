"""The style sheets give pictures the palette's colours and the states their looks.

Expected colours are computed from the palette in Python, so the tests hold for any renderer and need no stored images.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from app.diagrams.scene.palette import FACES, THEMES, Theme, mix
from tests.browser.volumes import hover, picture, volume

DIMMED = 1 - 0.26  # share of the paper in a volume that is not highlighted

# A computed property of an element; a colour as #rrggbb, by painting it.
STYLE = """(element, property) => {
  const value = getComputedStyle(element)[property];
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  if (!CSS.supports("color", value)) return value;
  pen.fillStyle = value;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return "#" + [red, green, blue].map((channel) => channel.toString(16).padStart(2, "0")).join("");
}"""


def style(element: Locator, name: str) -> str:
    value: str = element.first.evaluate(STYLE, name)
    return value


def is_near(actual: str, expected: str) -> bool:
    """Whether two colours differ by at most 1 of 255 per channel, by which browsers round differently."""
    return all(abs(int(actual[i : i + 2], 16) - int(expected[i : i + 2], 16)) <= 1 for i in (1, 3, 5))


def fills(page: Page, path: str) -> dict[str, str]:
    return {face: style(volume(page, path).locator(f".{face}"), "fill") for face in ("front", "top", "side")}


def assert_faces(page: Page, path: str, tone: str, *, paper: str = "#ffffff", share: float = 0) -> None:
    expected = {face: mix(getattr(FACES[tone], face), paper, share) for face in ("front", "top", "side")}
    actual = fills(page, path)
    assert {face for face in expected if not is_near(actual[face], expected[face])} == set(), (actual, expected)


@pytest.fixture
def open_still(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Open a page without transitions, so that a style has its final value at once."""

    def opened(address: str, **options: Any) -> Page:
        page = open_page(reduced_motion="reduce", **options)
        page.goto(address)
        return page

    return opened


@pytest.mark.parametrize("theme", THEMES)
def test_faces_of_volumes_have_the_palette_of_their_layer(open_still: Callable[..., Page], theme: Theme) -> None:
    page = open_still("/explore/resnet34", color_scheme=theme)
    tones = {"input": "input", "maxpool": "stem", "fc": "head"}
    tones |= {f"layer{number}.1.relu2": f"layer{number}" for number in range(1, 5)}
    for path, tone in tones.items():
        assert_faces(page, path, tone)
        edge = volume(page, path).locator(".front")
        assert (style(edge, "stroke"), style(edge, "strokeWidth")) == (THEMES[theme]["edge"], "0.8px")
    assert style(picture(page).locator("text.name"), "fill") == THEMES[theme]["ink"]
    page.goto("/explore/resnet34?at=layer2.0")
    assert_faces(page, "layer2.0.downsample.1", "projection")


@pytest.mark.parametrize("theme", THEMES)
def test_hover_dims_all_volumes_but_the_neighbours(open_still: Callable[..., Page], theme: Theme) -> None:
    page = open_still("/explore/resnet34", color_scheme=theme)
    hover(page, "layer2.1.relu2")
    for path in ("layer2.0.relu2", "layer2.1.relu2", "layer2.2.relu2"):
        assert_faces(page, path, "layer2")
    assert_faces(page, "layer1.0.relu2", "layer1", paper=THEMES[theme]["paper"], share=DIMMED)
    assert style(picture(page).locator(".link:not(.lit, .ray, .sample)"), "opacity") == "0.3"


def test_shortcuts_are_solid_dotted_or_dashed_by_kind(open_still: Callable[..., Page]) -> None:
    dashes = {}
    for kind, address in {
        "identity": "/explore/resnet34?at=layer2.1",
        "projection": "/explore/resnet34?at=layer2",
        "padding": "/explore/resnet34?at=layer2&shortcut=A",
    }.items():
        link = picture(open_still(address)).locator(f".link.{kind}:not(.sample)")
        dashes[kind] = (style(link, "strokeDasharray"), style(link, "strokeLinecap"), style(link, "fill"))
    assert dashes == {
        "identity": ("none", "butt", "none"),
        "projection": ("0.1px, 4px", "round", "none"),
        "padding": ("6px, 4px", "butt", "none"),
    }


def test_focused_volume_has_a_ring_and_its_row_a_background(open_still: Callable[..., Page]) -> None:
    page = open_still("/explore/resnet34")
    page.keyboard.press("ArrowRight")
    expect(volume(page, "input")).to_be_focused()
    front = volume(page, "input").locator(".front")
    assert (style(front, "stroke"), style(front, "strokeWidth")) == ("#2554d8", "2.6px")
    hover(page, "layer1.0.relu2")
    rows = page.locator('tr[data-step="layer1.0.conv1"], tr[data-step="layer1.1.conv1"]')
    colours = [style(row, "backgroundColor") for row in rows.all()]
    assert colours == ["#fdecef", "#000000"]  # the second is transparent


def test_print_hides_the_controls_and_keeps_the_light_palette(open_still: Callable[..., Page]) -> None:
    page = open_still("/explore/resnet34", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    for selector in (".bar", ".networks", ".controls", ".tools"):
        expect(page.locator(selector).first).to_be_hidden()
    expect(picture(page)).to_be_visible()
    assert_faces(page, "layer2.1.relu2", "layer2")
    assert style(picture(page).locator("text.name"), "fill") == THEMES["light"]["ink"]
    frame, svg = page.locator("#picture").bounding_box(), picture(page).bounding_box()
    assert frame
    assert svg
    assert svg["width"] <= frame["width"]
