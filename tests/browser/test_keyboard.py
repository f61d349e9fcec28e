"""Keyboard navigation: along the flow, between levels, and focus retention."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.volumes import explorer_url, paths, picture, tooltip_rows, wait_for_query


@pytest.fixture
def keyboard_page(page: Page) -> Page:
    """Page with the focus on the first volume, reached by the skip link and Tab without the mouse."""
    page.goto("/explore/resnet34")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused_path(page) == "input"
    return page


def focused_path(page: Page) -> str | None:
    """Path of the focused volume."""
    path: str | None = page.evaluate(
        "document.activeElement.closest('svg')?.dataset.view && document.activeElement.dataset.path"
    )
    return path


def test_arrow_keys_move_along_the_flow_and_show_the_tooltip(keyboard_page: Page) -> None:
    passed = [focused_path(keyboard_page)]
    for _ in range(4):
        keyboard_page.keyboard.press("ArrowRight")
        passed.append(focused_path(keyboard_page))
        assert tooltip_rows(keyboard_page)["PyTorch"]
    assert passed == ["input", "relu", "maxpool", "layer1.0.relu2", "layer1.1.relu2"]
    keyboard_page.keyboard.press("ArrowLeft")
    assert focused_path(keyboard_page) == "layer1.0.relu2"
    keyboard_page.keyboard.press("End")
    assert focused_path(keyboard_page) == "fc"
    keyboard_page.keyboard.press("ArrowRight")
    assert focused_path(keyboard_page) == "fc"
    keyboard_page.keyboard.press("Home")
    assert focused_path(keyboard_page) == "input"
    keyboard_page.reload()
    keyboard_page.keyboard.press("End")
    assert focused_path(keyboard_page) == "fc"


def test_enter_and_escape_change_the_level_and_keep_the_focus(keyboard_page: Page) -> None:
    for _ in range(7):
        keyboard_page.keyboard.press("ArrowRight")
    assert focused_path(keyboard_page) == "layer2.1.relu2"

    for view in ("layer", "block", "operation"):
        keyboard_page.keyboard.press("Enter")
        expect(picture(keyboard_page)).to_have_attribute("data-view", view)
        expect(keyboard_page.get_by_role("tooltip")).to_be_visible()
        assert focused_path(keyboard_page) in paths(keyboard_page)
        assert "layer2.1" in explorer_url(keyboard_page) or view == "layer"
    for view in ("block", "layer", "network"):
        keyboard_page.keyboard.press("Escape")
        expect(picture(keyboard_page)).to_have_attribute("data-view", view)
        expect(keyboard_page.get_by_role("tooltip")).to_be_visible()
        assert focused_path(keyboard_page) in paths(keyboard_page)
    assert (focused_path(keyboard_page) or "").startswith("layer2.")
    keyboard_page.keyboard.press("Escape")
    assert explorer_url(keyboard_page) == "resnet34"


def test_arrows_walk_on_into_the_next_block_in_the_lecture_view(keyboard_page: Page) -> None:
    keyboard_page.goto("/explore/resnet18?at=layer1.1&lecture=true")
    expect(keyboard_page.get_by_role("navigation", name="Site")).to_be_hidden()
    keyboard_page.keyboard.press("ArrowRight")
    keyboard_page.keyboard.press("End")
    keyboard_page.keyboard.press("ArrowRight")
    wait_for_query(keyboard_page, at="layer2.0", lecture="true")
    expect(keyboard_page.get_by_role("tooltip")).to_be_visible()
    keyboard_page.keyboard.press("ArrowUp")
    wait_for_query(keyboard_page, at="layer2", lecture="true")
    keyboard_page.keyboard.press("?")
    expect(keyboard_page.get_by_role("dialog", name="Keys")).to_be_visible()
    keyboard_page.keyboard.press("Escape")
    expect(keyboard_page.get_by_role("dialog", name="Keys")).to_be_hidden()
    keyboard_page.keyboard.press("Escape")
    wait_for_query(keyboard_page, at="layer2")
    expect(keyboard_page.get_by_role("navigation", name="Site")).to_be_visible()


TAB_STOPS = """() => [...document.querySelectorAll("a[href], button, input, summary")].filter((element) =>
  element.checkVisibility() && element.tabIndex >= 0 && !element.closest("details:not([open]) > :not(summary)")
  && element.compareDocumentPosition(document.getElementById("view")) & Node.DOCUMENT_POSITION_FOLLOWING
).length"""


def test_at_most_15_tab_stops_precede_the_picture_and_arrows_move_in_a_row(page: Page) -> None:
    for path in ("/compare?networks=plain18,resnet18,resnet34,vgg19", "/explore/resnet34"):
        page.goto(path)
        assert page.evaluate(TAB_STOPS) <= 15

    page.get_by_role("link", name="ResNet-34", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("link", name="ResNet-50", exact=True)).to_be_focused()
    page.get_by_text("Scale: readable").focus()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Copy link")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Copy link")).to_be_focused()


def test_network_link_keeps_the_focus_after_enter(page: Page) -> None:
    page.goto("/explore/resnet34")
    link = page.get_by_role("link", name="ResNet-101", exact=True)
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_title("ResNet-101 · 224×224×3 · ResNet Volumes")
    expect(link).to_be_focused()
