"""Table 1: cell tooltips, cell links, input size, and export to clipboard and file."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.browser_log import BrowserLog

TOOLTIP_COVERS_CELL = """(cell) => {
  const [tip, own] = [document.getElementById("glance"), cell].map((element) => element.getBoundingClientRect());
  return Math.min(tip.right, own.right) > Math.max(tip.left, own.left)
    && Math.min(tip.bottom, own.bottom) > Math.max(tip.top, own.top);
}"""


def cell(page: Page, key: str) -> Locator:
    return page.locator(f'[data-cell="{key}"]')


def tooltip(page: Page) -> Locator:
    return page.locator("#glance")


@pytest.mark.parametrize("key", ["resnet18/conv1", "resnet34/layer2", "resnet152/layer3", "resnet101/layer4"])
def test_tooltip_shows_the_volumes_in_the_viewport_and_off_its_cell(page: Page, key: str) -> None:
    page.goto("/table?size=97x131")
    cell(page, key).hover()

    expect(tooltip(page)).to_be_visible()
    network, _, at = key.partition("/")
    owner = "every network" if at == "conv1" else f"ResNet-{network.removeprefix('resnet')}"
    expect(tooltip(page).locator("strong")).to_have_text(f"{at} of {owner}")
    expect(tooltip(page).locator("svg text").nth(2)).to_have_text(at)
    assert cell(page, key).evaluate(TOOLTIP_COVERS_CELL) is False
    box = tooltip(page).bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= 1440
    assert box["y"] + box["height"] <= 900


def test_cell_link_opens_its_layer_at_the_same_size_and_back_returns(page: Page) -> None:
    page.goto("/table?size=160")
    cell(page, "resnet50/layer3").click()

    page.wait_for_url("**/explore/resnet50?size=160&at=layer3")
    expect(page.locator("h1")).to_have_text("layer3")
    page.go_back()
    page.wait_for_url("**/table?size=160")
    expect(cell(page, "resnet50/layer3")).to_be_visible()


def test_size_change_updates_the_table_without_a_page_load(page: Page, browser_log: BrowserLog) -> None:
    page.goto("/table")
    page.evaluate("window.same = true")
    field = page.locator("#size")
    field.fill("97x131")
    field.press("Enter")

    expect(page.locator("#table-imagenet caption")).to_contain_text("97×131")
    page.get_by_role("link", name="160").first.click()
    expect(page.locator("#table-imagenet caption")).to_contain_text("160×160")
    expect(page.locator("#table-imagenet .output").nth(2)).to_have_text("20×20")
    expect(field).to_have_value("160")
    assert page.evaluate("window.same") is True

    browser_log.expect_status(422)
    field.fill("5000")
    field.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="5000")).to_have_text(
        "The height of the input is 5000; it has to be between 1 and 4096 pixels."
    )
    expect(page.locator("#table-imagenet caption")).to_contain_text("160×160")


def test_markdown_button_copies_the_table(open_page: Callable[..., Page]) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/table?size=64")
    page.get_by_role("button", name="Markdown").first.click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[2].startswith("| conv1 | 32×32 | 7×7, 64, stride 2 |")


def test_csv_is_downloaded_when_the_clipboard_is_unavailable(page: Page) -> None:
    page.goto("/table")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')); }")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").first.click()

    assert download.value.suggested_filename == "imagenet-resnets-224.csv"
    expect(page.locator(".toast")).to_be_visible()


def test_keyboard_focus_shows_the_tooltip_and_enter_opens_the_cell(page: Page) -> None:
    page.goto("/table")
    cell(page, "resnet34/layer1").focus()
    page.keyboard.press("Tab")
    entered = cell(page, "resnet50/layer1")

    expect(entered).to_be_focused()
    expect(tooltip(page)).to_be_visible()
    expect(entered).to_have_attribute("aria-describedby", "glance")
    page.keyboard.press("Escape")
    expect(tooltip(page)).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/explore/resnet50?at=layer1")


def test_second_tap_opens_the_cell_on_a_phone_and_held_sideways_only_the_table_scrolls(phone: Page) -> None:
    phone.goto("/table")
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    cell(phone, "resnet18/layer2").tap()

    expect(tooltip(phone)).to_be_visible()
    assert cell(phone, "resnet18/layer2").evaluate(TOOLTIP_COVERS_CELL) is False
    cell(phone, "resnet18/layer2").tap()
    phone.wait_for_url("**/explore/resnet18?at=layer2")
    phone.go_back()
    phone.set_viewport_size({"width": 680, "height": 390})
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    region = phone.locator("#table-imagenet")
    region.evaluate("region => region.scrollLeft = region.scrollWidth")
    head, last = region.locator("tbody th").nth(2), cell(phone, "resnet152/layer2")
    boxes = [head.bounding_box(), last.bounding_box()]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["x"] >= 0
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    assert boxes[1]["x"] + boxes[1]["width"] <= 680


def test_size_form_and_download_links_work_without_script(no_script: Page) -> None:
    no_script.goto("/table?cifar_size=48")
    no_script.locator("#size").fill("96")
    no_script.locator("#size").press("Enter")

    no_script.wait_for_url("**/table?*size=96*")
    expect(no_script.locator("#table-imagenet caption")).to_contain_text("96×96")
    expect(no_script.locator("#table-cifar caption")).to_contain_text("48×48")
    with no_script.expect_download() as download:
        no_script.get_by_role("link", name="LaTeX").first.click()
    assert download.value.suggested_filename == "imagenet-resnets-96.tex"


def test_rows_are_cards_on_a_phone_with_the_network_before_each_cell(phone: Page) -> None:
    phone.goto("/table")
    table = phone.locator("#table-imagenet")
    assert table.evaluate("table => table.scrollWidth <= table.clientWidth")
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    label = "(cell) => getComputedStyle(cell.closest('td'), '::before').content"
    assert [cell(phone, f"resnet{depth}/layer2").evaluate(label) for depth in (18, 152)] == [
        '"18-layer"',
        '"152-layer"',
    ]
    printed, computed = (
        table.get_by_role("row").filter(has_text=words) for words in ("first 1×1", "stride on the 3×3")
    )
    # The MACs of ResNet-18 and 34 are the same with both strides: one cell of the table, a line in both cards.
    expect(printed.locator("td").nth(1)).to_have_text("3.664 ×10⁹")
    expect(computed.locator("td").nth(1)).to_have_text("3.664 ×10⁹")
    expect(computed.locator("td").nth(1)).to_be_visible()
    box = cell(phone, "resnet152/layer2").bounding_box()
    assert box
    assert box["height"] >= 44
