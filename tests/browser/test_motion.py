"""Motion between pictures: what moves on the way in, on the way out and at a change of size, and that it can be off."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.volumes import click, picture, wait_until

COUNT = """() => {
  const moved = [];
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (frames, timing) {
    moved.push([this.tagName, Object.keys(frames[0])[0], timing.duration]);
    return animate.call(this, frames, timing);
  };
  window.takeMoved = () => moved.splice(0);
}"""


@pytest.fixture
def moving(open_page: Callable[..., Page]) -> Page:
    page = open_page(reduced_motion="no-preference")
    page.goto("/explore/resnet18")
    page.evaluate(COUNT)
    return page


def test_picture_opens_on_the_way_in_and_closes_on_the_way_out(moving: Page) -> None:
    zoomed = [["svg", "transform", 280], ["svg", "opacity", 280]]
    click(moving, "layer2.1.relu2")
    expect(picture(moving)).to_have_attribute("data-view", "layer")
    assert moving.evaluate("takeMoved()") == zoomed

    moving.keyboard.press("Escape")
    expect(picture(moving)).to_have_attribute("data-view", "network")
    assert moving.evaluate("takeMoved()") == zoomed


def test_volumes_move_when_the_size_changes_and_not_when_a_note_opens(moving: Page) -> None:
    moving.get_by_label("Height of the input").fill("97")
    moving.keyboard.press("Enter")
    moving.wait_for_url("**size=97*")
    moved = moving.evaluate("takeMoved()")

    assert [each for each in moved if each[0] == "a"] == [["a", "transform", 280]] * 13
    assert moving.evaluate("document.getAnimations().every((each) => each.effect.getTiming().duration <= 350)")

    wait_until(moving, "document.getAnimations().length === 0")
    top = picture(moving).evaluate("scene => scene.getBoundingClientRect().top")
    moving.locator(".finding .line").first.click()
    moving.locator(".finding-body").wait_for()
    assert picture(moving).evaluate("scene => scene.getBoundingClientRect().top") > top
    assert moving.evaluate("takeMoved()") == []


def test_reduced_motion_moves_nothing(page: Page) -> None:
    page.goto("/explore/resnet18")
    page.evaluate(COUNT)
    click(page, "layer2.1.relu2")
    expect(picture(page)).to_have_attribute("data-view", "layer")

    assert page.evaluate("takeMoved()") == []
