"""Article accessibility: no script, keyboard navigation, phone viewport, and print layout."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.test_article import FIGURE_ANCHORS, FIND_FIGURE_FAULTS
from tests.browser.volumes import figure, paths, tooltip_rows

PAPER_SIZE = {"width": 718, "height": 1000}  # pixels: A4 at 96 pixels per inch, with margins of 1 cm
GET_FOCUSED_FIGURE_ID = "document.activeElement.closest('[data-figure]')?.id"
FIND_OVERFLOWS = """() => [...document.querySelectorAll(".article svg:not(svg svg), .article table")].filter((part) => {
  const { left, right, width } = part.getBoundingClientRect();
  return width && (left < -1 || right > innerWidth + 1);
}).map((part) => part.closest("[id]").id)"""


def settings_bar(page: Page) -> Locator:
    return page.get_by_role("form", name="What the article is about")


def test_strip_links_lead_below_the_strip_and_light_up(page: Page) -> None:
    page.goto("/article")
    contents = page.get_by_role("navigation", name="Contents").get_by_role("link")
    for link in contents.all():
        link.click()
        heading = page.locator(link.get_attribute("href") or "").get_by_role("heading").first
        expect(link).to_have_attribute("aria-current", "true")
        expect(contents.and_(page.locator("[aria-current]"))).to_have_count(1)
        strip_box, heading_box = page.locator(".topbar").bounding_box(), heading.bounding_box()
        assert strip_box
        assert heading_box
        assert strip_box["y"] + strip_box["height"] <= heading_box["y"] <= 300, link.text_content()
    assert contents.count() == 13


def test_article_without_script_is_complete_and_form_sets_the_size(no_script: Page) -> None:
    no_script.goto("/article?network=resnet50&size=96")
    assert no_script.evaluate(FIND_FIGURE_FAULTS, FIGURE_ANCHORS) == []
    settings_bar(no_script).get_by_role("textbox", name="Input size").fill("160x224")
    settings_bar(no_script).get_by_role("button", name="Show").click()

    expect(no_script).to_have_title(re.compile("^ResNet-50, volume by volume · 160×224×3"))
    settings_bar(no_script).get_by_role("link", name="ResNet-18", exact=True).click()
    expect(no_script).to_have_url(re.compile(r"/article\?network=resnet18&size=160x224$"))
    expect(no_script.locator("#table-1")).to_be_visible()


def test_keyboard_selects_a_network_and_moves_through_figure_volumes(page: Page) -> None:
    page.goto("/article")
    focused_labels: list[str] = []
    page.keyboard.press("Tab")
    while (label := page.evaluate("document.activeElement.ariaLabel")) != "CIFAR ResNet-20":
        focused_labels.append(label)
        assert len(focused_labels) < 20
        page.keyboard.press("Tab")
    assert focused_labels[-1] == "ResNet-34"  # the other networks of the row are reached with arrow keys

    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("^CIFAR ResNet-20, "))
    assert page.evaluate("document.activeElement.ariaLabel") == "CIFAR ResNet-20"
    for anchor in ("figure-3", "figure-12"):
        frame = page.locator(f"#{anchor} .frame")
        frame.focus()
        focused_paths = []
        for number, _ in enumerate(paths(page.locator(f"#{anchor}"))):
            page.keyboard.press("ArrowRight" if number else "Tab")
            focused_paths.append(page.evaluate("document.activeElement.dataset.path"))
            assert tooltip_rows(page)["PyTorch"]
        assert focused_paths == paths(page.locator(f"#{anchor}"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/explore/cifar_resnet20?at=layer2.2*")


def test_figure_frames_are_in_the_tab_order_and_each_picture_is_one_stop(page: Page) -> None:
    page.goto("/article")
    for anchor in ["figure-block", *FIGURE_ANCHORS]:
        frame = page.locator(f"#{anchor} .frame")
        frame.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        expect(frame).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate(GET_FOCUSED_FIGURE_ID) == anchor
    stops = page.locator(".article-figure .scene a").evaluate_all("all => all.filter((a) => a.tabIndex === 0).length")
    assert stops == page.locator(".article-figure .scene:has(a)").count()


def test_article_on_a_phone_runs_downwards_and_has_its_settings_in_a_sheet(phone: Page) -> None:
    phone.goto("/article?network=resnet152")
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    expect(settings_bar(phone)).to_be_hidden()
    expect(phone.locator(".subject")).to_contain_text("ResNet-152 on 224×224")
    expect(phone.locator(".subject")).to_be_in_viewport(ratio=1)

    opening = phone.locator("#figure-3 .scene:visible")
    expect(opening).to_have_attribute("data-view", "downward")
    opening.locator("[data-path='layer2.0.relu3']").tap()
    expect(phone.get_by_role("tooltip")).to_contain_text("28×28×512")

    figure(phone, "figure-7")
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    phone.get_by_role("button", name="Settings").tap()
    targets = settings_bar(phone).locator(".segments a, input:visible:not([type=range], [type=checkbox]), .presets a")
    boxes = [each.bounding_box() for each in targets.all()]
    assert len(boxes) >= 11 + 2 + 8
    assert all(box and box["height"] >= 44 and box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
    settings_bar(phone).get_by_role("link", name="CIFAR ResNet-32", exact=True).tap()
    expect(phone).to_have_title(re.compile("^CIFAR ResNet-32, "))
    expect(phone.locator(".subject")).to_contain_text("CIFAR ResNet-32 on 32×32")
    expect(phone.locator("#figure-7")).to_be_in_viewport()

    phone.keyboard.press("Escape")
    expect(settings_bar(phone)).to_be_hidden()
    expect(phone.get_by_role("button", name="Settings")).to_be_focused()


def test_print_layout_hides_the_bar_and_fits_figures(page: Page) -> None:
    page.set_viewport_size({"width": PAPER_SIZE["width"], "height": PAPER_SIZE["height"]})
    page.goto("/article?network=resnet152")
    page.emulate_media(media="print")

    expect(settings_bar(page)).to_be_hidden()
    assert page.evaluate(FIND_OVERFLOWS) == []
    assert page.evaluate(FIND_FIGURE_FAULTS, FIGURE_ANCHORS) == []
    assert page.pdf(format="A4").startswith(b"%PDF")
