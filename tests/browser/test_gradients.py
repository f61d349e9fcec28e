"""The live figure of gradients: begun when it is near, given up when nobody looks, drawn when it is there."""

import re

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.browser_log import BrowserLog

DRAWN_WITHIN = 60_000  # milliseconds: both runs and the library that draws them, on a busy machine
SMALL = "/article?network=cifar_resnet20"


def figure(page: Page) -> Locator:
    return page.locator("div.gradients")


def chart(page: Page) -> Locator:
    return figure(page).get_by_role("group", name="Gradients along the depth")


def show(page: Page, address: str = SMALL) -> None:
    page.goto(address)
    figure(page).scroll_into_view_if_needed()


def drawn(page: Page) -> Locator:
    """The lines of the chart, once it is drawn."""
    lines = chart(page).locator(".scatter")
    lines.first.wait_for(timeout=DRAWN_WITHIN)
    return lines


def runs(browser_log: BrowserLog) -> list[str]:
    return [url for url in browser_log.requests if "/figures/" in url]


def test_nothing_is_run_and_nothing_loaded_before_it_is_near(page: Page, browser_log: BrowserLog) -> None:
    page.goto(f"{SMALL}#cifar")
    page.wait_for_load_state("networkidle")
    assert runs(browser_log) == []

    figure(page).scroll_into_view_if_needed()
    assert drawn(page).count() == 2
    asked = [re.sub(r".*/figures/|-[0-9.]*js$|\?.*", "", url) for url in runs(browser_log)]
    assert asked == ["gradients/cifar_resnet20", "plotly"]


def test_the_chart_comes_with_its_words_and_its_numbers(page: Page) -> None:
    show(page)
    drawn(page)
    expect(figure(page).locator("[data-words] li").first).to_contain_text("In the plain network the gradient of")
    expect(figure(page).locator("[data-ran]")).to_contain_text("8 random images of 32×32")
    figure(page).get_by_text("The chart's numbers").click()
    rows = figure(page).locator("tbody tr")
    expect(rows).to_have_count(19)
    expect(rows.first.get_by_role("rowheader")).to_have_text("conv1")
    expect(page.locator("#status")).to_contain_text("The gradients are shown.")


def test_a_switch_shows_another_run_at_its_own_address(page: Page) -> None:
    show(page)
    drawn(page)
    figure(page).get_by_role("link", name="on", exact=True).click()
    expect(page).to_have_url(re.compile(r"normalization=on"))
    expect(figure(page).locator("[data-ran]")).to_contain_text("with batch normalization", timeout=DRAWN_WITHIN)
    expect(figure(page).locator("[data-words] li").last).to_contain_text("Nothing vanishes")


def test_who_scrolls_far_away_gives_the_run_up_and_who_comes_back_begins_it_anew(
    page: Page, browser_log: BrowserLog
) -> None:
    ended: list[str] = []
    page.on("requestfailed", lambda request: ended.append(request.url))
    show(page, "/article?network=resnet152&init=default")
    expect(figure(page).get_by_role("progressbar")).to_be_visible()
    page.wait_for_timeout(400)
    page.locator("#cifar").scroll_into_view_if_needed()
    page.wait_for_timeout(600)
    assert [url for url in ended if "/figures/gradients/" in url] != []
    assert [url for url in runs(browser_log) if "plotly" in url] == []

    figure(page).scroll_into_view_if_needed()
    drawn(page)


def test_where_another_run_is_under_way_it_is_said_and_asked_again(page: Page, browser_log: BrowserLog) -> None:
    browser_log.expect_status(503)
    answers = iter([True])

    def busy_once(route: Route) -> None:
        if next(answers, False):
            route.fulfill(status=503, headers={"Retry-After": "2"}, body="")
        else:
            route.continue_()

    page.route("**/figures/gradients/**", busy_once)
    show(page)
    expect(figure(page)).to_contain_text("Retrying in 2 s.")
    drawn(page)


def test_without_script_the_picture_is_there(no_script: Page) -> None:
    no_script.goto(SMALL)
    picture = no_script.locator("div.gradients noscript img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True, timeout=DRAWN_WITHIN)
    assert picture.evaluate("image => image.naturalWidth") == 900


def test_a_narrow_window_holds_all_of_it(phone: Page) -> None:
    show(phone)
    drawn(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
