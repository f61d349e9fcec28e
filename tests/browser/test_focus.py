"""Keyboard focus after updates of the explorer: it stays on the control or moves to its replacement."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_log import BrowserLog
from tests.browser.volumes import picture, volume, wait_for_query

START_URL = "/explore/resnet34?at=layer2.0&scale=true&classes=10"
GET_FOCUSED_NAME = "(({ id, ariaLabel, textContent }) => id || ariaLabel || textContent.trim())(document.activeElement)"

FOCUS_AFTER_ENTER = {
    'a[rel="next"]': "After: layer2 block 3",
    'a[rel="prev"]': "Before: layer1 block 2",
    '.presets a:text-is("96")': "96",
    '.networks .segments a[title="ResNet-50"]': "ResNet-50",
    '.crumbs a:text-is("ResNet-34")': "layer2.0.relu2",
    '.crumbs a:text-is("layer2")': "layer2.0.relu2",
    "[data-option=classes] .reset": "value-classes",
    '.steps a:text-is("layer2.0.conv1")': "layer2.0.conv1",
}
"""The selector of each control, and the name of the focused element after Enter on the control."""


@pytest.mark.parametrize("chosen", FOCUS_AFTER_ENTER)
def test_focus_stays_on_the_chosen_control(page: Page, chosen: str) -> None:
    page.goto(START_URL)
    page.get_by_text("Options").click()
    link = page.locator(chosen).first
    initial_url = page.url
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != initial_url)

    assert page.evaluate(GET_FOCUSED_NAME) == FOCUS_AFTER_ENTER[chosen]


MENU_ENTRIES = {"scale": "Readable", "shapes": "PyTorch", "picker": "VGG-19"}


@pytest.mark.parametrize("menu", MENU_ENTRIES)
def test_focus_returns_to_the_menu_button_after_a_choice(page: Page, menu: str) -> None:
    page.goto(START_URL)
    initial_url = page.url
    summary = page.locator(f"#{menu} summary")
    summary.focus()
    page.keyboard.press("Enter")
    if menu == "picker":
        expect(page.get_by_label("Filter the networks")).to_be_focused()  # before another focus, which it would take
    page.locator(f"#{menu} a").filter(has_text=MENU_ENTRIES[menu]).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != initial_url)
    expect(summary).to_be_focused()


def test_focus_moves_to_the_previous_link_at_the_last_block(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer4.1")
    page.locator('a[rel="next"]').press("Enter")
    wait_for_query(page, at="layer4.2")
    expect(page.locator('a[rel="prev"]')).to_be_focused()


def test_text_option_keeps_focus_after_enter(page: Page) -> None:
    page.goto("/explore/custom")
    depths = page.get_by_role("textbox", name="Blocks of each layer")
    depths.fill("1,2")
    depths.press("Enter")
    wait_for_query(page, depths="1,2")
    expect(depths).to_be_focused()
    expect(depths).to_have_accessible_name("Blocks of each layer")  # the name excludes the mark of a changed option


def test_find_field_keeps_focus_after_an_unknown_path(page: Page) -> None:
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


def test_escape_gives_the_focus_back_from_the_find_field(page: Page) -> None:
    page.goto("/explore/resnet34")
    volume(page, "layer2.0.relu2").focus()
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.press("Escape")

    expect(volume(page, "layer2.0.relu2")).to_be_focused()


def test_mistyped_path_leaves_the_page_as_it_is(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2.0.1")
    page.keyboard.press("/")
    page.keyboard.type("layer9.0")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_have_text("No step of this network has layer9.0 in its path.")
    expect(page.locator("#find")).to_be_focused()
    assert page.url.endswith("/explore/resnet34?at=layer2.0.1")


def test_find_field_suggests_paths_of_the_network(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer1.0")
    page.keyboard.press("/")
    page.keyboard.type("layer4.2.")
    expect(page.locator('#paths option[value="layer4.2.conv2"]')).to_be_attached()
    assert page.locator("#paths option").count() <= 60


def test_find_field_leads_to_the_first_path_that_contains_what_is_typed(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer4")
    page.keyboard.press("/")
    page.keyboard.type("conv2")
    page.keyboard.press("Enter")
    expect(volume(page, "layer1.0.conv2")).to_be_focused()


def test_operation_keeps_focus_after_enter(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2.0.1")
    volume(page, "layer2.0.relu1").press("Enter")
    page.wait_for_url(re.compile("relu1"))
    expect(volume(page, "layer2.0.relu1")).to_be_focused()


def test_tab_order_places_the_addition_between_its_operand_and_its_successor(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2.0")
    volume(page, "layer2.0.bn2").focus()
    page.keyboard.press("Tab")
    expect(volume(page, "layer2.0.add")).to_be_focused()
    page.keyboard.press("Tab")
    expect(volume(page, "layer2.0.relu2")).to_be_focused()


def test_unfold_focuses_the_first_hidden_volume_and_fold_focuses_the_fold_link(page: Page) -> None:
    page.goto("/explore/cifar_resnet1202?at=layer1")
    fold = picture(page).locator("a.fold")
    fold.press("Enter")
    expect(volume(page, "layer1.3.relu1")).to_be_focused()
    expect(volume(page, "layer1.3.relu1")).to_be_in_viewport()

    page.get_by_role("link", name="Fold the blocks of layer1").press("Enter")
    expect(fold).to_be_focused()
    wait_for_query(page, at="layer1")


def test_escape_restores_the_field_value_without_a_request(page: Page, browser_log: BrowserLog) -> None:
    page.goto("/explore/resnet34?classes=10")
    page.get_by_text("Options").click()
    browser_log.record_requests(page)
    for field, shown in [("Height of the input", "224"), ("Classes", "10")]:
        page.get_by_label(field, exact=field == "Classes").fill("77")
        page.keyboard.press("Escape")
        expect(page.get_by_label(field, exact=field == "Classes")).to_have_value(shown)
        page.keyboard.press("Tab")
    expect(page.get_by_label("Width of the input")).to_have_value("224")
    assert browser_log.requests == []


def test_current_size_link_adds_no_history_entry(page: Page) -> None:
    page.goto("/explore/resnet34?size=96")
    length = page.evaluate("history.length")
    with page.expect_response("**/explore/resnet34?size=96"):
        page.get_by_role("link", name="96", exact=True).click()
    page.get_by_role("link", name="128", exact=True).click()
    wait_for_query(page, size="128")
    assert page.evaluate("history.length") == length + 1


def test_phone_keeps_horizontal_scroll_positions_after_a_size_change(phone: Page) -> None:
    phone.goto("/explore/cifar_resnet110?at=layer2")
    for shown in (".legend", ".segments [aria-current]"):
        expect(phone.locator(f".networks {shown}").first).to_be_in_viewport(ratio=1)
    scrolled = phone.locator("#picture")
    phone.locator("#picture").evaluate("(frame) => (frame.scrollLeft = frame.scrollWidth / 2)")
    before = scrolled.evaluate_all("elements => elements.map((element) => element.scrollLeft)")
    phone.get_by_role("button", name="Settings").tap()
    phone.get_by_role("link", name="64", exact=True).tap()
    wait_for_query(phone, at="layer2", size="64")
    phone.get_by_role("button", name="Close").tap()
    expect(phone.get_by_role("link", name="64", exact=True)).to_be_hidden()
    after = scrolled.evaluate_all("elements => elements.map((element) => element.scrollLeft)")
    assert after == pytest.approx(before, rel=0.1)
    assert min(before) > 100
