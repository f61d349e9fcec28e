"""The picker of networks: its filter, its keys, and when it closes."""

import re

from playwright.sync_api import Page, expect

from app.networks.catalogue import NETWORKS
from tests.browser.volumes import volume


def expect_input_shape(page: Page, shape: str) -> None:
    """Waits until the picture shows an input of the given shape."""
    expect(volume(page, "input")).to_have_attribute("aria-label", f"input image, {shape}")


def test_picker_filters_networks_and_opens_one_by_keyboard(page: Page) -> None:
    page.goto("/explore/resnet34?size=64")
    page.locator("#picker summary").press("Enter")
    links = page.locator("#picker [data-name]:visible")
    expect(links).to_have_count(len(NETWORKS))
    field = page.get_by_label("Filter the networks")
    field.fill("squeeze")  # a word of the family
    expect(links).to_have_text([re.compile("^SE-")] * 6)
    field.fill((field.get_attribute("placeholder") or "").split(" or ")[1])  # what the field itself suggests
    expect(links.first).to_have_attribute("title", "CIFAR ResNet-110")
    found = page.locator("#picker .found")
    field.fill("cifar 56")
    expect(found).to_have_text(f"2 of {len(NETWORKS)} networks; Enter opens CIFAR ResNet-56")
    field.fill("mobilenet")
    expect(found).to_have_text("No network has this name.")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/explore/resnet34\?size=64$"))
    field.fill("")
    page.keyboard.type("plain cifar 5")
    expect(links).to_have_text(["CIFAR Plain-56"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/explore/cifar_plain56\?size=64$"))
    expect(page.locator("#picker summary")).to_be_focused()
    expect(links).to_have_count(0)
    expect_input_shape(page, "64×64×3")


def test_picker_closes_when_tab_leaves_it(page: Page) -> None:
    page.goto("/explore/resnet34")
    page.locator("#picker summary").press("Enter")
    expect(page.get_by_label("Filter the networks")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#picker .own a")).to_be_focused()
    page.keyboard.press("Tab")

    expect(page.locator("#picker .panel")).to_be_hidden()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "ResNet-34"


def test_arrow_keys_move_through_the_lines_of_the_picker(page: Page) -> None:
    page.goto("/explore/resnet34")
    page.locator("#picker summary").press("Enter")
    expect(page.get_by_label("Filter the networks")).to_be_focused()
    for key, title in {
        "ArrowDown": "ResNet-34",
        "ArrowRight": "ResNet-50",
        "Home": "ResNet-18",
        "ArrowUp": "Filter the networks",
    }.items():
        page.keyboard.press(key)
        focused = page.evaluate("document.activeElement.title || document.activeElement.ariaLabel")
        assert focused == title
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.matches('#picker .family a')")
