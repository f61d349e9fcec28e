"""A busy server answers 503 with Retry-After: the page keeps what it shows and retries after that time.

The page's clock is Playwright's: time does not pass by itself where a test says `fast_forward`.
"""

import re
from collections import Counter

import pytest
from playwright.sync_api import Page, Route, expect

from app.web.errors import Problem, problem_page
from tests.browser.browser_log import BrowserLog
from tests.browser.volumes import picture, wait_for_query

pytestmark = pytest.mark.usefixtures("client")  # templates are only available once an app is created

RETRY_AFTER = 40  # seconds: longer than a test takes, so a retry shows that the clock was moved


class BusyServer:
    """Answers the first two requests for each URL with the app's own 503, and counts all requests."""

    def __init__(self, page: Page) -> None:
        self.page, self.requests, self.retry_after = page, Counter[str](), RETRY_AFTER

    def refuse(self, pattern: str) -> None:
        self.page.route(pattern, self._refuse_twice)

    def wait_for_retry_delay(self) -> None:
        """Move the page's clock past Retry-After, and let a request that this starts arrive here."""
        self.page.clock.fast_forward(1000 * (RETRY_AFTER + 1))
        self.page.evaluate("fetch('/api/networks').then((response) => response.status)")

    def _refuse_twice(self, route: Route) -> None:
        self.requests[route.request.url] += 1
        if self.requests[route.request.url] > 2:
            route.continue_()
            return
        problem = Problem("about:blank", "Service Unavailable", 503, "Busy.", retry_after=self.retry_after)
        headers = {"Retry-After": str(self.retry_after), "Content-Type": "text/html; charset=utf-8"}
        route.fulfill(status=503, headers=headers, body=bytes(problem_page(problem).body))


@pytest.fixture
def busy(own_page: Page, browser_log: BrowserLog) -> BusyServer:
    browser_log.expect_status(503)
    own_page.clock.install()
    return BusyServer(own_page)


def test_picture_stays_until_a_retry_succeeds(busy: BusyServer) -> None:
    page = busy.page
    page.goto("/explore/resnet34")
    busy.refuse("**/explore/*size=96*")
    page.get_by_role("link", name="96", exact=True).click()
    alert = page.get_by_role("alert")
    expect(alert).to_have_text(f"The server is busy. Retrying in {RETRY_AFTER} s.")
    expect(picture(page)).to_be_visible()
    wait_for_query(page)
    busy.wait_for_retry_delay()
    expect(alert).to_be_visible()
    busy.wait_for_retry_delay()
    wait_for_query(page, size="96")
    expect(alert).to_have_count(0)
    assert [*busy.requests.values()] == [3]


@pytest.mark.soak
def test_3d_view_says_that_it_waits_and_appears_after_a_retry(busy: BusyServer) -> None:
    page = busy.page
    page.goto("/explore/resnet34")
    busy.refuse("**/figures/volumes/*")
    page.get_by_role("button", name="3-D").click()
    expect(page.locator(".plot-message")).to_have_text(f"The server is busy. Retrying the 3-D view in {RETRY_AFTER} s.")
    assert page.locator("#space").get_attribute("aria-busy") is None  # screen readers ignore messages of busy elements
    busy.wait_for_retry_delay()
    busy.wait_for_retry_delay()
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=30_000)
    assert [*busy.requests.values()] == [3]


def test_error_page_reloads_by_itself(busy: BusyServer) -> None:
    page = busy.page
    busy.refuse("**/explore/*")
    page.goto("/explore/resnet34?size=96")
    for count in (1, 2):
        expect(page.get_by_role("main")).to_contain_text("this page reloads by itself")
        assert [*busy.requests.values()] == [count]
        with page.expect_navigation():
            page.clock.fast_forward(1000 * (RETRY_AFTER + 1))
    expect(picture(page)).to_be_visible()
    assert [*busy.requests.values()] == [3]


def test_closing_the_3d_view_cancels_its_retry(busy: BusyServer) -> None:
    page = busy.page
    page.goto("/explore/resnet34")
    busy.refuse("**/figures/volumes/*")
    page.get_by_role("button", name="3-D").click()
    expect(page.locator(".plot-message")).to_have_text(re.compile("Retrying"))
    page.get_by_role("button", name="2-D").click()
    expect(page.locator("#space")).to_be_hidden()
    busy.wait_for_retry_delay()
    assert [*busy.requests.values()] == [1]


def test_back_and_forward_again_cancels_the_retry(busy: BusyServer) -> None:
    page = busy.page
    page.goto("/explore/resnet34")
    page.get_by_role("link", name="96", exact=True).click()
    wait_for_query(page, size="96")
    busy.refuse("**/explore/resnet34")
    page.go_back(wait_until="commit")
    alert = page.get_by_role("alert")
    expect(alert).to_be_visible()
    page.go_forward(wait_until="commit")
    expect(alert).to_have_count(0)
    busy.wait_for_retry_delay()

    wait_for_query(page, size="96")
    expect(page.locator(".head .input")).to_have_text("input 96×96×3")
    assert [*busy.requests.values()] == [1]


def test_leaving_the_error_page_cancels_its_reload(busy: BusyServer) -> None:
    page = busy.page
    busy.retry_after = 1  # in real time: a page that is being left answers no call that moves its clock
    busy.refuse("**/explore/*")
    page.goto("/explore/resnet34?size=96")
    held: list[Route] = []
    page.route(re.compile(r"/$"), lambda route: held.append(route))
    page.get_by_role("link", name="The explorer").click(no_wait_after=True)
    page.wait_for_timeout(1300)
    held[0].continue_()
    expect(picture(page)).to_be_visible()
    assert [*busy.requests.values()] == [1]
