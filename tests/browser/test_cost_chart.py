"""The cost chart: its bars stand below their volumes, and a selection shows in both."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.volumes import hover, tooltip_rows, volume, wait_for_query


def test_bar_and_volume_light_each_other_and_click_on_the_bar_goes_in(page: Page) -> None:
    page.goto("/explore/resnet18")
    page.get_by_role("link", name="Chart").click()
    wait_for_query(page, chart="true")
    bar = page.locator('[data-bar^="layer2.1."]:visible')
    box, front = bar.bounding_box(), volume(page, "layer2.1.relu2").locator(".front").bounding_box()
    assert box
    assert front
    assert box["x"] == pytest.approx(front["x"], abs=1)
    lit = page.locator(".volume.lit[data-path^='layer2.1.'], .cost.lit[data-bar^='layer2.1.']")
    hover(page, "layer2.1.relu2")
    expect(lit).to_have_count(2)
    expect(page.locator(".volume.pointed")).to_have_attribute("data-path", "layer2.1.relu2")
    assert tooltip_rows(page)[""] == "layer2.1 · basic block, identity shortcut"

    bar.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("231,211,008, 12.7 % of the network")
    expect(lit).to_have_count(2)
    bar.click()
    wait_for_query(page, at="layer2", chart="true")
    expect(volume(page, "layer2.1.relu2")).to_be_focused()
