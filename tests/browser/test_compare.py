"""Comparison page: network selection, options, tooltips, chart, keyboard, phone viewport and no script."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.browser_log import BrowserLog
from tests.browser.volumes import click, hover, tooltip_rows, volume, wait_for_query

SHORTCUTS_A_AND_B = "resnet34;shortcut=A,resnet34"
DRAW_TIMEOUT = 30_000  # milliseconds: software rendering on a loaded machine


def network_names(page: Page) -> Locator:
    return page.locator(".compared-network .name > a:first-of-type")


def horizontal_overflow(page: Page) -> int:
    """The page width minus the screen width; the viewport of a phone grows with overflowing content."""
    overflow: int = page.evaluate("document.documentElement.scrollWidth - screen.width")
    return overflow


def test_networks_are_added_and_removed_without_page_load(page: Page) -> None:
    page.goto("/compare")
    expect(network_names(page)).to_have_text(["VGG-19", "Plain-34", "ResNet-34"])
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name="Remove VGG-19").click()
    wait_for_query(page, networks="plain34,resnet34")
    page.get_by_text("Add a network").click()
    page.locator(".adding").get_by_role("link", name="ResNet-50", exact=True).click()
    wait_for_query(page, networks="plain34,resnet34,resnet50")
    expect(network_names(page)).to_have_text(["Plain-34", "ResNet-34", "ResNet-50"])
    expect(volume(page, "3/layer4.2.relu3")).to_be_attached()
    expect(page.locator(".totals thead th")).to_have_count(4)

    page.go_back()
    expect(network_names(page)).to_have_text(["Plain-34", "ResNet-34"])
    assert page.evaluate("window.stayed")


def test_size_applies_to_all_networks_and_options_to_a_single_network(page: Page) -> None:
    page.goto(f"/compare?networks={SHORTCUTS_A_AND_B}")
    common = page.get_by_label("Input of all")
    common.fill("64")
    common.press("Enter")
    wait_for_query(page, networks=SHORTCUTS_A_AND_B, size="64")
    expect(volume(page, "1/input")).to_have_attribute("aria-label", re.compile("64×64×3"))

    page.locator("#choices-2 summary").click()
    second = page.locator("#choices-2")
    second.get_by_role("link", name="C", exact=True).click()
    wait_for_query(page, networks="resnet34;shortcut=A,resnet34;shortcut=C", size="64")
    classes = second.get_by_label("Classes")
    classes.fill("10")
    classes.press("Enter")
    wait_for_query(page, networks="resnet34;shortcut=A,resnet34;classes=10;shortcut=C", size="64")
    expect(volume(page, "2/fc")).to_have_attribute("aria-label", re.compile("512 in, 10 out"))


def test_invalid_size_shows_an_alert_and_keeps_the_last_valid_picture(page: Page, browser_log: BrowserLog) -> None:
    page.goto("/compare")
    browser_log.expect_status(422)
    common = page.get_by_label("Input of all")
    common.fill("16")
    common.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="too small")).to_contain_text(
        "An input of 16×16 is too small for vgg19"
    )
    expect(volume(page, "1/input")).to_have_attribute("aria-label", re.compile("224×224×3"))


def test_flow_and_column_views_show_tooltips(page: Page) -> None:
    page.goto(f"/compare?networks={SHORTCUTS_A_AND_B}")
    hover(page, "2/layer2.0.relu2")
    flow_tooltip = tooltip_rows(page)
    assert flow_tooltip["in → out"] == "56×56×64 → 28×28×128"
    page.get_by_role("link", name="Columns").click()
    wait_for_query(page, networks=SHORTCUTS_A_AND_B, view="columns")
    hover(page, "2/layer2.1.relu2")
    assert tooltip_rows(page)["in → out"] == "28×28×128 → 28×28×128"


def test_volume_links_to_the_explorer_with_the_options_of_its_network(page: Page) -> None:
    page.goto(f"/compare?networks={SHORTCUTS_A_AND_B}&size=64")
    click(page, "1/layer2.0.relu2")
    page.wait_for_url("**/explore/resnet34?size=64&shortcut=A&at=layer2.0")
    expect(volume(page, "layer2.0.downsample")).to_have_attribute("aria-label", re.compile("zero padding"))


def test_lines_are_loaded_with_their_link_and_network_removal_updates_them(page: Page, browser_log: BrowserLog) -> None:
    browser_log.record_requests(page)
    page.goto(f"/compare?networks={SHORTCUTS_A_AND_B}")
    page.wait_for_load_state("networkidle")
    assert [url for url in browser_log.requests if "/figures/" in url] == []

    page.get_by_role("link", name="Differences").click()
    expect(page.locator(".chart .bars")).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 0)")
    page.get_by_role("link", name="Lines").click()
    page.wait_for_url("**chart=lines")
    names = page.locator("#overlay .legendtext")
    names.first.wait_for(timeout=DRAW_TIMEOUT)
    expect(names).to_have_text(["1 · ResNet-34 · shortcut A", "2 · ResNet-34 · shortcut B"])
    expect(page.locator("#overlay")).to_be_in_viewport(ratio=0.99)
    page.get_by_role("link", name="Remove ResNet-34 · shortcut A").click()
    expect(names).to_have_text(["1 · ResNet-34"])
    page.get_by_role("link", name="Lines").click()
    expect(page.locator("#overlay")).to_be_hidden()


def test_arrow_keys_move_focus_through_volumes_network_by_network(page: Page) -> None:
    page.goto("/compare?networks=resnet18,vgg19")
    page.keyboard.press("ArrowRight")
    expect(volume(page, "1/input")).to_be_focused()
    page.keyboard.press("End")
    expect(volume(page, "2/classifier.6")).to_be_focused()
    expect(page.get_by_role("tooltip")).to_contain_text("1000")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explore/resnet18?at=conv1")


def test_table_layer_expands_to_its_blocks(page: Page) -> None:
    page.goto(f"/compare?networks={SHORTCUTS_A_AND_B}")
    block = page.get_by_role("rowheader", name="layer2.0")
    expect(block).to_be_hidden()
    page.locator("summary", has_text="different in parameters").first.click()
    expect(block).to_be_visible()
    block.get_by_role("link", name="layer2.0 of network 2, in the explorer").click()
    page.wait_for_url("**/explore/resnet34?at=layer2.0")


def test_phone_page_has_no_horizontal_overflow(phone: Page) -> None:
    for networks in ("vgg19,plain34,resnet34", "resnet50;stride_on=1x1,resnet50,resnet152,cifar_resnet1202"):
        for view in ("flows", "columns"):
            phone.goto(f"/compare?networks={networks}&view={view}")
            assert horizontal_overflow(phone) <= 0, (networks, view)
    phone.locator("#choices-1 summary").tap()
    assert horizontal_overflow(phone) <= 0


def test_comparison_without_script_supports_forms_and_links(no_script: Page) -> None:
    no_script.goto("/compare")
    no_script.locator("#choices-3 summary").click()
    no_script.locator("#value-3-classes").fill("10")
    no_script.locator("#choices-3").get_by_role("button", name="Show").click()
    wait_for_query(no_script, networks="vgg19,plain34,resnet34;classes=10")
    no_script.get_by_label("Input of all").fill("64")
    no_script.locator(".common").get_by_role("button", name="Show").click()
    wait_for_query(no_script, networks="vgg19,plain34,resnet34;classes=10", size="64")
    no_script.get_by_text("Add a network").click()
    no_script.locator(".adding").get_by_role("link", name="ResNet-18", exact=True).click()
    expect(network_names(no_script)).to_have_count(4)
    no_script.locator(".inside summary").first.click()
    no_script.locator('[data-path="3/conv1"], [data-path="3/relu"]').first.click()
    no_script.wait_for_url("**/explore/resnet34?size=64&classes=10&at=conv1")


def test_totals_and_differences_are_cards_on_a_phone(phone: Page) -> None:
    phone.goto("/compare?networks=resnet34,cifar_resnet1202,wrn_28_10,seresnet50")
    for part in (".totals .scrolling", ".differences .scrolling"):
        assert phone.locator(part).evaluate("table => table.scrollWidth <= table.clientWidth"), part
    label = "(cell) => [getComputedStyle(cell, '::before').content, cell.innerText.trim()]"
    parameters = phone.locator(".totals tr").filter(has_text="Parameters").locator("td")
    assert [parameters.nth(number).evaluate(label) for number in (0, 2)] == [
        ['"ResNet-34 · 224×224"', "21.80 M"],
        ['"WRN-28-10 · 32×32"', "36.48 M +67 %"],
    ]
    volume = (
        phone.locator(".differences tr").filter(has=phone.get_by_role("link", name="conv1", exact=True)).locator("td")
    )
    words, values = volume.first.evaluate(label)
    assert (words, values.split("\n")) == ('"volume"', ["14 112×112×64", "23 32×32×16"])
    assert volume.nth(1).evaluate(label)[0] == '"parameters"'


def test_flows_run_downwards_on_a_phone_and_a_tap_shows_the_tooltip(phone: Page) -> None:
    phone.goto("/compare?networks=resnet18,resnet152")
    frame = phone.locator("#picture")
    expect(frame.locator("p:visible")).to_have_text(["1 ResNet-18", "2 ResNet-152"])
    expect(frame.locator(".scene:visible")).to_have_count(2)
    assert frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth")
    frame.locator('.down [data-path="2/layer1.0.relu3"] path').first.tap()

    expect(phone.get_by_role("tooltip")).to_contain_text("56×56×64 → 56×56×256")


def test_place_of_a_difference_comes_into_view(page: Page) -> None:
    page.goto("/compare?networks=resnet18,resnet34")
    page.locator(".differences").get_by_role("link", name="layer2", exact=True).click()

    expect(page.get_by_role("heading", name="layer2, side by side")).to_be_in_viewport(ratio=1)
    expect(page.locator(".places .scene").first).to_be_in_viewport()


def test_error_of_a_network_stands_at_the_field_that_was_edited(page: Page, browser_log: BrowserLog) -> None:
    browser_log.expect_status(422)
    page.goto("/compare?networks=resnet34,resnet18,resnet50")
    page.locator("#choices-2 summary").click()
    strides = page.locator("#value-2-strides")
    strides.fill("1,2,9,2")
    strides.press("Enter")

    alert = page.locator("#choices-2").get_by_role("alert")
    expect(alert).to_have_text("strides is '1,2,9,2'; it has to be 1 to 5 whole numbers from 1 to 4, as 1,2,2,2.")
    expect(alert).to_be_in_viewport()
    expect(page.get_by_role("alert").filter(visible=True)).to_have_count(1)
