"""Article controls: network and input size update the page in place and preserve the scroll position."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_log import BrowserLog
from tests.browser.test_article import FIGURE_ANCHORS
from tests.browser.volumes import figure, volume, wait_until
from tests.support.published import TORCHVISION

SCROLL_END_DELAY = 300  # milliseconds before the browser dispatches scrollend
GET_FIGURE_MARKUP = (
    "(anchors) => anchors.map((anchor) => document.querySelector(`#${anchor} svg[data-view]`).outerHTML)"
)
GET_PARAGRAPHS = "() => [...document.querySelectorAll('.article section[id] > p')].map((p) => p.textContent)"


def viewport_top(page: Page, anchor: str) -> float:
    offset: float = page.locator(f"#{anchor}").evaluate("element => element.getBoundingClientRect().top")
    return offset


def choose_network(page: Page, network: str) -> None:
    """Selects a network in the sticky settings bar."""
    page.get_by_role("form", name="What the article is about").get_by_role("link", name=network, exact=True).click()
    expect(page).to_have_title(re.compile(rf"^{network}, volume by volume"))


def set_input_size(page: Page, side: str) -> None:
    page.get_by_label("Height of the input").fill(side)
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile(rf"{side}×{side}×3"))


def test_network_and_size_update_figures_and_text_without_page_load(page: Page) -> None:
    page.goto("/article")
    page.evaluate("window.sameAsBefore = true")
    initial, paragraphs = page.evaluate(GET_FIGURE_MARKUP, FIGURE_ANCHORS), page.evaluate(GET_PARAGRAPHS)

    choose_network(page, "ResNet-50")
    deeper = page.evaluate(GET_FIGURE_MARKUP, FIGURE_ANCHORS)
    assert [anchor for anchor, old, new in zip(FIGURE_ANCHORS, initial, deeper, strict=True) if old == new] == []
    expect(page.locator("#summary")).to_contain_text(f"{TORCHVISION['resnet50'].params:,} parameters")
    expect(volume(page.locator("#figure-11"), "layer2.0.relu3")).to_have_attribute(
        "aria-label", re.compile("28×28×512")
    )

    set_input_size(page, "64")
    smaller = page.evaluate(GET_FIGURE_MARKUP, FIGURE_ANCHORS)
    assert [anchor for anchor, old, new in zip(FIGURE_ANCHORS, deeper, smaller, strict=True) if old == new] == []
    expect(volume(page.locator("#figure-3"), "layer4.2.relu3")).to_have_attribute("aria-label", re.compile("2×2×2048"))
    expect(page.locator("#stem")).to_contain_text("⌊(64 + 2·3 − 7) / 2⌋ + 1 = 32")
    assert len({*paragraphs} & {*page.evaluate(GET_PARAGRAPHS)}) < len(paragraphs) / 2
    expect(page).to_have_url(re.compile(r"/article\?network=resnet50&size=64$"))
    assert page.evaluate("window.sameAsBefore")


def test_size_slider_stays_attached_while_dragged(page: Page) -> None:
    page.goto("/article?network=resnet18")
    slider = page.get_by_label("Side of the input")
    handle = slider.element_handle()
    box = slider.bounding_box()
    assert box
    y, start = box["y"] + box["height"] / 2, box["x"] + box["width"] * (224 - 16) / (512 - 16)
    page.mouse.move(start, y)
    page.mouse.down()
    page.mouse.move(start + 20, y, steps=2)
    expect(page).not_to_have_title(re.compile("224×224"))
    assert handle.evaluate("slider => slider.isConnected")
    page.mouse.move(start + 60, y, steps=2)
    page.mouse.up()
    side = slider.input_value()

    assert int(side) > 300
    expect(page).to_have_title(re.compile(f"{side}×{side}×3"))
    page.wait_for_url(f"**/article?network=resnet18&size={side}")


def test_numbers_in_the_first_sentence_are_dragged_and_stepped(page: Page) -> None:
    page.goto("/article")
    side, depth = (page.get_by_role("slider", name=name) for name in ("Side of the image", "Depth of the network"))
    box = side.bounding_box()
    assert box
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] - 54, box["y"] + 10, steps=2)
    expect(page.locator(".sides [data-same]")).to_have_text("160")
    page.mouse.up()
    expect(page).to_have_title(re.compile("160×160×3"))
    expect(volume(page.locator("#figure-3"), "layer4.2.relu2")).to_have_attribute("aria-label", re.compile("5×5×512"))

    depth.focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_title(re.compile("^ResNet-50, .*160×160×3"))
    expect(depth).to_be_focused()
    expect(depth).to_have_attribute("aria-valuetext", "50")
    page.wait_for_url("**/article?network=resnet50&size=160")


def test_cell_of_a_figure_is_in_the_url_and_outlasts_other_changes(page: Page) -> None:
    page.goto("/article")
    figure(page, "figure-9").get_by_role("slider", name="Output row").fill("12")
    page.wait_for_url("**/article?cells=9-12-0")
    choose_network(page, "ResNet-18")
    expect(page).to_have_url(re.compile(r"/article\?network=resnet18&cells=9-12-0$"))
    expect(figure(page, "figure-9").locator('[data-walk="sentence"]')).to_contain_text("Output row 12, column 0 reads")


def test_network_and_size_changes_preserve_the_scroll_position(page: Page, browser_log: BrowserLog) -> None:
    browser_log.expect_status(503)  # gradient run requested while the previous run is being cancelled
    page.goto("/article?network=cifar_resnet20")
    for anchor, network, side in (
        ("figure-1", "ResNet-18", "64"),
        ("figure-options", "ResNet-50", "33"),
        ("summary", "CIFAR ResNet-20", "48"),
    ):
        figure(page, anchor)
        page.mouse.wheel(0, -40)
        wait_until(page, f"document.getElementById('{anchor}').getBoundingClientRect().top > 120")
        initial_top = viewport_top(page, anchor)
        choose_network(page, network)
        assert viewport_top(page, anchor) == pytest.approx(initial_top, abs=2), network
        set_input_size(page, side)
        assert viewport_top(page, anchor) == pytest.approx(initial_top, abs=2), side


def test_back_forward_and_reload_restore_network_and_scroll_position(page: Page) -> None:
    page.goto("/article")
    figure(page, "figure-12")
    page.wait_for_timeout(SCROLL_END_DELAY)
    choose_network(page, "CIFAR ResNet-20")
    figure(page, "figure-4")
    page.wait_for_timeout(SCROLL_END_DELAY)
    initial_top = viewport_top(page, "figure-4")
    page.go_back()
    expect(page).to_have_title(re.compile("^ResNet-34, "))
    assert viewport_top(page, "figure-12") == pytest.approx(initial_top, abs=2)
    page.go_forward()
    expect(page).to_have_title(re.compile("^CIFAR ResNet-20, "))
    assert viewport_top(page, "figure-4") == pytest.approx(initial_top, abs=2)
    page.reload()
    expect(page).to_have_title(re.compile("^CIFAR ResNet-20, "))
    wait_until(page, f"Math.abs(document.getElementById('figure-4').getBoundingClientRect().top - {initial_top}) < 2")


@pytest.mark.parametrize("width", [768, 900])
def test_sizes_are_in_the_bar_of_a_narrow_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/article?size=97x131")

    expect(page.get_by_label("Width of the input, in pixels")).to_be_in_viewport(ratio=1)
    expect(page.get_by_label("H ≠ W")).to_be_in_viewport(ratio=1)
