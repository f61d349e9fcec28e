"""Chromium visiting the app: bytes as they come over the wire, and times from the input to the painted picture."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Playwright, ViewportSize

from tests.support import chromium

STOPWATCH = Path(__file__).with_name("stopwatch.js")
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
ANSWERS_WITHIN = 30_000  # milliseconds; what takes longer has failed


def launch(playwright: Playwright) -> Browser:
    """The browser that the tests use. Raises `LookupError` if there is none."""
    path = chromium.find_or_install()
    if path is None:
        raise LookupError(chromium.missing())
    return playwright.chromium.launch(executable_path=path)


@contextmanager
def visit(browser: Browser, origin: str) -> Iterator[Page]:
    """A new visitor's page: nothing cached, the stopwatch at hand."""
    with browser.new_context(base_url=origin, viewport=DESKTOP) as context:
        context.set_default_timeout(ANSWERS_WITHIN)
        context.add_init_script(path=STOPWATCH)
        yield context.new_page()


@dataclass(frozen=True, slots=True)
class Answer:
    """One response: `size` in bytes over the wire, headers and compressed body."""

    url: str
    size: int


def load(page: Page, path: str) -> list[Answer]:
    """Everything that a first view of a page asks for."""
    wire = page.context.new_cdp_session(page)
    urls: dict[str, str] = {}
    answers: list[Answer] = []

    def finished(event: dict[str, Any]) -> None:
        answers.append(Answer(urls[event["requestId"]], int(event["encodedDataLength"])))

    wire.on("Network.requestWillBeSent", lambda event: urls.update({event["requestId"]: event["request"]["url"]}))
    wire.on("Network.loadingFinished", finished)
    wire.send("Network.enable")
    page.goto(path, wait_until="networkidle")
    wire.detach()
    return answers


def plotly_in(answers: list[Answer]) -> list[str]:
    """The addresses among them at which there is something of Plotly's."""
    return [answer.url for answer in answers if "plotly" in answer.url.lower()]


def html_size(page: Page, path: str) -> int:
    """Bytes of a page's HTML before compression."""
    response = page.goto(path, wait_until="load")
    assert response is not None  # only for an address that differs in its hash alone
    return len(response.body())


def pick(page: Page, link: Locator) -> float:
    """Milliseconds from the click on a link to the painted pictures."""
    if not link.is_visible():
        link.locator("xpath=ancestor::details/summary").click()
    page.evaluate("stopwatch.armPick()")
    link.click()
    return float(page.evaluate("stopwatch.read()"))


def enter(page: Page, field: Locator, value: str) -> float:
    """Milliseconds from the Enter after a typed value to the painted pictures."""
    field.fill(value)
    page.evaluate("stopwatch.armPick('keydown')")
    field.press("Enter")
    return float(page.evaluate("stopwatch.read()"))


def hover(page: Page, most: int) -> list[float]:
    """Milliseconds from the pointer's arrival at a volume to its painted readout, for up to `most` volumes."""
    points = page.evaluate("stopwatch.volumes()")
    taken = []
    for x, y in points[:: -(-len(points) // most)]:
        page.evaluate("stopwatch.armHover()")
        page.mouse.move(x, y)
        taken.append(float(page.evaluate("stopwatch.read()")))
    return taken
