"""What the page says: that there is no such place, that nobody answers, and to a screen reader what is shown."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.browser_log import BrowserLog
from tests.browser.volumes import hover, move_mouse_away, picture, volume, wait_for_query

NO_ANSWER = "The server does not answer. The picture shown is the last one received."


@pytest.fixture
def alone(page: Page, browser_log: BrowserLog) -> Iterator[Page]:
    """A page at the foot of which one stands when the server goes away."""
    page.set_viewport_size({"width": 1440, "height": 500})
    page.goto("/explore/resnet34")
    page.route("**/*", lambda route: route.abort())
    yield page
    browser_log.errors[:] = [said for said in browser_log.errors if "net::ERR_FAILED" not in said]


def test_notice_names_a_place_that_does_not_exist(no_script: Page) -> None:
    shown = {"layer9.conv": "the whole network", "layer2.9.conv1": "layer2", "layer2.0.7": "layer2.0"}
    for at, place in shown.items():
        no_script.goto(f"/explore/resnet34?at={at}")
        notice = no_script.get_by_role("status").first
        expect(notice).to_have_text(f"ResNet-34 has no {at}; the picture shows {place}.")
    for at in ("layer2", "layer2.0.conv1", "layer2.0.downsample.1", "fc", ""):
        no_script.goto(f"/explore/resnet34?at={at}")
        expect(no_script.locator(".notice")).to_have_count(0)


def test_a_place_that_the_next_network_lacks_is_said_so(page: Page) -> None:
    page.goto("/explore/resnet152?at=layer3.20")
    page.get_by_role("link", name="ResNet-34", exact=True).click()
    expect(page.locator(".notice")).to_have_text("ResNet-34 has no layer3.20; the picture shows layer3.")


def test_that_nobody_answers_is_seen_wherever_one_has_scrolled(alone: Page) -> None:
    alone.evaluate("scrollTo(0, document.body.scrollHeight)")
    toast = alone.get_by_role("alert")
    alone.locator(".steps a").first.press("Enter")
    expect(toast).to_have_text(NO_ANSWER)
    expect(toast).to_be_in_viewport(ratio=1)

    alone.unroute("**/*")
    alone.locator(".steps a").first.press("Enter")
    expect(picture(alone)).to_have_attribute("data-view", "operation")
    expect(toast).to_have_count(0)


@pytest.mark.parametrize(("button", "what"), [("3-D", "3-D view"), ("Chart", "chart")])
def test_a_figure_that_does_not_come_leaves_the_picture(alone: Page, button: str, what: str) -> None:
    pressed = alone.get_by_role("button", name=button)
    pressed.click()
    expect(alone.get_by_role("alert")).to_have_text(f"The {what} cannot be shown: the server does not answer.")
    expect(pressed).to_have_attribute("aria-pressed", "false")
    expect(picture(alone)).to_be_visible()
    for figure in ("#space", "#costs"):
        expect(alone.locator(figure)).to_be_hidden()

    alone.unroute("**/*")
    pressed.click()
    expect(pressed).to_have_attribute("aria-pressed", "true")
    expect(alone.locator(".plot").first).to_be_visible(timeout=30_000)


def test_a_long_wait_is_shown(page: Page) -> None:
    page.goto("/explore/resnet34")
    held: list[Route] = []
    page.route("**/explore/*", lambda route: held.append(route))
    page.get_by_role("link", name="96", exact=True).click()
    expect(page.locator("main")).to_have_attribute("aria-busy", "true")
    held[0].continue_()
    wait_for_query(page, size="96")
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")


def test_a_volume_is_described_by_its_readout_while_that_is_shown(page: Page) -> None:
    page.goto("/explore/resnet34")
    hover(page, "maxpool")
    expect(volume(page, "maxpool")).to_have_attribute("aria-describedby", "tooltip")
    move_mouse_away(page)
    expect(page.locator("[aria-describedby]")).to_have_count(0)


def test_what_is_shown_is_announced_once_nothing_changes_any_more(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2")
    slider = page.get_by_label("Side of the input")
    slider.focus()
    for _ in range(3):
        slider.press("ArrowRight")
    status = page.locator("#status")
    expect(status).to_have_text("ResNet-34, layer2: input 227×227×3")
    page.get_by_role("link", name="ResNet-18", exact=True).press("Enter")
    expect(status).to_have_text("ResNet-18, layer2: input 227×227×3")
