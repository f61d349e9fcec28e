"""What is pointed at stands out with its neighbours, in the picture and in the table, its twin."""

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.volumes import hover, move_mouse_away, paths, picture

LOOKS = """(svg) => Object.fromEntries([...svg.querySelectorAll("[data-path]")].map((volume) => [
  volume.dataset.path,
  [volume, ...volume.querySelectorAll("*")].map((part) => {
    const { opacity, fill } = getComputedStyle(part);
    return `${opacity} ${fill}`;
  }).join(),
]))"""


@pytest.fixture
def still(page: Page) -> Page:
    """A page on which nothing moves, for one who does not like that."""
    page.emulate_media(reduced_motion="reduce")
    return page


def looks(page: Page) -> dict[str, str]:
    found: dict[str, str] = picture(page).evaluate(LOOKS)
    return found


def lit(page: Page, usual: dict[str, str]) -> set[str]:
    """The volumes that have not stepped back."""
    return {path for path, look in looks(page).items() if look == usual[path]}


def test_what_a_volume_is_made_from_and_goes_into_stands_out_with_it(still: Page) -> None:
    still.goto("/explore/resnet34?at=layer2.0")
    usual = looks(still)
    hover(still, "layer2.0.add")
    assert lit(still, usual) == {"layer2.0.bn2", "layer2.0.downsample.1", "layer2.0.add", "layer2.0.relu2"}
    move_mouse_away(still)
    assert lit(still, usual) == {*paths(still)}


def row(page: Page, path: str) -> Locator:
    return page.locator(f'tr[data-step="{path}"]')


def test_pointing_at_a_row_of_the_table_shows_its_volume(still: Page) -> None:
    still.goto("/explore/resnet34")
    usual = looks(still)
    row(still, "layer3.4.relu2").hover()
    assert lit(still, usual) == {"layer3.3.relu2", "layer3.4.relu2", "layer3.5.relu2"}

    row(still, "layer3.4.conv1").hover()  # a block stands for the steps inside
    assert "layer3.4.relu2" in lit(still, usual)
    row(still, "bn1").hover()  # conv1's volume is that of the whole operation
    assert lit(still, usual) == {"input", "relu", "maxpool"}


def test_pointing_at_a_volume_marks_its_rows_and_brings_them_into_view(still: Page) -> None:
    still.goto("/explore/resnet34")
    colours = "row => [row, ...row.children].map((part) => getComputedStyle(part).backgroundColor).join()"
    usual = row(still, "layer4.1.conv1").evaluate(colours)
    hover(still, "layer4.1.relu2")

    steps = [f"layer4.{block}.conv1" for block in range(3)]
    assert [row(still, step).evaluate(colours) != usual for step in steps] == [False, True, False]
    assert row(still, steps[1]).evaluate(
        """(row) => {
          const frame = row.closest("[role=region]").getBoundingClientRect();
          const { top, bottom } = row.getBoundingClientRect();
          return frame.top <= top && bottom <= frame.bottom;
        }"""
    )
