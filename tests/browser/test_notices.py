"""Notices: unknown location, unreachable server, loading state, and screen reader announcements."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.browser_log import BrowserLog
from tests.browser.test_plots import SMALL
from tests.browser.volumes import hover, move_mouse_away, picture, volume, wait_for_query

NO_ANSWER = "The server does not answer. The picture shown is the last one received."


@pytest.fixture
def offline_page(page: Page, browser_log: BrowserLog) -> Iterator[Page]:
    """Page in a short viewport whose requests all fail."""
    page.set_viewport_size({"width": 1440, "height": 500})
    page.goto("/explore/resnet34")
    page.route("**/*", lambda route: route.abort())
    yield page
    browser_log.errors[:] = [error for error in browser_log.errors if "net::ERR_FAILED" not in error]


def test_notice_names_an_unknown_location(no_script: Page) -> None:
    shown = {"layer9.conv": "the whole network", "layer2.9.conv1": "layer2", "layer2.0.7": "layer2.0"}
    for at, place in shown.items():
        no_script.goto(f"/explore/resnet34?at={at}")
        notice = no_script.get_by_role("status").first
        expect(notice).to_have_text(f"ResNet-34 has no {at}; the picture shows {place}.")
    for at in ("layer2", "layer2.0.conv1", "layer2.0.downsample.1", "fc", ""):
        no_script.goto(f"/explore/resnet34?at={at}")
        expect(no_script.locator(".notice")).to_have_count(0)


def test_notice_names_a_location_missing_from_the_selected_network(page: Page) -> None:
    page.goto("/explore/resnet152?at=layer3.20")
    page.get_by_role("link", name="ResNet-34", exact=True).click()
    expect(page.locator(".notice")).to_have_text("ResNet-34 has no layer3.20; the picture shows layer3.")


def test_server_failure_toast_is_in_the_viewport_after_scrolling(offline_page: Page) -> None:
    offline_page.evaluate("scrollTo(0, document.body.scrollHeight)")
    toast = offline_page.get_by_role("alert")
    offline_page.locator(".steps a").first.press("Enter")
    expect(toast).to_have_text(NO_ANSWER)
    expect(toast).to_be_in_viewport(ratio=1)

    offline_page.unroute("**/*")
    offline_page.locator(".steps a").first.press("Enter")
    expect(picture(offline_page)).to_have_attribute("data-view", "operation")
    expect(toast).to_have_count(0)


def test_failed_3d_view_keeps_the_picture_and_can_be_retried(offline_page: Page) -> None:
    offline_page.unroute("**/*")
    offline_page.set_viewport_size(SMALL)
    offline_page.route("**/plots.js", lambda route: route.abort())
    pressed = offline_page.get_by_role("button", name="3-D")
    pressed.click()
    expect(offline_page.get_by_role("alert")).to_have_text("The 3-D view cannot be shown: the server does not answer.")
    expect(pressed).to_have_attribute("aria-pressed", "false")
    expect(picture(offline_page)).to_be_visible()
    expect(offline_page.locator("#space")).to_be_hidden()

    offline_page.unroute("**/plots.js")
    offline_page.reload()
    expect(pressed).to_have_attribute("aria-pressed", "true")
    expect(offline_page.locator(".plot").first).to_be_visible(timeout=30_000)


def test_slow_response_sets_aria_busy_and_a_menu_opened_meanwhile_stays_open(page: Page) -> None:
    page.goto("/explore/resnet34")
    held: list[Route] = []
    page.route("**/explore/*", lambda route: held.append(route))
    page.get_by_role("link", name="96", exact=True).click()
    expect(page.locator("main")).to_have_attribute("aria-busy", "true")
    page.get_by_text("Download", exact=True).click()
    held[0].continue_()
    wait_for_query(page, size="96")
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("link", name="Picture, SVG")).to_be_visible()


def test_volume_is_described_by_its_tooltip_while_visible(page: Page) -> None:
    page.goto("/explore/resnet34")
    hover(page, "maxpool")
    expect(volume(page, "maxpool")).to_have_attribute("aria-describedby", "tooltip")
    move_mouse_away(page)
    expect(page.locator("[aria-describedby]")).to_have_count(0)


def test_status_announces_the_view_after_the_last_change(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2")
    slider = page.get_by_label("Side of the input")
    slider.focus()
    for _ in range(3):
        slider.press("ArrowRight")
    status = page.locator("#status")
    expect(status).to_have_text("ResNet-34, layer2: input 227×227×3")
    page.get_by_role("link", name="ResNet-18", exact=True).press("Enter")
    expect(status).to_have_text("ResNet-18, layer2: input 227×227×3")
