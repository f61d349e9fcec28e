"""The API's reference: its examples run in a page, are copied, and are in one language everywhere; no script needed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

TRACE, COMPARE = "#api-trace-network", "#api-compare"
RUN = """async (code) => {
  const lines = [];
  const run = Object.getPrototypeOf(async () => {}).constructor("console", code);
  await run({ log: (value) => lines.push(value) });
  return lines;
}"""


RIGHT_OF_WINDOW = """() => [...document.querySelectorAll(".bar *, main *")]
  .filter((part) => part.getBoundingClientRect().right > innerWidth).map((part) => part.outerHTML.slice(0, 80))"""


def choose(page: Page, section: str, language: str) -> None:
    page.locator(section).get_by_text(language, exact=True).click()


def shown(page: Page, section: str) -> Locator:
    """The code of an endpoint's example that is visible."""
    return page.locator(f"{section} .code pre:visible")


def test_javascript_runs_and_is_copied_and_its_choice_is_kept(open_page: Callable[..., Page], server: str) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/docs")
    choose(page, COMPARE, "JavaScript")
    expect(shown(page, TRACE)).to_contain_text(f'const url = "{server}/api/trace/resnet34";')
    assert page.evaluate(RUN, shown(page, TRACE).text_content()) == [21_797_672]

    page.locator(f"{COMPARE} [data-copy-code]").click()
    expect(page.locator("#status")).to_have_text("Code copied")
    assert page.evaluate("navigator.clipboard.readText()") == shown(page, COMPARE).text_content()
    choose(page, TRACE, "Python")
    page.reload()
    expect(shown(page, COMPARE)).to_contain_text("urlopen(url)")


def test_examples_change_language_without_script(no_script: Page) -> None:
    no_script.goto("/docs")
    expect(shown(no_script, TRACE)).to_have_text("curl -s 'http://127.0.0.1:8000/api/trace/resnet34'")
    no_script.locator(f"{TRACE} input").first.focus()
    no_script.keyboard.press("ArrowRight")
    expect(shown(no_script, TRACE)).to_contain_text("urlopen(url)")
    expect(no_script.get_by_role("button", name="Copy")).to_have_count(0)
    no_script.locator(TRACE).get_by_role("link", name="Open the answer").click()
    assert no_script.url.endswith("/api/trace/resnet34")


@pytest.mark.parametrize("width", [320, 390, 768, 1366, 1920])
def test_nothing_is_wider_than_the_window(open_page: Callable[..., Page], width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800}, is_mobile=width < 500)
    page.goto("/docs")
    page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    assert page.evaluate(RIGHT_OF_WINDOW) == []
