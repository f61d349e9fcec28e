"""Kernel walk: position set by slider, keyboard, pointer, playback and URL."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import FloatRect, Page, expect

from tests.browser.kernel_slider import sentence, set_cell, slider, slider_state
from tests.browser.volumes import explorer_url

CELLS = {  # conv1 at 224: output cell, first row and column of its 7×7 window with stride 2 and padding 3
    (0, 0): (-3, -3),
    (56, 30): (109, 57),
    (111, 111): (219, 219),
}


def url_matcher(url: str) -> Callable[[str], bool]:
    return lambda now: now.partition("/explore/")[2].partition("#")[0] == url


@pytest.mark.parametrize("cell", CELLS)
def test_window_position_matches_the_convolution_arithmetic(page: Page, cell: tuple[int, int]) -> None:
    page.goto("/explore/resnet34?at=conv1")
    set_cell(page, cell)

    top, left = CELLS[cell]
    assert re.findall(r"−?\d+ to −?\d+", sentence(page)) == [
        f"{first} to {first + 6}".replace("-", "−") for first in (top, left)
    ]
    plane, window = (bounding_box(page, f".plane.input[role=img] {part}") for part in ("", '[data-walk="window"]'))
    pixel = plane["width"] / 230
    assert window["x"] - plane["x"] == pytest.approx((left + 3) * pixel, abs=1.5)
    assert window["y"] - plane["y"] == pytest.approx((top + 3) * pixel, abs=1.5)
    assert window["width"] == pytest.approx(7 * pixel, abs=3)  # includes the outline
    output, made = bounding_box(page, ".plane.output"), bounding_box(page, '[data-walk="made"]')
    assert made["y"] - output["y"] == pytest.approx(cell[0] * output["height"] / 112, abs=1.5)
    ring, kernel = bounding_box(page, ".scene .ring"), bounding_box(page, ".scene .kernel")
    assert kernel["x"] >= ring["x"] - 1
    assert kernel["x"] + kernel["width"] <= ring["x"] + ring["width"] + 1
    assert kernel["y"] >= ring["y"] - 1
    assert kernel["y"] + kernel["height"] <= ring["y"] + ring["height"] + 1


def bounding_box(page: Page, selector: str) -> FloatRect:
    box = page.locator(selector).first.bounding_box()
    assert box
    return box


def test_controls_stay_below_the_picture_and_the_card_keeps_its_height_while_the_kernel_moves(page: Page) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/explore/resnet34?at=conv1")
    expect(page.locator(".walk-controls")).to_be_in_viewport(ratio=1)
    expect(page.locator(".scene .volume").first).to_be_in_viewport(ratio=1)
    heights = set()
    for cell in CELLS:
        set_cell(page, cell)
        heights.add(bounding_box(page, ".card")["height"])
    assert len(heights) == 1
    assert page.evaluate("scrollY") == 0


def test_slider_keys_move_the_window_and_keep_the_focus(page: Page) -> None:
    page.goto("/explore/resnet34?at=conv1")
    slider(page, "column").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End"):
        page.keyboard.press(key)
    assert sentence(page).startswith("Output row 0, column 111 reads")
    assert slider(page, "column").get_attribute("aria-valuetext") == "111, reads input columns 219 to 225"
    expect(slider(page, "column")).to_be_focused()
    page.wait_for_url(url_matcher("resnet34?at=conv1&cell=0,111"))


def test_url_holds_the_cell_without_new_history_entries(page: Page) -> None:
    page.goto("/explore/resnet34?at=maxpool")
    page.goto("/explore/resnet34?at=conv1")
    entries = page.evaluate("history.length")
    set_cell(page, (40, 57))
    page.wait_for_url(url_matcher("resnet34?at=conv1&cell=40,57"))
    assert page.evaluate("history.length") == entries

    here = slider_state(page)
    page.reload()
    assert slider_state(page)["texts"] == here["texts"]
    page.locator("#scale summary").click()
    page.get_by_role("link", name="True scale").click()
    page.wait_for_url(url_matcher("resnet34?at=conv1&scale=true&cell=40,57"))
    assert sentence(page).startswith("Output row 40, column 57 reads")
    page.go_back()
    page.wait_for_url(url_matcher("resnet34?at=conv1&cell=40,57"))
    expect(page.locator('svg[data-view="operation"]')).to_be_visible()
    page.go_back()
    page.wait_for_url(url_matcher("resnet34?at=maxpool"))
    assert sentence(page).startswith("Output row 0, column 0 reads")


def test_click_on_the_output_and_drag_of_the_window_select_a_cell(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2.0.1")
    page.locator(".walk-key").scroll_into_view_if_needed()
    output = bounding_box(page, ".plane.output")
    page.mouse.click(output["x"] + output["width"] * 10.5 / 28, output["y"] + output["height"] * 20.5 / 28)
    assert sentence(page).startswith("Output row 20, column 10 reads")

    plane = bounding_box(page, ".plane.input[role=img]")
    page.mouse.move(plane["x"] + 60, plane["y"] + 60)
    page.mouse.down()
    page.mouse.move(plane["x"] + plane["width"] - 2, plane["y"] + 3, steps=4)
    page.mouse.up()
    assert sentence(page).startswith("Output row 0, column 27 reads")

    page.evaluate("scrollTo(0, 0)")
    kernel = bounding_box(page, ".scene .part.kernel .front")
    page.mouse.move(kernel["x"] + 3, kernel["y"] + 3)
    page.mouse.down()
    page.mouse.move(kernel["x"] + 3, kernel["y"] + 300, steps=4)
    page.mouse.up()
    assert sentence(page).startswith("Output row 27, column 27 reads")


@contextmanager
def play_walk(page: Page) -> Iterator[None]:
    page.get_by_role("button", name="Play").click()
    yield
    page.get_by_role("button", name="Pause").click()


def test_playback_wraps_from_the_last_cell_to_the_first_until_paused(open_page: Callable[..., Page]) -> None:
    page = open_page(reduced_motion="no-preference")
    page.goto("/explore/resnet34?at=conv1&cell=111,110")
    with play_walk(page):
        expect(page.locator('[data-walk="sentence"]')).to_contain_text("Output row 0, column")
    stopped = sentence(page)
    page.wait_for_timeout(900)
    assert sentence(page) == stopped


def test_reduced_motion_replaces_playback_with_step_links(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.goto("/explore/resnet34?at=conv1")
    expect(page.get_by_role("button", name="Play")).to_have_count(0)
    page.get_by_role("link", name="The next cell").click()
    assert sentence(page).startswith("Output row 0, column 1 reads")
    page.get_by_role("link", name="The cell before").click()
    page.get_by_role("link", name="The cell before").click()
    assert sentence(page).startswith("Output row 111, column 111 reads")


def test_navigation_to_another_operation_replaces_the_walk(page: Page) -> None:
    page.goto("/explore/resnet34?at=conv1&cell=40,57")
    page.get_by_role("link", name="After: maxpool").click()
    page.wait_for_url(url_matcher("resnet34?at=maxpool"))
    set_cell(page, (3, 4))
    assert sentence(page).startswith("Output row 3, column 4 reads input rows 5 to 7 and columns 7 to 9")
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="ResNet-34").click()
    expect(page.locator('[data-part="walk"]')).to_be_empty()


def test_form_and_step_links_select_a_cell_without_script(no_script: Page) -> None:
    no_script.goto("/explore/resnet34?at=conv1&size=64")
    expect(no_script.get_by_role("button", name="Play")).to_have_count(0)
    expect(slider(no_script, "row")).to_have_count(0)
    no_script.get_by_role("link", name="The next cell").click()
    assert explorer_url(no_script) == "resnet34?size=64&at=conv1&cell=0,1"
    no_script.get_by_role("spinbutton", name="Output row").fill("31")
    no_script.get_by_role("spinbutton", name="Output row").press("Enter")
    expect(no_script.locator('[data-walk="sentence"]')).to_contain_text("Output row 31, column 1 reads")
