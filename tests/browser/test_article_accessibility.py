"""The article for everyone: without script, by keyboard, on a phone, on paper, and light at first."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.browser_log import BrowserLog
from tests.browser.test_article import FAULTS, PICTURES
from tests.browser.volumes import figure, paths, tooltip_rows

LOADED_WITHIN = 60_000  # milliseconds: two networks are run forward and backward, and the library is fetched
SHEET = {"width": 718, "height": 1000}  # A4 at 96 pixels an inch, with margins of 1 cm
FOCUSED = "document.activeElement.closest('[data-figure]')?.id"
TOO_WIDE = """() => [...document.querySelectorAll(".article svg:not(svg svg), .article table")].filter((part) => {
  const { left, right, width } = part.getBoundingClientRect();
  return width && (left < -1 || right > innerWidth + 1);
}).map((part) => part.closest("[id]").id)"""


def bar(page: Page) -> Locator:
    return page.get_by_role("form", name="What the article is about")


def plotly(browser_log: BrowserLog) -> list[str]:
    return [url for url in browser_log.requests if "/figures/plotly-" in url]


def test_the_library_for_charts_comes_when_the_gradients_are_near(page: Page, browser_log: BrowserLog) -> None:
    page.goto("/article?network=resnet18")
    page.wait_for_load_state("networkidle")
    assert plotly(browser_log) == []

    page.locator("#gradients").scroll_into_view_if_needed()
    page.locator(".gradient-chart .main-svg").first.wait_for(timeout=LOADED_WITHIN)
    assert len(plotly(browser_log)) == 1


def test_every_entry_of_the_contents_leads_to_a_heading_below_the_bar(page: Page) -> None:
    page.goto("/article")
    contents = page.get_by_role("navigation", name="Contents").get_by_role("link")
    for link in contents.all():
        name = link.text_content() or ""
        link.click()
        heading = page.get_by_role("heading", name=name, exact=True)
        expect(heading).to_be_in_viewport(ratio=1)
        beneath, above = heading.bounding_box(), bar(page).bounding_box()
        assert beneath
        assert above
        assert above["y"] == 0
        assert above["y"] + above["height"] <= beneath["y"] <= 300, name
    assert contents.count() == 8


def test_without_script_the_whole_page_is_there_and_a_size_is_chosen_by_the_form(no_script: Page) -> None:
    no_script.goto("/article?network=resnet50&size=96")
    assert no_script.evaluate(FAULTS, PICTURES) == []
    bar(no_script).get_by_role("textbox", name="Input size").fill("160x224")
    bar(no_script).get_by_role("button", name="Show").click()

    expect(no_script).to_have_title(re.compile("^ResNet-50, volume by volume · 160×224×3"))
    bar(no_script).get_by_role("link", name="ResNet-18", exact=True).click()
    expect(no_script).to_have_url(re.compile(r"/article\?network=resnet18&size=160x224$"))
    expect(no_script.locator("#table-1")).to_be_visible()


def test_by_keyboard_one_chooses_reaches_every_figure_and_goes_along_its_flow(page: Page) -> None:
    page.goto("/article")
    reached: list[str] = []
    page.keyboard.press("Tab")
    while (chosen := page.evaluate("document.activeElement.ariaLabel")) != "CIFAR ResNet-20":
        reached.append(chosen)
        assert len(reached) < 20
        page.keyboard.press("Tab")
    assert reached[-5:] == ["ResNet-18", "ResNet-34", "ResNet-50", "ResNet-101", "ResNet-152"]

    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("^CIFAR ResNet-20, "))
    assert page.evaluate("document.activeElement.ariaLabel") == "CIFAR ResNet-20"
    for anchor in ("figure-3", "figure-12"):
        frame = page.locator(f"#{anchor} .frame")
        frame.focus()
        passed = []
        for _ in paths(page.locator(f"#{anchor}")):
            page.keyboard.press("Tab" if anchor == "figure-3" else "ArrowRight")
            passed.append(page.evaluate("document.activeElement.dataset.path"))
            assert tooltip_rows(page)["PyTorch"]
        assert passed == paths(page.locator(f"#{anchor}"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/explore/cifar_resnet20?at=layer2.2*")


def test_every_frame_is_reached_by_tab(page: Page) -> None:
    page.goto("/article")
    for anchor in ["figure-block", *PICTURES]:
        frame = page.locator(f"#{anchor} .frame")
        frame.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        expect(frame).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED) == anchor


@pytest.mark.parametrize("network", ["resnet34", "resnet152", "cifar_resnet110"])
def test_on_a_phone_only_figures_scroll_sideways_and_the_choice_stays_at_hand(phone: Page, network: str) -> None:
    phone.goto(f"/article?network={network}")
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    expect(bar(phone).locator("[aria-current]").first).to_be_in_viewport(ratio=1)

    figure(phone, "figure-7")
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    bar(phone).get_by_role("link", name="CIFAR ResNet-32", exact=True).tap()
    expect(phone).to_have_title(re.compile("^CIFAR ResNet-32, "))
    expect(bar(phone).get_by_role("link", name="CIFAR ResNet-32", exact=True)).to_be_in_viewport(ratio=1)
    expect(phone.locator("#figure-7")).to_be_in_viewport()


@pytest.mark.parametrize("network", ["resnet34", "resnet152", "cifar_resnet20"])
def test_on_paper_there_is_no_bar_and_no_figure_is_cut(page: Page, network: str) -> None:
    page.set_viewport_size({"width": SHEET["width"], "height": SHEET["height"]})
    page.goto(f"/article?network={network}")
    page.emulate_media(media="print")

    expect(bar(page)).to_be_hidden()
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(FAULTS, PICTURES) == []
    assert page.pdf(format="A4").startswith(b"%PDF")
