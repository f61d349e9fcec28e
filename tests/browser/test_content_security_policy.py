"""Every page keeps to its Content-Security-Policy.

What is done on a page is covered by all browser tests: a violation is a console error, which fails the test.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_log import BrowserLog
from tests.browser.other_site import serve_page
from tests.browser.test_plots import open_3d_view
from tests.browser.volumes import wait_until

LISTEN = """addEventListener("securitypolicyviolation", (event) => reportViolation(
    `${event.documentURI}: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))"""
FORBIDDEN = """() => {
    document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = 1" }));
    document.head.append(Object.assign(document.createElement("style"), { textContent: "p { top: 0 }" })) }"""

PAGES = ["/", "/article?network=resnet18", "/table", "/compare?networks=resnet18,vgg19", "/docs"]
PAGES += [f"/explore/resnet50?at={at}" for at in ("layer2", "layer2.0", "layer2.0.1", "fc")]
PAGES += ["/embed/resnet18", "/embed/resnet18?at=conv1&theme=dark"]
STATUSES = dict.fromkeys(PAGES, 200)
STATUSES |= {"/nowhere": 404, "/explore/none": 404, "/embed/none": 404, "/compare?networks=none": 404}
STATUSES |= {
    f"/{page}?size=x": 422 for page in ("", "explore/resnet18", "article", "table", "compare", "embed/resnet18")
}


@pytest.fixture
def strict(own_page: Page) -> Iterator[Page]:
    """A page that fails the test for each violation of a policy."""
    violations: list[str] = []
    own_page.expose_function("reportViolation", lambda text: violations.append(text))
    own_page.add_init_script(LISTEN)
    yield own_page
    assert violations == []


def test_pages_keep_their_policy(strict: Page, browser_log: BrowserLog) -> None:
    browser_log.expect_status(404, 422)
    browser_log.record_requests(strict)
    found = {}
    for address in STATUSES:
        response = strict.goto(address, wait_until="load")
        found[address] = response and response.status
    assert found == STATUSES
    assert len(browser_log.requests) > len(STATUSES)
    assert browser_log.foreign_requests() == []


def test_policy_blocks_inline_scripts_and_styles(own_page: Page, browser_log: BrowserLog) -> None:
    page = own_page
    page.add_init_script(LISTEN.replace("reportViolation(", "(window.violations ??= []).push("))
    page.goto("/explore/resnet18")
    page.evaluate(FORBIDDEN)
    wait_until(page, "window.violations?.length === 2")
    assert page.evaluate("window.ran") is None
    assert len(browser_log.errors) == 2
    browser_log.errors.clear()


def test_3d_view_chart_and_png_keep_the_policy(strict: Page) -> None:
    open_3d_view(strict, "/explore/resnet34?at=layer2.0")
    # Plotly's style element is allowed by its hash.
    assert strict.locator("#space .main-svg").first.evaluate("(svg) => getComputedStyle(svg).position") == "absolute"
    strict.get_by_role("link", name="Chart").click()
    strict.locator(".cost").last.hover()
    expect(strict.locator("#tooltip")).to_be_visible()
    strict.get_by_role("button", name="2-D").click()
    expect(strict.locator("#picture")).to_be_visible()
    strict.get_by_text("Download", exact=True).click()
    with strict.expect_download() as download:
        strict.get_by_role("button", name="Picture, PNG").click()
    assert download.value.path().stat().st_size > 10_000


def test_embedded_diagram_works_in_a_frame_of_another_site(
    open_page: Callable[..., Page], browser_log: BrowserLog
) -> None:
    frame_html = f'<iframe src="{browser_log.origin}/embed/resnet34" width="1200" height="600"></iframe>'
    with serve_page(frame_html) as origin:
        page = open_page()
        page.goto(origin)
        frame = page.frame_locator("iframe")
        frame.get_by_role("link", name=re.compile("^layer2")).first.hover()
        expect(frame.locator("#tooltip")).to_be_visible()
        frame.locator(".scene:not(.down) a[data-at='layer2.0']").click()
        expect(frame.get_by_role("heading", level=1)).to_have_text("layer2")
        with page.expect_popup() as opened:
            frame.get_by_role("link", name="Open in ResNet Volumes").click()
        expect(opened.value).to_have_url(f"{browser_log.origin}/explore/resnet34?at=layer2")


def test_other_pages_are_not_shown_in_a_frame(open_page: Callable[..., Page], browser_log: BrowserLog) -> None:
    paths = ["/explore/resnet34", "/article", "/docs", "/explore/resnet34/diagram.svg?"]
    frames = "".join(f'<iframe src="{browser_log.origin}{path}"></iframe>' for path in paths)
    with serve_page(frames) as origin:
        page = open_page()
        page.goto(origin, wait_until="load")
        for index in range(len(paths)):
            assert page.frame_locator("iframe").nth(index).locator("svg").count() == 0
        assert {"frame-ancestors" in error for error in browser_log.errors} == {True}
        browser_log.errors.clear()
