"""Chromium with an empty cache at a server without traces: transferred bytes, and times until a change is painted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from benchmarks.servers import running
from tests.support import chromium

STOPWATCH = Path(__file__).with_name("stopwatch.js")
VIEWPORT: ViewportSize = {"width": 1440, "height": 900}


@contextmanager
def launched() -> Iterator[Browser]:
    """Launch the browser that the tests use. Raises `LookupError` if there is none."""
    if (path := chromium.find()) is None:
        raise LookupError(chromium.missing())
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path) as browser:
        yield browser


@contextmanager
def page_of_new_server(browser: Browser) -> Iterator[Page]:
    with running("/healthz") as server, browser.new_context(base_url=server.origin, viewport=VIEWPORT) as context:
        context.add_init_script(path=STOPWATCH)
        yield context.new_page()


def first_view(page: Page, path: str) -> dict[str, int]:
    """Load a page and return the transferred bytes of each response, headers included, by its path."""
    session = page.context.new_cdp_session(page)
    urls: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def finished(event: dict[str, Any]) -> None:
        sizes["/" + urls[event["requestId"]].split("/", 3)[3]] = int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", lambda event: urls.update({event["requestId"]: event["request"]["url"]}))
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    page.goto(path, wait_until="networkidle")
    session.detach()
    return sizes


def time_pictures(page: Page, event: str, action: Callable[[], object]) -> float:
    """Return the milliseconds from the event that `action` causes until all pictures are replaced and painted."""
    return _time(page, "armPictures", event, action)


def time_tooltip(page: Page, x: float, y: float) -> float:
    """Return the milliseconds from the pointer's arrival at a point until its tooltip is painted."""
    return _time(page, "armTooltip", "pointerover", lambda: page.mouse.move(x, y))


def _time(page: Page, arm: str, event: str, action: Callable[[], object]) -> float:
    page.evaluate(f"event => stopwatch.{arm}(event)", event)
    action()
    return float(page.evaluate("stopwatch.read()"))
