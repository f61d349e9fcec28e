"""Unit tests of the pure JavaScript modules. Each `test_…` function of `unit/*.js` runs in the browser as one test.

The page and the modules are read from the checkout, so these tests need no server.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

ROOT = Path(__file__).parents[2]
UNIT = Path(__file__).parent / "unit"
ORIGIN = "http://checkout.test"
RUN = "async ([module, name]) => { await (await import(module))[name](); }"
TESTS = [
    (path.name, name)
    for path in sorted(UNIT.glob("test_*.js"))
    for name in re.findall(r"^export (?:async )?function (test_\w+)", path.read_text(), re.MULTILINE)
]


def from_checkout(route: Route) -> None:
    path = urlsplit(route.request.url).path
    if path == "/":
        route.fulfill(content_type="text/html", body="<!doctype html><title>Unit tests</title>")
    else:
        route.fulfill(content_type="text/javascript", path=ROOT / path.removeprefix("/"))


@pytest.fixture(scope="module")
def blank(chromium: Browser) -> Iterator[Page]:
    """A page without content or Content-Security-Policy, on an origin that serves the checkout."""
    context = chromium.new_context()
    context.route("**/*", from_checkout)
    page = context.new_page()
    page.goto(f"{ORIGIN}/")
    yield page
    context.close()


@pytest.mark.parametrize(("file", "name"), TESTS)
def test_unit(blank: Page, file: str, name: str) -> None:
    module = (UNIT / file).relative_to(ROOT).as_posix()
    blank.evaluate(RUN, [f"/{module}", name])
