"""A real server, a real browser, and visits that fail a test for what a visitor's console would show.

`page`, `phone` and `no_script` are pages with the server as base URL; all that they ask and every complaint is
written down in `visit`. After the test the visit must have been clean: nothing asked but the server's own
origin, no error in the console, no exception in the page. A test that provokes an answer such as 404 or 422 says
so first: `visit.expect_status(422)`.
"""

import os
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.server import serve
from tests.browser.visit import Visit
from tests.support import chromium as chromium_finder

ANSWERS_WITHIN = 10_000  # milliseconds for any one wait in a page
QUIET = (  # without these the browser goes looking for its maker's hosts while it is being measured
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the tests of this folder, early enough for `-m "not browser"` to deselect them."""
    item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the origin of the running app."""
    with serve(tmp_path_factory.mktemp("server") / "log.txt") as origin:
        yield origin


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Yield a browser. It closes after the last test of the package: Playwright keeps an event loop in this thread
    until then, and other tests call `asyncio.run`."""
    path = chromium_finder.find()
    if path is None:
        pytest.fail(chromium_finder.missing())
    sandbox = os.geteuid() != 0  # Chromium has no sandbox for root, which many containers use
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET, chromium_sandbox=sandbox)
        yield browser
        browser.close()


@pytest.fixture
def visit(server: str) -> Visit:
    return Visit(origin=server)


@pytest.fixture
def open_page(chromium: Browser, visit: Visit) -> Iterator[Callable[..., Page]]:
    """Opens a page with any of Playwright's context options: `open_page(color_scheme="dark")`."""
    contexts: list[BrowserContext] = []

    def new_page(**options: Any) -> Page:
        context = chromium.new_context(base_url=visit.origin, **options)
        contexts.append(context)
        context.set_default_timeout(ANSWERS_WITHIN)
        visit.watch(context)
        return context.new_page()

    yield new_page
    for context in contexts:
        context.close()
    assert visit.strangers() == []
    assert visit.complaints == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page(viewport={"width": 1440, "height": 900})


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    return open_page(viewport={"width": 390, "height": 844}, device_scale_factor=3, has_touch=True, is_mobile=True)


@pytest.fixture
def no_script(open_page: Callable[..., Page]) -> Page:
    return open_page(viewport={"width": 1440, "height": 900}, java_script_enabled=False)


@pytest.fixture(scope="session")
def axe_violations() -> Callable[[Page], list[str]]:
    """Runs axe-core in a page: one line per element that breaks a rule. Assert that it is []."""
    # Injected as text, not as a script element: that also works under a strict Content-Security-Policy.
    source = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

    def violations(page: Page) -> list[str]:
        page.evaluate(source)
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{rule['id']}: {node['target']}: {rule['help']}" for rule in result["violations"] for node in rule["nodes"]
        ]

    return violations
