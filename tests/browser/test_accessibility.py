"""axe-core finds nothing to complain of: on every level, in both themes, wide and narrow."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.visit import Visit

LEVELS = ["", "layer2", "layer2.0", "layer2.0.1"]
WINDOWS = {1440: 900, 390: 844}
Violations = Callable[[Page], list[str]]


@pytest.mark.parametrize("width", WINDOWS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_level_shuts_anyone_out(
    open_page: Callable[..., Page], axe_violations: Violations, theme: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": WINDOWS[width]}, color_scheme=theme)
    found: dict[str, list[str]] = {}
    for at in LEVELS:
        page.goto(f"/explore/resnet34?at={at}")
        found[at] = axe_violations(page)

    assert found == {at: [] for at in LEVELS}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_neither_do_changed_options_folded_decks_and_menus(
    open_page: Callable[..., Page], axe_violations: Violations, theme: str
) -> None:
    page = open_page(viewport={"width": 1440, "height": 900}, color_scheme=theme)
    page.goto("/explore/custom?depths=2,70,2&base_width=8&shortcut=A&at=layer2")
    assert axe_violations(page) == []
    page.get_by_text("Download").click()
    assert axe_violations(page) == []
    page.locator("#more-networks summary").click()
    assert axe_violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_neither_do_pages_that_explain_what_is_wrong(
    open_page: Callable[..., Page], axe_violations: Violations, visit: Visit, theme: str
) -> None:
    visit.expect_status(404, 422)
    page = open_page(viewport={"width": 1440, "height": 900}, color_scheme=theme)
    for address in ("/explore/vgg19?size=16", "/explore/resnet34?classes=0", "/explore/resnet35"):
        page.goto(address)
        assert axe_violations(page) == [], address
