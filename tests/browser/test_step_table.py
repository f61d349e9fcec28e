"""Hover highlighting of volumes and their neighbours in the picture and the step table."""

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.volumes import hover, move_mouse_away, paths, picture

VOLUME_STYLES = """(svg) => Object.fromEntries([...svg.querySelectorAll("[data-path]")].map((volume) => [
  volume.dataset.path,
  [volume, ...volume.querySelectorAll("*")].map((part) => {
    const { opacity, fill } = getComputedStyle(part);
    return `${opacity} ${fill}`;
  }).join(),
]))"""


@pytest.fixture
def reduced_motion_page(page: Page) -> Page:
    """Page with reduced motion."""
    page.emulate_media(reduced_motion="reduce")
    return page


def volume_styles(page: Page) -> dict[str, str]:
    found: dict[str, str] = picture(page).evaluate(VOLUME_STYLES)
    return found


def undimmed(page: Page, usual: dict[str, str]) -> set[str]:
    """Paths of the volumes that are not dimmed."""
    return {path for path, style in volume_styles(page).items() if style == usual[path]}


def test_hover_highlights_a_volume_with_its_inputs_and_outputs(reduced_motion_page: Page) -> None:
    reduced_motion_page.goto("/explore/resnet34?at=layer2.0")
    usual = volume_styles(reduced_motion_page)
    hover(reduced_motion_page, "layer2.0.add")
    assert undimmed(reduced_motion_page, usual) == {
        "layer2.0.bn2",
        "layer2.0.downsample.1",
        "layer2.0.add",
        "layer2.0.relu2",
    }
    move_mouse_away(reduced_motion_page)
    assert undimmed(reduced_motion_page, usual) == {*paths(reduced_motion_page)}


def row(page: Page, path: str) -> Locator:
    return page.locator(f'tr[data-step="{path}"]')


def test_hover_on_a_table_row_highlights_its_volume(reduced_motion_page: Page) -> None:
    reduced_motion_page.goto("/explore/resnet34")
    usual = volume_styles(reduced_motion_page)
    row(reduced_motion_page, "layer3.4.relu2").hover()
    assert undimmed(reduced_motion_page, usual) == {"layer3.3.relu2", "layer3.4.relu2", "layer3.5.relu2"}

    row(reduced_motion_page, "layer3.4.conv1").hover()  # a block represents its steps
    assert "layer3.4.relu2" in undimmed(reduced_motion_page, usual)
    row(reduced_motion_page, "bn1").hover()  # the volume of conv1 represents the whole operation
    assert undimmed(reduced_motion_page, usual) == {"input", "relu", "maxpool"}


def test_hover_on_a_volume_marks_its_rows_and_scrolls_to_them(reduced_motion_page: Page) -> None:
    reduced_motion_page.goto("/explore/resnet34")
    colours = "row => [row, ...row.children].map((part) => getComputedStyle(part).backgroundColor).join()"
    usual = row(reduced_motion_page, "layer4.1.conv1").evaluate(colours)
    hover(reduced_motion_page, "layer4.1.relu2")

    steps = [f"layer4.{block}.conv1" for block in range(3)]
    assert [row(reduced_motion_page, step).evaluate(colours) != usual for step in steps] == [False, True, False]
    assert row(reduced_motion_page, steps[1]).evaluate(
        """(row) => {
          const frame = row.closest("[role=region]").getBoundingClientRect();
          const { top, bottom } = row.getBoundingClientRect();
          return frame.top <= top && bottom <= frame.bottom;
        }"""
    )
