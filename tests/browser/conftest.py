"""A server and a browser for each test process, and pages whose errors are checked.

`page`, `phone` and `no_script` have the server as base URL. After each test, `browser_log` must have no console error,
as a request to another host is one, and no uncaught exception. A test that provokes a response such as 404 or 422 calls
`browser_log.expect_status(422)` first. Tests share pages (`page_pool.py`), except those that use `own_page`.
"""

import os
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.browser_log import BrowserLog
from tests.browser.page_pool import PagePool, PooledPage
from tests.browser.server import serve
from tests.support import chromium as chromium_finder

TIMEOUT = 30_000  # milliseconds for any one wait in a page: long, since a busy machine draws an article in ten seconds
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
FLAGS = (
    # Without these the browser contacts its vendor's hosts during the tests.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # a request to another host is a console error
    "--in-process-gpu",  # without a graphics card, a process of its own would only copy each picture
)


expect.set_options(timeout=TIMEOUT)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the tests of this folder, early enough for `-m "not browser"` to deselect them."""
    item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of the running app."""
    with serve(tmp_path_factory.mktemp("server") / "log.txt") as origin:
        yield origin


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A browser, closed after the last test of the package: until then Playwright keeps an event loop in this thread,
    and other tests call `asyncio.run`."""
    path = chromium_finder.find()
    if path is None:
        pytest.fail(chromium_finder.missing())
    sandbox = os.geteuid() != 0  # Chromium has no sandbox for root, which many containers use
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS, chromium_sandbox=sandbox)
        yield browser
        browser.close()


@pytest.fixture
def browser_log(server: str) -> BrowserLog:
    return BrowserLog(origin=server)


@pytest.fixture(scope="package")
def page_pool(chromium: Browser) -> PagePool:
    return PagePool(chromium, TIMEOUT)


@pytest.fixture
def open_page(page_pool: PagePool, browser_log: BrowserLog) -> Iterator[Callable[..., Page]]:
    """Open a page with any of Playwright's context options: `open_page(color_scheme="dark")`."""
    taken: list[PooledPage] = []

    def take_page(**options: Any) -> Page:
        usual = {"viewport": DESKTOP, "reduced_motion": "reduce"}  # positions are read at once
        pooled = page_pool.take(base_url=browser_log.origin, **usual | options)
        taken.append(pooled)
        browser_log.attach(pooled.context)
        return pooled.page

    yield take_page
    for pooled in taken:
        browser_log.detach(pooled.context)
        page_pool.give_back(pooled)
    assert browser_log.errors == []


@pytest.fixture
def own_page(page_pool: PagePool, browser_log: BrowserLog) -> Iterator[Page]:
    """A page that no other test uses."""
    pooled = page_pool.open(base_url=browser_log.origin, viewport=DESKTOP, reduced_motion="reduce")
    browser_log.attach(pooled.context)
    yield pooled.page
    pooled.context.close()
    assert browser_log.errors == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    return open_page(viewport=PHONE, device_scale_factor=3, has_touch=True, is_mobile=True)


@pytest.fixture
def no_script(open_page: Callable[..., Page]) -> Page:
    return open_page(java_script_enabled=False)


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The script of axe-core. It is evaluated, not added as an element, so a Content-Security-Policy allows it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
