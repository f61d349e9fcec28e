"""The 3-D view and the charts: there when asked for, and their library not before."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.browser_log import BrowserLog
from tests.browser.volumes import picture, wait_for_query

DRAWN_WITHIN = 30_000  # milliseconds: without a graphics card, on a busy machine


def space(page: Page) -> Locator:
    return page.get_by_role("application", name="3-D view")


def open_3d_view(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="3-D").click()
    space(page).locator("canvas").first.wait_for(timeout=DRAWN_WITHIN)


def pointed_at(page: Page) -> Iterator[tuple[tuple[float, float], str]]:
    """What is read out at points all over the 3-D view."""
    box = space(page).bounding_box()
    assert box
    for down, across in product((0.5, 0.6, 0.4, 0.7), range(8, 96, 4)):
        spot = (box["x"] + across / 100 * box["width"], box["y"] + down * box["height"])
        page.mouse.move(*spot)
        page.wait_for_timeout(80)
        said = page.locator("#space .hovertext")
        if said.count():
            yield spot, said.first.text_content() or ""


def test_the_library_comes_with_the_first_figure_and_once(page: Page, browser_log: BrowserLog) -> None:
    page.goto("/explore/resnet34")
    page.wait_for_load_state("networkidle")
    assert [url for url in browser_log.requests if "plotly" in url or url.endswith("plots.js")] == []

    open_3d_view(page, "/explore/resnet34")
    page.get_by_role("button", name="Chart").click()
    page.locator("#costs .bars").first.wait_for(timeout=DRAWN_WITHIN)
    assert len([url for url in browser_log.requests if "/figures/plotly-" in url]) == 1


def test_the_3d_view_reads_out_the_same_as_the_picture(page: Page) -> None:
    open_3d_view(page, "/explore/resnet34?at=layer2.0")
    for _, said in pointed_at(page):
        if said.startswith("layer2.0."):
            assert re.search(r"in → out: .*(56×56×64|28×28×128) → 28×28×128PyTorch: 1×128×28×28", said)
            return
    pytest.fail("nothing was read out")


def test_the_3d_view_is_turned_by_mouse_and_by_keys(page: Page) -> None:
    open_3d_view(page, "/explore/resnet34")
    page.wait_for_timeout(500)
    views = [space(page).screenshot()]
    box = space(page).bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 160, middle[1] + 30, steps=5)
    page.mouse.up()
    page.wait_for_timeout(700)
    views.append(space(page).screenshot())
    space(page).focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(700)
    views.append(space(page).screenshot())

    assert len({*views}) == 3
    expect(page).to_have_url(re.compile(r"/explore/resnet34$"))


def test_a_click_in_the_3d_view_leads_where_it_does_in_the_picture(page: Page) -> None:
    open_3d_view(page, "/explore/resnet34?at=layer2.0")
    for spot, said in pointed_at(page):
        if operation := re.match(r"layer2\.0\.(1|2|downsample)", said):
            page.mouse.click(*spot)
            wait_for_query(page, at=operation[0])
            return
    pytest.fail("no operation was found")


def test_the_picture_comes_back(page: Page) -> None:
    open_3d_view(page, "/explore/resnet34")
    expect(picture(page)).to_be_hidden()
    page.get_by_role("button", name="2-D").click()
    expect(picture(page)).to_be_visible()
    expect(space(page)).to_have_count(0)


def test_a_bar_of_the_chart_leads_to_its_operation(page: Page) -> None:
    page.goto("/explore/resnet34")
    page.get_by_role("button", name="Chart").click()
    bars = page.locator("#costs .bars").first.locator(".point")
    bars.first.wait_for(timeout=DRAWN_WITHIN)
    box = bars.first.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#costs .hovertext").first).to_contain_text("MACs: 118,013,952")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    expect(page).to_have_url(re.compile(r"at=conv1"))
    expect(picture(page)).to_have_attribute("data-view", "operation")
