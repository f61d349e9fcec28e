"""Who uses the keyboard is never put back to the beginning: after every change the focus is somewhere sensible."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_log import BrowserLog
from tests.browser.volumes import picture, volume, wait_for_query

HERE = "/explore/resnet34?at=layer2.0&scale=true&classes=10"
FOCUSED = "(({ id, ariaLabel, textContent }) => id || ariaLabel || textContent.trim())(document.activeElement)"

LEADS_TO = {
    'a[rel="next"]': "After: layer2 block 3",
    'a[rel="prev"]': "Before: layer1 block 2",
    '.presets a:text-is("96")': "96",
    '.networks a[title="ResNet-50"]': "ResNet-50",
    '.crumbs a:text-is("ResNet-34")': "layer2.0.relu2",
    '.crumbs a:text-is("layer2")': "layer2.0.relu2",
    "[data-option=classes] .reset": "value-classes",
    '.steps a:text-is("layer2.0.conv1")': "layer2.0.conv1",
}
"""What is chosen, by Enter, and what has the focus afterwards."""


@pytest.mark.parametrize("chosen", LEADS_TO)
def test_the_focus_stays_with_what_was_chosen(page: Page, chosen: str) -> None:
    page.goto(HERE)
    page.get_by_text("Options").click()
    link = page.locator(chosen).first
    address = page.url
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != address)

    assert page.evaluate(FOCUSED) == LEADS_TO[chosen]


MENUS = {"scale": "Readable", "shapes": "PyTorch", "more-networks": "VGG-19"}


@pytest.mark.parametrize("menu", MENUS)
def test_out_of_a_menu_it_goes_back_to_its_button(page: Page, menu: str) -> None:
    page.goto(HERE)
    address = page.url
    summary = page.locator(f"#{menu} summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.locator(f"#{menu} a").filter(has_text=MENUS[menu]).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != address)
    expect(summary).to_be_focused()


def test_at_the_last_block_it_goes_to_the_way_back(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer4.1")
    page.locator('a[rel="next"]').press("Enter")
    wait_for_query(page, at="layer4.2")
    expect(page.locator('a[rel="prev"]')).to_be_focused()


def test_a_typed_option_keeps_it(page: Page) -> None:
    page.goto("/explore/custom")
    depths = page.get_by_role("textbox", name="Blocks of each layer")
    depths.fill("1,2")
    depths.press("Enter")
    wait_for_query(page, depths="1,2")
    expect(depths).to_be_focused()
    expect(depths).to_have_accessible_name("Blocks of each layer")  # although it is marked as changed


def test_what_is_not_found_can_be_corrected_where_it_was_typed(page: Page) -> None:
    page.goto("/explore/resnet34")
    page.keyboard.press("/")
    page.keyboard.type("layer3.9.conv1")
    page.keyboard.press("Enter")
    expect(page.locator("#find")).to_be_focused()
    expect(page.locator(".notice")).to_have_text("ResNet-34 has no layer3.9.conv1; the picture shows layer3.")

    page.keyboard.type("layer3.5.conv1")
    page.keyboard.press("Enter")
    expect(volume(page, "layer3.5.conv1")).to_be_focused()
    expect(page.locator(".notice")).to_have_count(0)


def test_find_offers_every_path_of_the_network(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer1.0")
    page.keyboard.press("/")
    page.keyboard.type("layer4.2.")
    expect(page.locator('#paths option[value="layer4.2.conv2"]')).to_be_attached()
    assert page.locator("#paths option").count() <= 60


def test_a_step_of_an_operation_keeps_it(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2.0.1")
    volume(page, "layer2.0.relu1").press("Enter")
    page.wait_for_url(re.compile("relu1"))
    expect(volume(page, "layer2.0.relu1")).to_be_focused()


def test_an_addition_is_reached_between_what_it_adds_and_what_follows(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2.0")
    volume(page, "layer2.0.bn2").focus()
    page.keyboard.press("Tab")
    expect(volume(page, "layer2.0.add")).to_be_focused()
    page.keyboard.press("Tab")
    expect(volume(page, "layer2.0.relu2")).to_be_focused()


def test_unfolding_leads_to_what_was_hidden_and_folding_to_where_it_is_hidden(page: Page) -> None:
    page.goto("/explore/cifar_resnet1202?at=layer1")
    fold = picture(page).locator("a.fold")
    fold.press("Enter")
    expect(volume(page, "layer1.3.relu1")).to_be_focused()
    expect(volume(page, "layer1.3.relu1")).to_be_in_viewport()

    page.get_by_role("link", name="Fold the blocks of layer1").press("Enter")
    expect(fold).to_be_focused()
    wait_for_query(page, at="layer1")


def test_escape_takes_back_what_was_typed(page: Page, browser_log: BrowserLog) -> None:
    page.goto("/explore/resnet34?classes=10")
    page.get_by_text("Options").click()
    asked = len(browser_log.requests)
    for field, shown in [("Height of the input", "224"), ("Classes", "10")]:
        page.get_by_label(field, exact=field == "Classes").fill("77")
        page.keyboard.press("Escape")
        expect(page.get_by_label(field, exact=field == "Classes")).to_have_value(shown)
        page.keyboard.press("Tab")
    expect(page.get_by_label("Width of the input")).to_have_value("224")
    assert browser_log.requests[asked:] == []


def test_the_skip_link_leads_to_the_view_that_is_open(page: Page) -> None:
    page.goto("/explore/resnet34")
    page.get_by_role("button", name="3-D").click()
    page.get_by_role("application", name="3-D view").wait_for(timeout=30_000)
    page.locator(".skip").press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#space') !== null")


def test_choosing_what_is_shown_adds_nothing_to_the_history(page: Page) -> None:
    page.goto("/explore/resnet34?size=96")
    length = page.evaluate("history.length")
    with page.expect_response("**/explore/resnet34?size=96"):
        page.get_by_role("link", name="96", exact=True).click()
    page.get_by_role("link", name="128", exact=True).click()
    wait_for_query(page, size="128")
    assert page.evaluate("history.length") == length + 1


def test_on_a_phone_what_was_scrolled_sideways_stays_so(phone: Page) -> None:
    phone.goto("/explore/cifar_resnet110")
    expect(phone.locator(".networks [aria-current]")).to_be_in_viewport(ratio=1)
    scrolled = phone.locator("#picture, .networks")
    phone.locator("#picture").evaluate("(frame) => (frame.scrollLeft = frame.scrollWidth / 2)")
    before = scrolled.evaluate_all("all => all.map((one) => one.scrollLeft)")
    phone.get_by_role("link", name="64", exact=True).tap()
    wait_for_query(phone, size="64")
    after = scrolled.evaluate_all("all => all.map((one) => one.scrollLeft)")
    assert after == pytest.approx(before, rel=0.1)
    assert min(before) > 100
