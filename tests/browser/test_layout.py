"""Page layout: no horizontal overflow, no overlapping texts, no text wider than its estimate."""

import math
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.diagrams.scene.marks import TEXT_SIZE
from app.diagrams.text import text_metrics
from tests.browser.volumes import picture, volume
from tests.support.representatives import DEEP, REPRESENTATIVES

VIEWPORTS = {1440: 900, 1024: 768, 768: 1024, 390: 844}
# Elements beyond the right edge of the window, where the page is clipped; those in a frame that scrolls are not lost.
LOST = """() => {
  const holds = (element) => element.matches("body, html") ? false
    : getComputedStyle(element).overflowX !== "visible" || holds(element.parentElement);
  return [...document.body.querySelectorAll("*")]
    .filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > innerWidth + 1)
    .filter((element) => !holds(element.parentElement) && !element.closest("svg svg, svg *"))
    .map((element) => `${element.tagName} ${element.getAttribute("class") ?? element.id}`);
}"""
# Frames that scroll sideways without a shadow or a fading edge; menus that are closed are left out.
UNSIGNED = """() => [...document.querySelectorAll("main *, .topbar *")]
  .filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1)
  .filter((element) => !element.closest("details:not([open]) > .panel"))
  .map((element) => [element, getComputedStyle(element)])
  .filter(([, style]) => style.overflowX === "auto" && style.backgroundImage === "none" && style.maskImage === "none")
  .map(([element]) => `${element.tagName} ${element.getAttribute("class") ?? element.id}`)"""
PAGE_URLS = [
    "/explore/resnet152?chart=true",
    "/explore/cifar_resnet1202?at=layer2",
    "/explore/resnet34?at=layer2.0&shapes=nchw&size=97x131",
    "/explore/resnet50?at=layer3.0.2&scale=true",
    "/explore/vgg19?at=layer5&panel=memory",
    *("/compare?networks=resnet18,vgg19&chart=differences", "/article?network=resnet18", "/table", "/docs"),
]


def test_no_part_of_a_page_is_lost_and_what_scrolls_sideways_shows_it(page: Page) -> None:
    lost: dict[tuple[str, int], list[str]] = {}
    for address in PAGE_URLS:
        page.goto(address)
        for width, height in VIEWPORTS.items():
            page.set_viewport_size({"width": width, "height": height})
            lost[address, width] = [*page.evaluate(LOST), *page.evaluate(UNSIGNED)]

    assert {place: parts for place, parts in lost.items() if parts} == {}


@pytest.mark.parametrize("width", VIEWPORTS)
def test_open_options_and_picker_fit_the_width(open_page: Callable[..., Page], width: int) -> None:
    page = open_page(viewport={"width": width, "height": VIEWPORTS[width]}, is_mobile=width < 500)
    page.goto("/explore/resnet34")
    if width < 600:
        page.get_by_role("button", name="Settings").click()
    page.get_by_text("Options").click()
    assert page.evaluate(LOST) == []
    page.keyboard.press("Escape")
    page.locator("#picker summary").click()
    assert page.evaluate(LOST) == []


def test_picture_wider_than_the_viewport_scrolls_in_its_frame(phone: Page) -> None:
    phone.goto("/explore/resnet34?at=layer2")
    frame = phone.locator("#picture")
    assert frame.evaluate("frame => frame.scrollWidth > frame.clientWidth && frame.clientWidth <= innerWidth")
    end = picture(phone).locator('[data-path="layer2.3.relu2"]')
    end.scroll_into_view_if_needed()
    box = end.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


@pytest.mark.parametrize("network", ["resnet50", "resnet152"])
def test_embedded_network_shrinks_to_its_frame_and_runs_downwards_on_a_phone(page: Page, network: str) -> None:
    page.set_viewport_size({"width": 700, "height": 436})
    page.goto(f"/embed/{network}")
    assert page.locator("#picture").evaluate("frame => frame.scrollWidth - frame.clientWidth") == 0
    page.set_viewport_size({"width": 390, "height": 600})
    expect(picture(page)).to_have_attribute("data-view", "downward")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("place", ["?at=layer2#layer2.0.relu2", "?at=layer2.0#layer2.0.relu1"])
def test_link_to_a_volume_opens_with_the_head_of_the_picture_in_view(own_page: Page, place: str) -> None:
    own_page.set_viewport_size({"width": 1366, "height": 768})
    own_page.goto(f"/explore/resnet34{place}")

    expect(own_page.locator("a:target")).to_be_in_viewport(ratio=1)
    assert own_page.evaluate("scrollY") == 0


def test_layer_scrolls_no_further_than_to_the_block_that_opened_it(page: Page) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    scrolled = {}
    for block in ("layer3.3", "layer3.5"):
        page.goto("/explore/resnet34")
        volume(page, f"{block}.relu2").click()
        page.wait_for_url("**at=layer3**")
        expect(volume(page, f"{block}.relu2")).to_be_in_viewport(ratio=0.9999)  # 1 but for rounding
        scrolled[block] = page.locator("#picture").evaluate("frame => frame.scrollLeft / frame.scrollWidth")
    assert scrolled["layer3.3"] == 0
    assert scrolled["layer3.5"] > 0.1


def test_lecture_view_enlarges_a_layer_up_to_the_width_of_the_screen(page: Page) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto("/explore/resnet34?at=layer3&lecture=true")
    assert page.locator("#picture").evaluate("frame => frame.scrollWidth <= frame.clientWidth")
    scale = picture(page).evaluate("(scene) => scene.getScreenCTM().a")
    assert 1.1 < scale < 1.5


@pytest.mark.parametrize(
    ("at", "paths"),
    [
        ("", ("relu", "layer3.2.relu2", "fc")),
        ("layer2.0", ("layer2.0.relu1", "layer2.0.downsample.1", "layer2.0.relu2")),
    ],
)
def test_lecture_view_has_the_chart_in_line_below_the_picture_on_one_screen(
    page: Page, at: str, paths: tuple[str, ...]
) -> None:
    for width, height in ((1366, 768), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"/explore/resnet34?at={at}&chart=true&lecture=true")
        expect(page.locator(".summary")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        for path in paths:
            box, bar = volume(page, path).bounding_box(), page.locator(f'[data-bar="{path}"]').first.bounding_box()
            assert box
            assert bar
            assert bar["x"] + bar["width"] / 2 == pytest.approx(box["x"] + box["width"] / 2, abs=box["width"] / 2), path
            assert bar["y"] > box["y"] + box["height"]


def test_volume_with_the_focus_stays_in_view_when_the_lecture_ends(page: Page) -> None:
    page.set_viewport_size({"width": 683, "height": 384})  # 1366×768 at 200 %
    page.goto("/explore/resnet34?at=layer2.0")
    volume(page, "layer2.0.relu1").focus()
    page.keyboard.press("f")
    page.wait_for_url("**lecture=true**")
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "lecture" not in url)

    expect(page.locator(".setup")).to_be_visible()
    expect(volume(page, "layer2.0.relu1")).to_be_focused()
    expect(volume(page, "layer2.0.relu1")).to_be_in_viewport()


def test_network_runs_downwards_on_a_phone_and_each_row_leads_in(phone: Page) -> None:
    phone.goto("/explore/resnet18")
    expect(picture(phone)).to_have_attribute("data-view", "downward")
    frame = phone.locator("#picture")
    assert frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth")
    boxes = [volume(phone, path).bounding_box() for path in ("input", "relu", "layer1.1.relu2", "layer4.0.relu2", "fc")]
    tops = [box["y"] for box in boxes if box]
    assert len(tops) == 5
    assert tops == sorted(tops)
    assert all(size["size"] * size["scale"] >= 12.99 for size in read_texts(phone))
    picture(phone).get_by_text("layer2", exact=True).scroll_into_view_if_needed()
    box = picture(phone).get_by_text("layer2", exact=True).bounding_box()
    assert box
    for _ in range(2):  # the first tap shows the tooltip
        phone.touchscreen.tap(box["x"] + 2, box["y"] + 4)
    phone.wait_for_url("**at=layer2**")
    expect(picture(phone)).to_have_attribute("data-view", "layer")

    phone.go_back()
    expect(picture(phone)).to_have_attribute("data-view", "downward")
    stem = volume(phone, "relu")
    stem.scroll_into_view_if_needed()
    box = stem.bounding_box()
    assert box
    for _ in range(2):
        phone.touchscreen.tap(box["x"] + 2, box["y"] + 4)
    expect(picture(phone)).to_have_attribute("data-view", "operation")
    assert frame.evaluate("frame => frame.scrollLeft") == 0  # the input is in view


TEXT_BOXES = """(svg) => [...svg.querySelectorAll("text")].map((text) => {
  const { x, y, width, height } = text.getBBox();
  return { text: text.textContent, x, y, width, height, length: text.getComputedTextLength(),
           size: parseFloat(getComputedStyle(text).fontSize), weight: getComputedStyle(text).fontWeight,
           scale: text.getScreenCTM().a };
})"""


def read_texts(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = picture(page).evaluate(TEXT_BOXES)
    assert found
    return found


def overlap(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return all(
        min(a[start] + a[side], b[start] + b[side]) - max(a[start], b[start]) > 0.5
        for start, side in (("x", "width"), ("y", "height"))
    )


def test_no_texts_of_a_network_overlap(page: Page) -> None:
    overlaps: list[str] = []
    for network in (*REPRESENTATIVES, *DEEP):
        page.goto(f"/embed/{network}")
        pairs = combinations(read_texts(page), 2)
        overlaps += [f"{network}: {a['text']} on {b['text']}" for a, b in pairs if overlap(a, b)]

    assert overlaps == []


@pytest.mark.parametrize(
    "address",
    [
        "resnet34",
        "resnext101_64x4d?shapes=nchw&size=97x131",
        "resnet50?at=layer2&shortcut=A",
        "resnet50?at=layer2.0",
        "vgg19?at=classifier.0",
        "resnet34?at=conv1&size=225x224",
        "wide_resnet50_2?at=layer4.0.downsample",
    ],
)
def test_text_is_no_wider_than_its_estimate_and_no_smaller_than_13_pixels(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"/embed/{address}")
    texts = read_texts(page)
    estimates = [
        math.ceil(text_metrics.width(text["text"], text["size"], bold=int(text["weight"]) >= 600)) for text in texts
    ]
    pairs = zip(texts, estimates, strict=True)
    assert [(text, estimate) for text, estimate in pairs if text["length"] > estimate + 0.5] == []  # px
    assert {text["size"] for text in texts} <= {*TEXT_SIZE.values()}
    assert [text for text in texts if text["size"] * text["scale"] < 12.99] == []
