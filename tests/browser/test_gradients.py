"""Gradient figure of the article: deferred start, cancellation outside the viewport, retry and rendering."""

import re

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.browser_log import BrowserLog

DRAW_TIMEOUT = 60_000  # milliseconds: both runs and the download of Plotly, on a loaded machine
SMALL_NETWORK_URL = "/article?network=cifar_resnet20"


def gradient_figure(page: Page) -> Locator:
    return page.locator("div.gradients")


def gradient_chart(page: Page) -> Locator:
    return gradient_figure(page).get_by_role("group", name="Gradients along the depth")


def open_gradient_figure(page: Page, url: str = SMALL_NETWORK_URL) -> None:
    page.goto(url)
    gradient_figure(page).scroll_into_view_if_needed()


def wait_for_lines(page: Page) -> Locator:
    """Waits until the chart is drawn and returns its lines."""
    lines = gradient_chart(page).locator(".scatter")
    lines.first.wait_for(timeout=DRAW_TIMEOUT)
    return lines


def figure_requests(browser_log: BrowserLog) -> list[str]:
    return [url for url in browser_log.requests if "/figures/" in url]


def test_gradient_chart_is_requested_near_the_viewport_with_a_description_a_table_and_a_normalization_switch(
    page: Page, browser_log: BrowserLog
) -> None:
    browser_log.record_requests(page)
    page.goto(f"{SMALL_NETWORK_URL}#cifar")
    page.wait_for_load_state("networkidle")
    assert figure_requests(browser_log) == []

    gradient_figure(page).scroll_into_view_if_needed()
    assert wait_for_lines(page).count() == 2
    requested = [re.sub(r".*/figures/|-[0-9.]*js$|\?.*", "", url) for url in figure_requests(browser_log)]
    assert requested == ["gradients/cifar_resnet20", "plotly"]

    expect(gradient_figure(page).locator("[data-words] li").first).to_contain_text(
        "In the plain network the gradient of"
    )
    expect(gradient_figure(page).locator("[data-ran]")).to_contain_text("8 random images of 32×32")
    gradient_figure(page).get_by_text("The chart's numbers").click()
    rows = gradient_figure(page).locator("tbody tr")
    expect(rows).to_have_count(19)
    expect(rows.first.get_by_role("rowheader")).to_have_text("conv1")
    expect(page.locator("#status")).to_contain_text("The gradients are shown.")

    gradient_figure(page).get_by_role("link", name="on", exact=True).click()
    expect(page).to_have_url(re.compile(r"normalization=on"))
    expect(gradient_figure(page).locator("[data-ran]")).to_contain_text(
        "with batch normalization", timeout=DRAW_TIMEOUT
    )
    expect(gradient_figure(page).locator("[data-words] li").last).to_contain_text("Nothing vanishes")


def test_gradient_run_is_cancelled_outside_the_viewport_and_restarted_on_return(
    page: Page, browser_log: BrowserLog
) -> None:
    browser_log.expect_status(503)
    browser_log.record_requests(page)
    open_gradient_figure(page, "/article?network=resnet152&init=default")
    expect(gradient_figure(page).get_by_role("progressbar")).to_be_visible()
    page.wait_for_timeout(400)
    with page.expect_event("requestfailed", lambda request: "/figures/gradients/" in request.url, timeout=3_000):
        page.locator("#cifar").scroll_into_view_if_needed()
    assert [url for url in figure_requests(browser_log) if "plotly" in url] == []

    with page.expect_response(re.compile("/figures/gradients/")) as restarted:
        gradient_figure(page).scroll_into_view_if_needed()
    assert restarted.value.status in {200, 503}  # 503: the cancelled run has not ended
    expect(gradient_figure(page).get_by_role("progressbar")).to_be_visible()


def test_busy_server_shows_a_retry_notice_and_the_run_is_retried(page: Page, browser_log: BrowserLog) -> None:
    browser_log.expect_status(503)
    busy_responses = iter([True])

    def respond_busy_once(route: Route) -> None:
        if next(busy_responses, False):
            route.fulfill(status=503, headers={"Retry-After": "2"}, body="")
        else:
            route.continue_()

    page.route("**/figures/gradients/**", respond_busy_once)
    open_gradient_figure(page)
    expect(gradient_figure(page)).to_contain_text("Retrying in 2 s.")
    wait_for_lines(page)


def test_gradient_picture_is_shown_without_script(no_script: Page) -> None:
    no_script.goto(SMALL_NETWORK_URL)
    picture = no_script.locator("div.gradients noscript img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True, timeout=DRAW_TIMEOUT)
    assert picture.evaluate("image => image.naturalWidth") == 900


def test_gradient_figure_fits_a_phone_viewport(phone: Page) -> None:
    open_gradient_figure(phone)
    wait_for_lines(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
