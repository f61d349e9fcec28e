"""Touch input: the first tap shows the tooltip, the second opens the volume."""

import re

from playwright.sync_api import Page, expect

from tests.browser.volumes import output_shape, picture, visible_point


def tap(page: Page, path: str) -> None:
    page.touchscreen.tap(*visible_point(page, path))


def test_first_tap_shows_the_tooltip_and_second_tap_opens_the_volume(phone: Page) -> None:
    phone.goto("/explore/resnet34")
    tap(phone, "layer1.0.relu2")
    expect(phone.get_by_role("tooltip")).to_be_visible()
    assert output_shape(phone) == "56×56×64"
    expect(phone).to_have_url(re.compile(r"/resnet34$"))

    tap(phone, "maxpool")
    expect(phone.get_by_role("tooltip")).to_contain_text("max pooling")
    expect(phone).to_have_url(re.compile(r"/resnet34$"))
    tap(phone, "maxpool")
    expect(picture(phone)).to_have_attribute("data-view", "operation")
    expect(phone).to_have_url(re.compile(r"at=maxpool"))


def test_layer_entered_from_below_shows_the_head_that_tells_the_place(phone: Page) -> None:
    phone.goto("/explore/resnet34")
    expect(phone.locator(".caption p").first).to_contain_text(
        "Tap a box for its numbers, and again to see what is inside."
    )
    phone.evaluate("scrollTo(0, 400)")
    tap(phone, "layer1.0.relu2")
    tap(phone, "layer1.0.relu2")

    expect(picture(phone)).to_have_attribute("data-view", "layer")
    expect(phone.get_by_role("heading", level=1)).to_be_in_viewport()
    expect(picture(phone).locator('[data-path="layer1.0.relu2"]')).to_be_in_viewport()


def test_tap_outside_a_volume_hides_the_tooltip(phone: Page) -> None:
    phone.goto("/explore/resnet34")
    tap(phone, "relu")
    expect(phone.get_by_role("tooltip")).to_be_visible()
    phone.get_by_role("heading", level=1).tap()
    expect(phone.get_by_role("tooltip")).to_be_hidden()


def test_tooltip_stays_in_the_viewport_and_off_its_volume(phone: Page) -> None:
    phone.goto("/explore/resnet34")
    for path in ("input", "layer2.1.relu2", "fc"):
        tap(phone, path)
        tip = phone.get_by_role("tooltip").bounding_box()
        own = picture(phone).locator(f'[data-path="{path}"]').bounding_box()
        assert tip
        assert own
        assert (tip["x"] >= 0, tip["x"] + tip["width"] <= 390, tip["y"] >= 0, tip["y"] + tip["height"] <= 844) == (
            (True, True, True, True)
        )
        assert tip["y"] + tip["height"] <= own["y"] or own["y"] + own["height"] <= tip["y"], path


def test_chart_runs_downwards_and_a_tap_on_a_bar_lights_its_volume(phone: Page) -> None:
    phone.goto("/explore/resnet34")
    phone.get_by_role("link", name="Chart").click()
    bars = phone.locator(".bars:visible")
    expect(bars).to_have_count(1)
    expect(bars).to_be_in_viewport()
    assert phone.locator("#picture").evaluate("frame => frame.scrollWidth <= frame.clientWidth")
    after = phone.locator(".caption p").first.evaluate("(words) => getComputedStyle(words, '::after').content")
    assert after == "none"  # on layers it says that the drawing scrolls sideways
    bar = bars.locator('[data-bar="layer2.1.relu2"]')
    box = bar.locator(".front").first.bounding_box()
    assert box
    phone.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(phone.get_by_role("tooltip")).to_contain_text("231,211,008, 6.3 % of the network")  # 2·128·128·9·28·28
    expect(picture(phone).locator(".volume.lit[data-path='layer2.1.relu2']")).to_be_visible()
    phone.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    phone.wait_for_url("**at=layer2**")


def test_sheet_stays_where_it_is_after_a_change_and_closes_for_the_list_of_networks(phone: Page) -> None:
    phone.goto("/explore/resnet18?size=64")
    phone.get_by_role("button", name="Settings").tap()
    phone.locator("#options summary").tap()
    sheet = phone.locator(".settings .controls")
    sheet.evaluate("sheet => { sheet.scrollTop = 300; }")
    channels = phone.get_by_label("Input channels")
    channels.fill("1")
    channels.press("Enter")
    phone.wait_for_url("**channels=1")
    assert sheet.evaluate("sheet => sheet.scrollTop") == 300

    phone.locator("#picker summary").tap()
    expect(sheet).to_be_hidden()
    expect(phone.get_by_role("button", name="Settings")).to_have_attribute("aria-expanded", "false")
    expect(phone.locator("#picker .panel")).to_be_in_viewport()
