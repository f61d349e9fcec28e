"""A notebook that ran in a kernel, with its outputs in a page as notebooks show them."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import DESKTOP, TIMEOUT
from tests.support.notebooks import Output, run_notebook

MODEL = """
import sys
sys.path.insert(0, {root!r})
import resnet_volumes as rv
from tests.support.own_networks import SENet
"""
INSERT = """
html => {
  "use strict";
  const cell = document.createElement("div");
  cell.innerHTML = html;
  document.body.append(cell);
  for (const link of cell.querySelectorAll("a[href]")) link.href = link.getAttribute("href");
  for (const old of cell.querySelectorAll("script")) {
    const script = document.createElement("script");
    script.textContent = old.textContent;
    old.replaceWith(script);
  }
}
"""
"""How notebooks show HTML: a script that is inserted as text does not run until it is made anew, and JupyterLab sets
the address of every link again, which is an error for links of SVG."""

DARK = "<!doctype html><body style='background: #111111'>"
VS_CODE = """<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; font-src https:;
script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src https: data:; connect-src https:">
<body class="vscode-dark" style="color: #cccccc">"""
"""VS Code's frame of outputs: its policy refuses fonts inside of a document, and the dark background is around it."""
COLAB = """<!doctype html><iframe sandbox="allow-scripts" style="width: 1000px; height: 1200px"
srcdoc="<!doctype html><html theme='dark' style='color: #d4d4d4'><body>"></iframe>"""
"""Colab's frame of outputs, of another origin and here of none: storage and cookies are out of reach."""


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[Output]:
    root = str(Path(__file__).parents[2])
    cells = (
        MODEL.format(root=root),
        "rv.show(SENet(), (3, 64, 64))",
        "rv.show('resnet50', at='layer2.0')",
        "rv.trace('resnet50', (160, 224)).totals.params",
    )
    return run_notebook(tmp_path_factory.mktemp("notebook"), *cells)


@pytest.fixture
def open_notebook(chromium: Browser, outputs: list[Output]) -> Any:
    """Open a page with both pictures; requests and errors fail the test."""
    contexts, problems = [], []

    def open_page(html: str = "<!doctype html><body>", **options: Any) -> Page:
        settings: dict[str, Any] = {"viewport": DESKTOP, **options}
        context = chromium.new_context(**settings)
        contexts.append(context)
        context.set_default_timeout(TIMEOUT)
        page = context.new_page()
        page.on("request", lambda request: problems.append(request.url))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text))
        page.set_content(html)
        for output in outputs[1:3]:
            page.evaluate(INSERT, output["text/html"])
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def picture(page: Page, number: int) -> Locator:
    return page.locator(".resnet-volumes").nth(number)


def ready(page: Page, number: int) -> Locator:
    expect(picture(page, number)).to_have_attribute("data-ready", "")
    return picture(page, number)


def test_cell_of_a_trace_has_its_value(outputs: list[Output]) -> None:
    assert outputs[0] == {}
    assert outputs[3] == {"text/plain": "25557032"}


def test_hover_shows_the_tooltip_of_the_volume_inside_of_the_output(open_notebook: Callable[..., Page]) -> None:
    output = ready(open_notebook(), 0)
    output.locator('a[data-at="blocks.1"]').hover()
    tooltip = output.locator(".tooltip")

    expect(tooltip.locator("h3")).to_have_text("blocks.1 · block, projection shortcut")
    expect(tooltip.locator("dd").first).to_have_text("32×32×16 → 16×16×32")
    inner, outer = tooltip.bounding_box(), output.bounding_box()
    assert inner
    assert outer
    assert outer["y"] <= inner["y"]
    assert inner["y"] + inner["height"] <= outer["y"] + outer["height"]


def test_click_goes_one_level_in_at_all_four_levels_and_the_bar_leads_out(open_notebook: Callable[..., Page]) -> None:
    output = ready(open_notebook(), 0)
    scene, crumbs = output.locator(".scene"), output.locator(".bar button:not(.step)")

    output.locator('a[data-at="blocks.1"]').click()
    expect(scene).to_have_attribute("data-view", "block")
    expect(crumbs).to_have_text(["SENet", "blocks.1-2", "block 1"])
    output.locator('a[data-at="blocks.1.1"]').click()
    expect(scene).to_have_attribute("data-view", "operation")
    crumbs.nth(1).click()
    expect(scene).to_have_attribute("data-view", "layer")
    crumbs.nth(0).click()
    expect(scene).to_have_attribute("data-view", "network")


def test_arrows_lead_to_the_neighbours_of_a_place(open_notebook: Callable[..., Page]) -> None:
    output = ready(open_notebook(), 1)
    output.get_by_label("layer2 block 2").click()

    expect(output).to_have_attribute("data-at", "layer2.1")


def test_outputs_of_one_notebook_do_not_touch_each_other(open_notebook: Callable[..., Page]) -> None:
    page = open_notebook()
    first, second = ready(page, 0), ready(page, 1)
    first.locator('a[data-at="blocks.1"]').click()
    second.locator("a[data-path]").first.hover()

    expect(first).to_have_attribute("data-at", "blocks.1")
    expect(second).to_have_attribute("data-at", "layer2.0")
    expect(first.locator(".tooltip")).to_be_hidden()
    expect(second.locator(".tooltip")).to_be_visible()


def test_styles_of_an_output_leave_the_notebook_alone(open_notebook: Callable[..., Page]) -> None:
    page = open_notebook("<!doctype html><body><div class='head'><p class='tooltip'>mine</p></div>")
    ready(page, 0)

    position = "element => getComputedStyle(element).position"
    assert page.get_by_text("mine").evaluate(position) == "static"


def test_keyboard_reaches_volumes_and_opens_them(open_notebook: Callable[..., Page]) -> None:
    output = ready(open_notebook(), 0)
    volume = output.locator('a[data-at="blocks.2"]')
    volume.focus()
    expect(output.locator(".tooltip")).to_be_visible()
    volume.press("Enter")

    expect(output).to_have_attribute("data-at", "blocks.2")


def test_dark_notebook_has_a_dark_picture(open_notebook: Callable[..., Page]) -> None:
    colours = "element => [getComputedStyle(element).backgroundColor, getComputedStyle(element).color]"

    assert ready(open_notebook(DARK), 0).evaluate(colours) == ["rgb(19, 26, 36)", "rgb(232, 237, 244)"]
    assert ready(open_notebook(), 0).evaluate(colours) == ["rgb(255, 255, 255)", "rgb(23, 32, 44)"]


def test_output_works_under_the_policy_of_vs_code(chromium: Browser, outputs: list[Output]) -> None:
    page = chromium.new_page(viewport=DESKTOP)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text.split("'")[1]))
    page.on("pageerror", lambda error: refused.append(str(error)))
    page.set_content(VS_CODE)
    page.evaluate(INSERT, outputs[1]["text/html"])

    assert_walks_in(ready(page, 0))
    assert {each[:15] for each in refused} == {"data:font/woff2"}
    page.close()


def test_output_works_in_a_frame_without_origin_as_in_colab(chromium: Browser, outputs: list[Output]) -> None:
    page = chromium.new_page(viewport=DESKTOP)
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.set_content(COLAB)
    page.frames[1].evaluate(INSERT, outputs[1]["text/html"])

    assert_walks_in(page.frame_locator("iframe").locator(".resnet-volumes"))
    assert problems == []
    page.close()


def assert_walks_in(output: Locator) -> None:
    """The output of a dark notebook is dark, shows a tooltip, and opens a block."""
    expect(output).to_have_attribute("data-theme", "dark")
    output.locator('a[data-at="blocks.1"]').hover()
    expect(output.locator(".tooltip dd").first).to_have_text("32×32×16 → 16×16×32")
    output.locator('a[data-at="blocks.1"]').click()
    expect(output.locator(".scene")).to_have_attribute("data-view", "block")


def test_picture_stands_alone_without_script(open_notebook: Callable[..., Page], outputs: list[Output]) -> None:
    page = open_notebook(f"<!doctype html>{outputs[2]['text/html']}", java_script_enabled=False)

    expect(picture(page, 0).locator(".scene")).to_be_visible()
    assert re.search("28×28×512", picture(page, 0).inner_text())
