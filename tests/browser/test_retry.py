"""A server that is busy says when to come again, and the page does so without losing what it shows."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from app.web.errors import Problem, problem_page
from tests.browser.pointing import picture, query
from tests.browser.visit import Visit

pytestmark = pytest.mark.usefixtures("client")  # an app has to be put together before its pages can be

BUSY = Problem("about:blank", "Service Unavailable", 503, "Many other networks are being traced here.", retry_after=1)
REFUSED = "the server responded with a status of 503"


class Refusals:
    """Answers of a busy server, as the app writes them, until an address has been asked for twice."""

    def __init__(self, page: Page) -> None:
        self.page, self.asked = page, Counter[str]()

    def to(self, pattern: str) -> None:
        self.page.route(pattern, self._refused_twice)

    def _refused_twice(self, route: Route) -> None:
        self.asked[route.request.url] += 1
        if self.asked[route.request.url] > 2:
            route.continue_()
            return
        body = bytes(problem_page(BUSY).body)
        route.fulfill(status=503, headers={"Retry-After": "1", "Content-Type": "text/html; charset=utf-8"}, body=body)


@pytest.fixture
def refusals(page: Page, visit: Visit) -> Iterator[Refusals]:
    """What the server refuses to this page at first, each address twice."""
    yield Refusals(page)
    visit.complaints[:] = [said for said in visit.complaints if REFUSED not in said]


def test_while_the_server_is_busy_the_picture_stays_and_the_next_is_asked_for_again(
    page: Page, refusals: Refusals
) -> None:
    page.goto("/explore/resnet34")
    refusals.to("**/explore/*size=96*")
    page.get_by_role("link", name="96", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("The server has no room just now. This is asked for again in 1 s.")
    expect(picture(page)).to_be_visible()
    query(page)
    query(page, size="96")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert [*refusals.asked.values()] == [3]


def test_a_chart_that_has_to_wait_says_so_and_comes(page: Page, refusals: Refusals) -> None:
    page.goto("/explore/resnet34")
    refusals.to("**/figures/costs/*")
    page.get_by_role("button", name="Chart").click()
    expect(page.locator(".plot-message")).to_have_text(
        "The server has no room just now. The chart is asked for again in 1 s."
    )
    assert page.locator("#costs").get_attribute("aria-busy") is None  # else what is said in it is not read out
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=30_000)


def test_a_page_that_was_refused_comes_by_itself(page: Page, refusals: Refusals) -> None:
    refusals.to("**/explore/*")
    page.goto("/explore/resnet34?size=96")
    expect(page.get_by_role("main")).to_contain_text("Try again in about 1 s.")
    expect(picture(page)).to_be_visible()
    assert [*refusals.asked.values()] == [3]


def test_a_chart_that_is_no_longer_wanted_is_not_asked_for_again(page: Page, refusals: Refusals) -> None:
    page.goto("/explore/resnet34")
    refusals.to("**/figures/costs/*")
    button = page.get_by_role("button", name="Chart")
    button.click()
    expect(page.locator(".plot-message")).to_have_text(re.compile("asked for again"))
    button.click()
    page.wait_for_timeout(1500)
    assert [*refusals.asked.values()] == [1]


def test_whoever_goes_back_and_forward_again_meanwhile_stays(page: Page, refusals: Refusals) -> None:
    page.goto("/explore/resnet34")
    page.get_by_role("link", name="96", exact=True).click()
    query(page, size="96")
    refusals.to("**/explore/resnet34")
    page.go_back(wait_until="commit")
    toast = page.get_by_role("alert")
    expect(toast).to_be_visible()
    page.go_forward(wait_until="commit")
    expect(toast).to_have_count(0)
    page.wait_for_timeout(1500)

    query(page, size="96")
    expect(page.locator(".head .input")).to_have_text("input 96×96×3")
    assert [*refusals.asked.values()] == [1]


def test_whoever_leaves_the_page_of_a_refusal_is_not_called_back(page: Page, refusals: Refusals) -> None:
    refusals.to("**/explore/*")
    page.goto("/explore/resnet34?size=96")
    slow: list[Route] = []
    page.route(re.compile(r"/$"), lambda route: slow.append(route))
    page.get_by_role("link", name="The explorer").click(no_wait_after=True)
    page.wait_for_timeout(1500)
    slow[0].continue_()
    expect(picture(page)).to_be_visible()
    assert [*refusals.asked.values()] == [1]
