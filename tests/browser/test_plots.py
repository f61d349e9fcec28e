"""The 3-D view: loading on demand, tooltips, rotation, tour and links."""

import re
from base64 import b64encode
from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.browser_log import BrowserLog
from tests.browser.volumes import picture, tooltip_rows, wait_for_query
from tests.support.overlap import Area, mutual, rectangle

SMALL = {"width": 640, "height": 480}
RENDER_TIMEOUT = 30_000  # milliseconds; allows for software rendering on a busy machine


def view_3d(page: Page) -> Locator:
    return page.get_by_role("application", name="3-D view")


def open_3d_view(page: Page, address: str) -> None:
    """Open the 3-D view of a place in a small window: Chromium draws it without a graphics card."""
    page.set_viewport_size(SMALL)
    page.goto(address)
    page.get_by_role("button", name="3-D").click()
    view_3d(page).locator("canvas").first.wait_for(timeout=RENDER_TIMEOUT)


def point_at(page: Page, heading: str) -> tuple[float, float]:
    """Move the mouse across the 3-D view until the tooltip has this beginning; returns where that is."""
    box = view_3d(page).bounding_box()
    assert box
    for down, across in product((0.5, 0.6, 0.4, 0.7, 0.3), range(4, 96, 2)):
        spot = (box["x"] + across / 100 * box["width"], box["y"] + down * box["height"])
        page.mouse.move(*spot)
        tooltip = page.get_by_role("tooltip")
        if tooltip.is_visible() and tooltip_rows(page)[""].startswith(heading):
            return spot
    pytest.fail(f"{heading} was not found")


def cropped_labels(page: Page) -> list[str]:
    """The visible labels that extend beyond the 3-D view."""
    found: list[str] = view_3d(page).evaluate(
        """(view) => {
          const frame = view.getBoundingClientRect();
          return [...view.querySelectorAll("text.annotation-text")].filter((text) => {
            const box = text.getBoundingClientRect();
            const isShown = box.width > 0 && getComputedStyle(text.closest(".annotation-text-g")).display !== "none";
            const isInside = box.left >= frame.left && box.right <= frame.right && box.top >= frame.top;
            return isShown && !(isInside && box.bottom <= frame.bottom);
          }).map((text) => text.textContent);
        }"""
    )
    return found


def shown_labels(page: Page) -> list[Area]:
    """The visible labels of the 3-D view with the box that each of them takes."""
    found: list[tuple[str, list[float]]] = view_3d(page).evaluate(
        """(view) => [...view.querySelectorAll("text.annotation-text")].map((text) => {
          const { left, top, right, bottom } = text.getBoundingClientRect();
          return [text.textContent, [left, top, right, bottom]];
        }).filter(([, [left, , right]]) => left < right)"""
    )
    return [Area(text, rectangle((left, top, right, bottom))) for text, (left, top, right, bottom) in found]


def assert_legible(page: Page, texts: set[str]) -> None:
    """Assert that the 3-D view has these labels, and that none overlaps another or is cropped."""
    labels = shown_labels(page)
    assert texts - {label.name for label in labels} == set()
    assert mutual(labels) == []
    assert cropped_labels(page) == []


def test_mouse_and_keys_rotate_the_3d_view_and_2d_button_restores_the_picture(
    page: Page, browser_log: BrowserLog
) -> None:
    browser_log.record_requests(page)
    page.goto("/explore/cifar_resnet20")
    page.wait_for_load_state("networkidle")
    assert [url for url in browser_log.requests if "plotly" in url or url.endswith("plots.js")] == []
    open_3d_view(page, "/explore/cifar_resnet20")
    expect(picture(page)).to_be_hidden()
    page.wait_for_timeout(500)
    views = [view_3d(page).screenshot()]
    box = view_3d(page).bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 160, middle[1] + 30, steps=5)
    page.mouse.up()
    page.wait_for_timeout(700)
    views.append(view_3d(page).screenshot())
    assert cropped_labels(page) == []
    expect(page.get_by_role("button", name="Tour")).to_be_hidden()  # the pages of tests ask for reduced motion
    view_3d(page).focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(700)
    views.append(view_3d(page).screenshot())

    assert len({*views}) == 3
    assert cropped_labels(page) == []
    page.get_by_role("button", name="Reset").click()
    page.wait_for_timeout(700)
    assert view_3d(page).screenshot() == views[0]
    page.locator(".skip").press("Enter")  # the skip link leads to the view that is open
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#space') !== null")
    expect(page.locator("#space .modebar")).to_have_count(0)  # it would cover labels on a touch screen
    wait_for_query(page, view="3d")
    page.get_by_role("button", name="2-D").click()
    expect(picture(page)).to_be_visible()
    expect(view_3d(page)).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/explore/cifar_resnet20$"))
    assert len([url for url in browser_log.requests if "/figures/plotly-" in url]) == 1


PIXEL = """async (data) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  pen.drawImage(picture, 0, 0);
  return [picture.width, picture.height, ...pen.getImageData(0, 0, 1, 1).data];
}"""
"""Width, height and the colour at the left top corner of a PNG file."""


def test_labels_of_a_deep_network_stay_apart_with_their_sizes_and_the_saved_picture_has_the_background(
    open_page: Callable[..., Page], browser_log: BrowserLog
) -> None:
    page = open_page(color_scheme="dark", viewport={"width": 1366, "height": 768})
    page.goto("/explore/resnet152?view=3d")
    view_3d(page).locator("canvas").first.wait_for(timeout=RENDER_TIMEOUT)
    names = ("input", "conv1", "maxpool", "layer1", "layer2", "layer3", "layer4", "avgpool", "fc")
    sizes = (
        "224×224×3",
        "112×112×64",
        "56×56×64",
        "56×56×256",
        "28×28×512",
        "14×14×1024",
        "7×7×2048",
        "1×1×2048",
        "1000",
    )
    assert_legible(page, {*names, *sizes})
    view_3d(page).press("ArrowLeft")
    page.wait_for_timeout(700)
    assert_legible(page, {*names, *sizes})

    box = view_3d(page).bounding_box()
    assert box
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG", exact=True).click()
    saved = b64encode(download.value.path().read_bytes()).decode()
    paper = page.locator(".card").first.evaluate("(card) => getComputedStyle(card).backgroundColor.match(/\\d+/gu)")
    assert page.evaluate(PIXEL, saved) == [2 * box["width"], 2 * box["height"], *map(int, paper), 255]
    browser_log.discard_errors("data:image/png")  # Plotly shows it to the page, whose policy refuses


def test_3d_view_and_chart_are_in_the_url_and_come_back_with_it(page: Page) -> None:
    page.set_viewport_size(SMALL)
    page.goto("/explore/resnet18?view=3d&chart=true")
    view_3d(page).locator("canvas").first.wait_for(timeout=RENDER_TIMEOUT)
    expect(page.locator(".bars:visible")).to_be_visible()
    expect(picture(page)).to_be_hidden()
    page.get_by_role("link", name="Chart").click()
    wait_for_query(page, view="3d")
    expect(page.locator(".bars:visible")).to_have_count(0)

    page.go_back()
    wait_for_query(page, view="3d", chart="true")
    expect(page.locator(".bars:visible")).to_be_visible()


def test_3d_view_is_saved_from_the_menu_and_prints_as_the_flat_picture(page: Page) -> None:
    page.goto("/explore/resnet18?view=3d")
    expect(page.locator("[data-save-view]")).to_be_visible()
    page.locator("#download summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="3-D view, PNG").click()
    assert download.value.suggested_filename == "3-D-view-ResNet-18.png"

    expect(picture(page)).to_be_hidden()
    page.emulate_media(media="print")
    expect(picture(page)).to_be_visible()
    expect(page.locator("#space")).to_be_hidden()
    page.emulate_media(media="screen")


def test_3d_view_has_the_tooltip_and_bar_of_a_volume_and_a_click_goes_in(page: Page) -> None:
    open_3d_view(page, "/explore/resnet18?at=layer2.0&chart=true")
    spot = point_at(page, "layer2.0.1")
    rows = tooltip_rows(page)
    assert (rows["in → out"], rows["PyTorch"]) == ("56×56×64 → 28×28×128", "1×128×28×28")
    expect(page.locator(".cost.lit")).to_have_attribute("data-bar", "layer2.0.relu1")
    depth = "document.querySelector('.plot-volumes')._fullLayout.scene._scene.glplot.zFar"
    assert 2 < page.evaluate(depth) < 100  # Plotly's own 1000 flickers: see docs/decisions/0003
    page.mouse.click(*spot)
    wait_for_query(page, at="layer2.0.1", view="3d", chart="true")


def test_keys_turn_the_3d_view_of_a_lecture_at_once(page: Page) -> None:
    page.goto("/explore/resnet18?view=3d&lecture=true")

    expect(page.get_by_role("application")).to_be_focused()


def test_tour_plays_pauses_and_steps(open_page: Callable[..., Page]) -> None:
    page = open_page(reduced_motion="no-preference")
    open_3d_view(page, "/explore/cifar_resnet20")
    stop = page.locator(".plot-stop")
    page.get_by_role("button", name="Tour").click()
    expect(stop).to_have_text(re.compile("^[2-7] of 7: "))  # it goes on by itself
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    paused = int((stop.text_content() or "")[0])
    view_3d(page).focus()
    page.keyboard.press("p")
    expect(stop).to_have_text(re.compile(f"^{paused - 1} of 7: "))
    page.keyboard.press("n")
    expect(stop).to_have_text(re.compile(f"^{paused} of 7: "))
    page.keyboard.press("Escape")
    expect(stop).to_have_text("")
    expect(page).to_have_url(re.compile("/explore/cifar_resnet20"))
