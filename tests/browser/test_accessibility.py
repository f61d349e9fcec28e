"""axe-core finds no violation on any kind of page.

All rules run once, on a wide window in the light theme. The dark theme changes nothing but colours, so it is checked
for contrast; a narrow window changes nothing but sizes and is checked for the size of targets.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_log import BrowserLog
from tests.browser.conftest import DESKTOP, PHONE

PAGES = {
    "explorer": [f"/explore/resnet34?at={at}" for at in ("", "layer2", "layer2.0", "layer2.0.1")],
    "options": ["/explore/custom?depths=2,70,2&base_width=8&shortcut=A&at=layer2"],
    "kernel": [
        f"/explore/{place}"
        for place in ("resnet34?at=conv1", "resnet34?at=layer2.0.downsample", "vgg19?at=avgpool", "resnet34?at=avgpool")
    ],
    "article": ["/article?network=resnet34", "/article?network=cifar_resnet20"],
    "compare": [
        f"/compare{query}"
        for query in ("", "?view=columns", "?networks=resnet34;shortcut=A,resnet34", "?networks=resnet18")
    ],
    "table": ["/table", "/table?cifar_size=0"],
    "errors": ["/explore/vgg19?size=16", "/explore/resnet34?classes=0", "/explore/resnet35"],
}
CHECKS: dict[str, tuple[dict[str, Any], list[str]]] = {  # options of the page, rules of axe (none: all)
    "all rules": ({"viewport": DESKTOP, "color_scheme": "light"}, []),
    "contrast in the dark": ({"viewport": DESKTOP, "color_scheme": "dark"}, ["color-contrast"]),
    "targets on a phone": ({"viewport": PHONE, "color_scheme": "light"}, ["target-size"]),
}
AXE = """async (rules) => {
  const runOnly = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...runOnly });
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${target}: ${help}`));
}"""
# Chapters and menus that open in place; those of the explorer's head lie over each other and are opened one by one.
OPEN_DETAILS = "document.querySelectorAll('main details:not(.head *)').forEach((details) => (details.open = true))"


@pytest.fixture
def violations(axe_source: str) -> Callable[[Page, list[str]], list[str]]:
    def run(page: Page, rules: list[str]) -> list[str]:
        page.evaluate(axe_source)
        found: list[str] = page.evaluate(AXE, rules)
        return found

    return run


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("kind", PAGES)
def test_pages_have_no_axe_violations(
    open_page: Callable[..., Page],
    browser_log: BrowserLog,
    violations: Callable[[Page, list[str]], list[str]],
    kind: str,
    check: str,
) -> None:
    browser_log.expect_status(404, 422)
    options, rules = CHECKS[check]
    page = open_page(**options)
    found: dict[str, list[str]] = {}
    for address in PAGES[kind]:
        page.goto(address)
        page.evaluate(OPEN_DETAILS)
        found[address] = violations(page, rules)

    assert found == {address: [] for address in PAGES[kind]}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_open_menus_and_tooltips_have_no_axe_violations(
    open_page: Callable[..., Page], violations: Callable[[Page, list[str]], list[str]], theme: str
) -> None:
    page = open_page(color_scheme=theme)
    rules = [] if theme == "light" else ["color-contrast"]
    page.goto("/explore/resnet34")
    for menu in ("#download summary", "#scale summary", "#shapes summary", "#more-networks summary"):
        page.locator(menu).click()
        assert violations(page, rules) == [], menu
    page.goto("/table")
    page.locator('[data-cell="resnet34/layer1"]').focus()
    page.keyboard.press("Tab")
    expect(page.locator("#glance")).to_be_visible()
    assert violations(page, rules) == []
