"""By keyboard alone: along the flow, in and out, and never lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.volumes import explorer_url, paths, picture, tooltip_rows


@pytest.fixture
def keyboard(page: Page) -> Page:
    """A page whose picture has been reached by the skip link and Tab, with the mouse out of the way."""
    page.goto("/explore/resnet34")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "input"
    return page


def focused(page: Page) -> str | None:
    """The path of the volume that has the focus."""
    path: str | None = page.evaluate(
        "document.activeElement.closest('svg')?.dataset.view && document.activeElement.dataset.path"
    )
    return path


def test_arrows_go_along_the_flow_and_read_out(keyboard: Page) -> None:
    passed = [focused(keyboard)]
    for _ in range(4):
        keyboard.keyboard.press("ArrowRight")
        passed.append(focused(keyboard))
        assert tooltip_rows(keyboard)["PyTorch"]
    assert passed == ["input", "relu", "maxpool", "layer1.0.relu2", "layer1.1.relu2"]
    keyboard.keyboard.press("ArrowLeft")
    assert focused(keyboard) == "layer1.0.relu2"
    keyboard.keyboard.press("End")
    assert focused(keyboard) == "fc"
    keyboard.keyboard.press("ArrowRight")
    assert focused(keyboard) == "fc"
    keyboard.keyboard.press("Home")
    assert focused(keyboard) == "input"


def test_by_keyboard_alone_one_walks_in_and_out_and_never_loses_the_focus(keyboard: Page) -> None:
    for _ in range(7):
        keyboard.keyboard.press("ArrowRight")
    assert focused(keyboard) == "layer2.1.relu2"

    for view in ("layer", "block", "operation"):
        keyboard.keyboard.press("Enter")
        expect(picture(keyboard)).to_have_attribute("data-view", view)
        expect(keyboard.get_by_role("tooltip")).to_be_visible()
        assert focused(keyboard) in paths(keyboard)
        assert "layer2.1" in explorer_url(keyboard) or view == "layer"
    for view in ("block", "layer", "network"):
        keyboard.keyboard.press("Escape")
        expect(picture(keyboard)).to_have_attribute("data-view", view)
        expect(keyboard.get_by_role("tooltip")).to_be_visible()
        assert focused(keyboard) in paths(keyboard)
    assert (focused(keyboard) or "").startswith("layer2.")
    keyboard.keyboard.press("Escape")
    assert explorer_url(keyboard) == "resnet34"


def test_choosing_by_keyboard_leaves_the_focus_on_what_was_chosen(page: Page) -> None:
    page.goto("/explore/resnet34")
    link = page.get_by_role("link", name="ResNet-101", exact=True)
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_title("ResNet-101 · 224×224×3 · ResNet Volumes")
    expect(link).to_be_focused()
