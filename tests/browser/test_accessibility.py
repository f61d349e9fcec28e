"""axe-core finds no violation on any kind of page.

A page is loaded once and checked three times: for all rules on a wide window in the light theme, for contrast in the
dark theme, which changes nothing but colours, and for the size of targets on a narrow window, which changes nothing
but sizes. An opened menu is checked by itself. The networks are small, and of rows, list items and cards of one kind
two stay: axe takes time per element, not per kind.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_log import BrowserLog
from tests.browser.conftest import PHONE

COMPARED = "networks=cifar_resnet20;shortcut=A,cifar_plain20"
PAGES = [
    *(f"/explore/resnet18?at={at}" for at in ("", "layer2&chart=true", "layer2.0.1")),
    "/explore/resnet18?size=32&note=last_map&map=4x4",
    "/article?network=resnet18",
    *(f"/compare?{COMPARED}&{query}" for query in ("chart=differences", "at=layer2.0")),
    *("/table", "/docs", "/explore/resnet35"),
]
SIMILAR_PAGES = [
    *(f"/explore/resnet18?at={at}" for at in ("layer2.0", "layer2.0.downsample")),
    "/explore/custom?depths=1,1&classes=0",
    "/explore/custom?depths=2,70,2&base_width=8&shortcut=A&at=layer2",
    "/explore/vgg19?at=avgpool",
    f"/compare?{COMPARED}&view=columns",
    *("/compare?networks=resnet18", "/table?cifar_size=0", "/explore/vgg11?size=16"),
]
"""Pages whose parts those above have too, in other arrangements."""
MENUS = ["download", "scale", "shapes", "compare", "picker"]
CONTRAST, PHONE_RULES = ["color-contrast"], ["target-size", "region"]
AXE = """async ([selector, rules]) => {
  const runOnly = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
  const { violations } = await axe.run(selector, { resultTypes: ["violations"], preload: false, ...runOnly });
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${target}: ${help}`));
}"""
# Chapters and menus that open in place; those of the explorer's head lie over each other and are opened one by one.
OPEN_DETAILS = "document.querySelectorAll('main details:not(.head *)').forEach((details) => (details.open = true))"

# Removes parts whose elements, by tag, attribute names, classes and those of their ancestors, are all there twice.
THIN = """() => {
  const counts = new Map();
  const kind = (element) => element === document.body ? "" : kind(element.parentElement) + ">" + element.tagName +
    [...element.attributes].map(({ name, value }) => (["class", "role", "type"].includes(name) ? value : name));
  const thin = (parent) => {
    for (const child of [...parent.children].filter((each) => !each.matches("svg"))) {
      const kinds = [child, ...child.querySelectorAll(":not(svg *)")].map(kind);
      const known = child.matches("tr, li, article, dl > div") && kinds.every((each) => counts.get(each) >= 2);
      if (known) {
        child.remove();
        continue;
      }
      counts.set(kinds[0], (counts.get(kinds[0]) ?? 0) + 1);
      thin(child);
    }
  };
  thin(document.body);
}"""


def violations(page: Page, selector: str = "html", rules: list[str] | None = None) -> list[str]:
    """Violations of these rules, or of all rules, in the selected element."""
    found: list[str] = page.evaluate(AXE, [selector, rules or []])
    return found


@pytest.mark.parametrize("address", [*PAGES, *(pytest.param(each, marks=pytest.mark.soak) for each in SIMILAR_PAGES)])
def test_page_has_no_axe_violations(page: Page, browser_log: BrowserLog, axe_source: str, address: str) -> None:
    browser_log.expect_status(404, 422)
    page.goto(address)
    page.evaluate(OPEN_DETAILS)
    page.evaluate(THIN)
    page.evaluate(axe_source)
    found = {"all rules": violations(page)}
    page.emulate_media(color_scheme="dark")
    found["contrast in the dark"] = violations(page, rules=CONTRAST)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    found["targets and landmarks on a phone"] = violations(page, rules=PHONE_RULES)

    assert {name: each for name, each in found.items() if each} == {}


def test_open_menu_or_tooltip_has_no_axe_violations(page: Page, axe_source: str) -> None:
    found: dict[str, list[str]] = {}

    def check(name: str) -> None:
        found[name] = violations(page, f"#{name}")
        page.emulate_media(color_scheme="dark")
        found[f"{name} in the dark"] = violations(page, f"#{name}", CONTRAST)
        page.emulate_media(color_scheme="light")

    page.goto("/explore/resnet18")
    page.evaluate(axe_source)
    for menu in MENUS:
        page.locator(f"#{menu} summary").click()
        check(menu)
    page.goto("/table")
    page.evaluate(axe_source)
    page.locator('[data-cell="resnet34/layer1"]').focus()
    page.keyboard.press("Tab")
    expect(page.locator("#glance")).to_be_visible()
    check("glance")

    assert {name: each for name, each in found.items() if each} == {}
