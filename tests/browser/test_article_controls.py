"""Another depth or size of the article: everything changes, and who reads stays where they read."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_log import BrowserLog
from tests.browser.test_article import PICTURES
from tests.browser.volumes import figure, volume, wait_until
from tests.support.published import TORCHVISION

SCROLLED = 300  # milliseconds until the browser says that the scrolling has ended
DRAWN = "(anchors) => anchors.map((anchor) => document.querySelector(`#${anchor} svg[data-view]`).outerHTML)"
SENTENCES = "() => [...document.querySelectorAll('.article section[id] > p')].map((p) => p.textContent)"


def top(page: Page, anchor: str) -> float:
    found: float = page.locator(f"#{anchor}").evaluate("element => element.getBoundingClientRect().top")
    return found


def choose(page: Page, network: str) -> None:
    """By the bar that stays in sight."""
    page.get_by_role("form", name="What the article is about").get_by_role("link", name=network, exact=True).click()
    expect(page).to_have_title(re.compile(rf"^{network}, volume by volume"))


def resize(page: Page, side: str) -> None:
    page.get_by_label("Height of the input").fill(side)
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile(rf"{side}×{side}×3"))


def test_another_depth_and_size_change_every_figure_and_sentence_without_a_new_page(page: Page) -> None:
    page.goto("/article")
    page.evaluate("window.sameAsBefore = true")
    before, said = page.evaluate(DRAWN, PICTURES), page.evaluate(SENTENCES)

    choose(page, "ResNet-50")
    deeper = page.evaluate(DRAWN, PICTURES)
    assert [anchor for anchor, old, new in zip(PICTURES, before, deeper, strict=True) if old == new] == []
    expect(page.locator("#summary")).to_contain_text(f"{TORCHVISION['resnet50'].params:,} parameters")
    expect(volume(page.locator("#figure-11"), "layer2.0.relu3")).to_have_attribute(
        "aria-label", re.compile("28×28×512")
    )

    resize(page, "64")
    smaller = page.evaluate(DRAWN, PICTURES)
    assert [anchor for anchor, old, new in zip(PICTURES, deeper, smaller, strict=True) if old == new] == []
    expect(volume(page.locator("#figure-3"), "layer4.2.relu3")).to_have_attribute("aria-label", re.compile("2×2×2048"))
    expect(page.locator("#stem")).to_contain_text("⌊(64 + 2·3 − 7) / 2⌋ + 1 = 32")
    assert len({*said} & {*page.evaluate(SENTENCES)}) < len(said) / 2
    expect(page).to_have_url(re.compile(r"/article\?network=resnet50&size=64$"))
    assert page.evaluate("window.sameAsBefore")


def test_the_size_is_dragged_without_losing_hold_of_the_slider(page: Page) -> None:
    page.goto("/article")
    slider = page.get_by_label("Side of the input")
    handle = slider.element_handle()
    box = slider.bounding_box()
    assert box
    y, start = box["y"] + box["height"] / 2, box["x"] + box["width"] * (224 - 16) / (512 - 16)
    page.mouse.move(start, y)
    page.mouse.down()
    page.mouse.move(start + 20, y, steps=4)
    expect(page).not_to_have_title(re.compile("224×224"))
    assert handle.evaluate("slider => slider.isConnected")
    page.mouse.move(start + 60, y, steps=4)
    page.mouse.up()
    side = slider.input_value()

    assert int(side) > 300
    expect(page).to_have_title(re.compile(f"{side}×{side}×3"))
    page.wait_for_url(f"**/article?size={side}")


@pytest.mark.parametrize("anchor", ["figure-1", "figure-7", "figure-10", "figure-options", "summary"])
def test_who_reads_stays_where_they_read(page: Page, browser_log: BrowserLog, anchor: str) -> None:
    browser_log.expect_status(503)  # near the gradients of one network while those of another are being given up
    page.goto("/article")
    figure(page, anchor)
    page.mouse.wheel(0, -40)
    wait_until(page, f"document.getElementById('{anchor}').getBoundingClientRect().top > 120")
    stood = top(page, anchor)
    for network in ("ResNet-152", "CIFAR ResNet-20", "ResNet-18"):
        choose(page, network)
        assert top(page, anchor) == pytest.approx(stood, abs=2), network
    resize(page, "33")
    assert top(page, anchor) == pytest.approx(stood, abs=2)


def test_back_forward_and_reload_show_what_was_shown_where_it_was_read(page: Page) -> None:
    page.goto("/article")
    figure(page, "figure-12")
    page.wait_for_timeout(SCROLLED)
    choose(page, "CIFAR ResNet-20")
    figure(page, "figure-4")
    page.wait_for_timeout(SCROLLED)
    stood = top(page, "figure-4")
    page.go_back()
    expect(page).to_have_title(re.compile("^ResNet-34, "))
    assert top(page, "figure-12") == pytest.approx(stood, abs=2)
    page.go_forward()
    expect(page).to_have_title(re.compile("^CIFAR ResNet-20, "))
    assert top(page, "figure-4") == pytest.approx(stood, abs=2)
    page.reload()
    expect(page).to_have_title(re.compile("^CIFAR ResNet-20, "))
    wait_until(page, f"Math.abs(document.getElementById('figure-4').getBoundingClientRect().top - {stood}) < 2")
