"""Options, notation, scale and theme: settings are kept, marked and can be reset."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_log import BrowserLog
from tests.browser.volumes import picture, volume, wait_for_query


def open_options(page: Page) -> None:
    page.get_by_text("Options").click()


def test_option_changes_the_picture_is_marked_and_can_be_reset(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2.0")
    reset = page.get_by_role("link", name="Reset shortcut")
    expect(reset).to_have_count(0)
    page.get_by_role("link", name="A", exact=True).click()

    wait_for_query(page, shortcut="A", at="layer2.0")
    expect(volume(page, "layer2.0.downsample")).to_have_attribute("aria-label", re.compile("zero padding"))
    reset.click()
    wait_for_query(page, at="layer2.0")
    expect(volume(page, "layer2.0.downsample.1")).to_be_attached()
    expect(reset).to_have_count(0)


def test_classes_field_changes_the_number_of_classes(page: Page) -> None:
    page.goto("/explore/resnet34")
    open_options(page)
    classes = page.get_by_role("spinbutton", name="Classes")
    classes.fill("10")
    classes.press("Enter")

    wait_for_query(page, classes="10")
    expect(volume(page, "fc")).to_have_attribute("aria-label", "fc, linear, 10: 512 in, 10 out")
    expect(page.get_by_role("spinbutton", name="Classes")).to_be_visible()


@pytest.mark.parametrize("pressed", [0, 400])
def test_click_after_a_typed_value_keeps_both(page: Page, pressed: int) -> None:
    """The press leaves the field, so the value is on its way when the button is released."""
    page.goto("/explore/resnet18?size=64")
    open_options(page)
    page.get_by_role("spinbutton", name="Classes").fill("7")
    link = page.get_by_role("link", name="Memory of a batch")
    link.scroll_into_view_if_needed()
    link.click(delay=pressed)

    wait_for_query(page, size="64", classes="7", panel="memory")
    expect(volume(page, "fc")).to_have_attribute("aria-label", "fc, linear, 7: 512 in, 7 out")
    page.go_back()
    wait_for_query(page, size="64")


def test_folded_option_is_stated_where_it_is_changed_and_can_be_reset(page: Page) -> None:
    page.goto("/explore/resnet34?classes=10&shortcut=A")
    expect(page.locator("#options summary")).to_have_text("Options 1 changed")
    change = page.get_by_role("group", name="Changed options").get_by_role("link")
    expect(change).to_have_text("10 classes")
    change.click()
    wait_for_query(page, shortcut="A")
    expect(change).to_have_count(0)


def test_impossible_option_shows_an_error_in_its_group(page: Page, browser_log: BrowserLog) -> None:
    page.goto("/explore/custom")
    browser_log.expect_status(422)
    depths = page.get_by_label("Blocks of each layer")
    lefts = page.locator(".setup .field").evaluate_all("fields => fields.map((field) => field.offsetLeft)")
    depths.fill("3,0")
    depths.press("Enter")

    group = page.locator('.group:has([data-option="depths"])')
    expect(group.get_by_role("alert")).to_have_text(
        "depths is '3,0'; it has to be 1 to 5 whole numbers from 1 to 9999, as 3,4,6,3."
    )
    assert page.locator(".setup .field").evaluate_all("fields => fields.map((field) => field.offsetLeft)") == lefts
    depths.fill("1,2")
    depths.press("Enter")
    wait_for_query(page, depths="1,2")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_shapes_and_scale_are_applied_and_kept(page: Page) -> None:
    page.goto("/explore/resnet34")
    page.get_by_label("Shapes: H×W×C").click()
    page.get_by_role("link", name="N×C×H×W").click()
    expect(volume(page, "input")).to_have_attribute("aria-label", "input image, 1×3×224×224")
    page.get_by_text("Scale: readable").click()
    page.get_by_role("link", name="True scale").click()
    wait_for_query(page, scale="true", shapes="nchw")
    expect(picture(page).get_by_text("true scale: all linear")).to_be_visible()


BACKGROUND_COLOR = "getComputedStyle(document.body).backgroundColor"


def background_brightness(page: Page) -> int:
    return sum(map(int, re.findall(r"\d+", page.evaluate(BACKGROUND_COLOR))[:3]))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_theme_follows_the_system_until_selected_and_persists(open_page: Callable[..., Page], scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    page.goto("/")
    button = page.get_by_role("button", name="Colour theme")
    expect(button).to_have_text("Theme: system")
    assert (background_brightness(page) > 384) == (scheme == "light")

    button.click()
    expect(button).to_have_text("Theme: light")
    assert background_brightness(page) > 384
    button.click()
    expect(button).to_have_text("Theme: dark")
    assert background_brightness(page) < 384
    page.goto("/explore/resnet50")
    expect(button).to_have_text("Theme: dark")
    assert background_brightness(page) < 384
    button.click()
    expect(button).to_have_text("Theme: system")
    assert (background_brightness(page) > 384) == (scheme == "light")


def test_options_stay_where_they_are_when_another_one_is_changed(page: Page) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/explore/custom")
    places = "() => [...document.querySelectorAll('#options [data-option]')].map((field) => field.offsetLeft)"
    before = page.evaluate(places)
    page.get_by_label("Blocks of each layer").fill("3,1,4,2")
    page.get_by_label("Blocks of each layer").press("Enter")
    expect(page.get_by_role("link", name="Reset blocks of each layer", exact=True)).to_be_visible()

    assert page.evaluate(places) == before
