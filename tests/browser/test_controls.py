"""Network and size controls of the explorer: they update the picture and keep the selected position."""

import re

from playwright.sync_api import Page, expect

from tests.browser.browser_log import BrowserLog
from tests.browser.volumes import hover, picture, tooltip_rows, volume, wait_for_query

PLACES = "(fields) => fields.map((field) => [field.offsetLeft, field.offsetTop])"


def expect_input_shape(page: Page, shape: str) -> None:
    """Waits until the picture shows an input of the given shape."""
    expect(volume(page, "input")).to_have_attribute("aria-label", f"input image, {shape}")


def test_depth_link_selects_the_network(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="ResNet-152", exact=True).click()

    expect(page).to_have_url(re.compile(r"/explore/resnet152$"))
    hover(page, "layer3.5.relu3")
    assert tooltip_rows(page)["in → out"] == "14×14×1024 → 14×14×1024"
    expect(page).to_have_title("ResNet-152 · 224×224×3 · ResNet Volumes")


def test_height_and_width_are_typed_in_one_go(page: Page) -> None:
    page.goto("/explore/resnet18")
    page.locator("#height").select_text()
    page.keyboard.type("97x131")
    page.keyboard.press("Enter")
    wait_for_query(page, size="97x131")
    expect_input_shape(page, "97×131×3")

    page.locator("#height").evaluate(PASTE, "64 × 48")
    wait_for_query(page, size="64x48")


PASTE = """(field, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text", text);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def test_size_preset_keeps_the_position_and_is_marked_current(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2.0")
    preset = page.get_by_role("link", name="96", exact=True)
    preset.click()

    wait_for_query(page, size="96", at="layer2.0")
    expect(preset).to_have_attribute("aria-current", "true")
    expect(volume(page, "layer2.0.relu2")).to_have_attribute("aria-label", re.compile("12×12×128 out$"))


def test_height_field_sets_both_sides(page: Page) -> None:
    page.goto("/explore/resnet34")
    height = page.get_by_label("Height of the input")
    height.fill("97")
    height.press("Enter")

    expect_input_shape(page, "97×97×3")
    wait_for_query(page, size="97")
    expect(page.get_by_label("Width of the input")).to_have_value("97")


def test_unequal_sides_checkbox_separates_height_and_width(page: Page) -> None:
    page.goto("/explore/resnet34")
    page.get_by_label("H ≠ W").check()
    page.get_by_label("Height of the input").fill("160")
    page.get_by_label("Width of the input").fill("224")
    page.get_by_label("Width of the input").press("Tab")

    expect_input_shape(page, "160×224×3")
    wait_for_query(page, size="160x224")
    hover(page, "layer4.2.relu2")
    assert tooltip_rows(page)["PyTorch"] == "1×512×5×7"

    page.get_by_label("H ≠ W").uncheck()
    expect_input_shape(page, "160×160×3")


def test_size_slider_updates_the_picture_and_back_restores_the_initial_size(page: Page) -> None:
    page.goto("/explore/resnet34?size=128")
    slider = page.get_by_label("Side of the input")
    box = slider.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    start = box["x"] + box["width"] * (128 - 16) / (512 - 16)
    cancelled: list[str] = []
    page.on("requestfailed", lambda request: cancelled.append(request.url))
    page.mouse.move(start, y)
    page.mouse.down()
    for step in range(1, 30):
        page.mouse.move(start + 2 * step, y)
    assert cancelled == [], "one request is under way at a time, and the last size is requested after it"
    page.mouse.up()
    side = slider.input_value()

    assert int(side) > 200
    expect_input_shape(page, f"{side}×{side}×3")
    wait_for_query(page, size=side)
    page.go_back()
    expect_input_shape(page, "128×128×3")
    wait_for_query(page, size="128")


def test_rapid_slider_input_keeps_the_initial_size_in_the_history(page: Page) -> None:
    page.goto("/explore/resnet34?size=128")
    page.get_by_label("Side of the input").evaluate(
        """(slider) => {
          for (const side of [150, 170, 190]) {
            slider.value = side;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
          }
          slider.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    expect_input_shape(page, "190×190×3")
    page.go_back()
    expect_input_shape(page, "128×128×3")


SLIDE = """(slider, [side, event]) => {
  slider.value = side;
  slider.dispatchEvent(new Event(event, { bubbles: true }));
}"""


def test_picture_stays_in_place_while_the_size_is_dragged_through_sizes_with_notes(page: Page) -> None:
    page.goto("/explore/resnet34")
    slider, frame, notes = page.get_by_label("Side of the input"), page.locator("#picture"), page.locator(".finding")
    expect(notes).to_have_count(0)
    start = frame.bounding_box()

    slider.evaluate(SLIDE, ["64", "input"])
    expect_input_shape(page, "64×64×3")
    assert frame.bounding_box() == start
    slider.evaluate(SLIDE, ["64", "change"])
    expect(notes.first).to_be_visible()
    assert notes.count() > 1

    below = frame.bounding_box()
    slider.evaluate(SLIDE, ["224", "input"])
    expect_input_shape(page, "224×224×3")
    expect(notes.first).to_be_hidden()
    assert frame.bounding_box() == below
    slider.evaluate(SLIDE, ["224", "change"])
    expect(notes).to_have_count(0)
    assert frame.bounding_box() == start


def test_size_fields_keep_focus_while_the_picture_updates(page: Page) -> None:
    page.goto("/explore/resnet34?size=96x128")
    page.get_by_label("Height of the input").select_text()
    page.keyboard.type("160")
    page.keyboard.press("Tab")
    expect_input_shape(page, "160×128×3")
    expect(page.get_by_label("Width of the input")).to_be_focused()
    page.keyboard.type("224")
    page.keyboard.press("Enter")
    expect_input_shape(page, "160×224×3")


def test_arrow_keys_move_the_size_slider(page: Page) -> None:
    page.goto("/explore/resnet34?size=128")
    slider = page.get_by_label("Side of the input")
    slider.focus()
    slider.press("ArrowRight")
    expect_input_shape(page, "129×129×3")
    slider.press("ArrowRight")
    expect_input_shape(page, "130×130×3")
    expect(slider).to_be_focused()


def test_invalid_size_shows_an_alert_and_keeps_the_last_valid_picture(page: Page, browser_log: BrowserLog) -> None:
    page.goto("/explore/vgg19?size=64")
    before = (page.url, picture(page).inner_html())
    places = page.locator(".setup .field:not(.panel *)").evaluate_all(PLACES)
    browser_log.expect_status(422)
    height = page.get_by_label("Height of the input")
    height.fill("16")
    height.press("Enter")

    alert = page.get_by_role("alert")
    expect(alert).to_have_text(
        "An input of 16×16 is too small for vgg19: features.36 is given 1×1×512, and ⌊(1 + 2·0 − 2) / 2⌋ + 1 = 0. "
        "Choose 32×32 or larger."
    )
    assert (page.url, picture(page).inner_html()) == before
    expect(page.locator(".instead")).to_have_text("Instead: VGG-19 · input 32×32")
    field_box, alert_box = height.bounding_box(), alert.bounding_box()
    assert field_box
    assert alert_box
    assert 0 < alert_box["y"] - field_box["y"] < 100
    assert page.locator(".setup .field:not(.panel *)").evaluate_all(PLACES) == places

    height.fill("")
    height.press("Enter")
    expect(alert).to_have_text("The height is empty. Type pixels from 1 to 4096, as 224.")
    height.fill("32")
    height.press("Enter")
    expect_input_shape(page, "32×32×3")
    expect(alert).to_have_count(0)
