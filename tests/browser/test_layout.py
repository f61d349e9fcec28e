"""How pages are laid out: within the window's width, no text on another, no text wider than was reckoned with."""

import math
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page

from app.diagrams.scene.marks import TEXT_SIZE
from app.diagrams.text import text_metrics
from app.networks.catalogue import NETWORKS
from tests.browser.volumes import picture

WINDOWS = {1440: 900, 1024: 768, 390: 844}
PAGES = [
    "resnet34",
    "resnet152",
    "cifar_resnet1202",
    "cifar_resnet1202?at=layer2",
    "resnet34?size=97x131",
    "resnet34?at=layer2.0&shapes=nchw&size=97x131",
    "resnet50?at=layer3.0.2&scale=true",
    "vgg19?at=layer5",
]


@pytest.mark.parametrize("width", WINDOWS)
def test_no_page_scrolls_sideways(open_page: Callable[..., Page], width: int) -> None:
    page = open_page(viewport={"width": width, "height": WINDOWS[width]}, is_mobile=width < 500)
    wide: dict[str, int] = {}
    for address in PAGES:
        page.goto(f"/explore/{address}")
        wide[address] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.goto("/explore/resnet34")
    page.get_by_text("Options").click()
    wide["options"] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.get_by_text("ResNeXt, Wide, plain").click()
    wide["more networks"] = page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert {address: over for address, over in wide.items() if over > 0} == {}


def test_a_picture_that_is_wider_than_the_window_scrolls_in_its_frame(phone: Page) -> None:
    phone.goto("/explore/resnet34")
    frame = phone.locator("#picture")
    assert frame.evaluate("frame => frame.scrollWidth > frame.clientWidth && frame.clientWidth <= innerWidth")
    end = picture(phone).locator('[data-path="fc"]')
    end.scroll_into_view_if_needed()
    box = end.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


TEXTS = """(svg) => [...svg.querySelectorAll("text")].map((text) => {
  const { x, y, width, height } = text.getBBox();
  return { text: text.textContent, x, y, width, height, length: text.getComputedTextLength(),
           size: parseFloat(getComputedStyle(text).fontSize), weight: getComputedStyle(text).fontWeight };
})"""


def texts(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = picture(page).evaluate(TEXTS)
    assert found
    return found


def overlap(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return all(
        min(a[start] + a[side], b[start] + b[side]) - max(a[start], b[start]) > 0.5
        for start, side in (("x", "width"), ("y", "height"))
    )


def test_no_words_of_a_network_lie_on_others(page: Page) -> None:
    on_others: list[str] = []
    for network in NETWORKS:
        page.goto(f"/explore/{network}")
        pairs = combinations(texts(page), 2)
        on_others += [f"{network}: {a['text']} on {b['text']}" for a, b in pairs if overlap(a, b)]

    assert on_others == []


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
def test_every_text_is_as_wide_as_was_reckoned_at_the_most(page: Page, address: str) -> None:
    page.goto(f"/explore/{address}")
    reckoned = {
        text["text"]: math.ceil(text_metrics.width(text["text"], text["size"], bold=int(text["weight"]) >= 600))
        for text in texts(page)
    }
    assert {text["text"]: text["length"] for text in texts(page) if text["length"] > reckoned[text["text"]]} == {}
    assert {text["size"] for text in texts(page)} <= {*TEXT_SIZE.values()}
