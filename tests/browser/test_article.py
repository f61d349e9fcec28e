"""Article figures: rendering for each network, tooltips, links to the explorer and SVG downloads."""

import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.browser.volumes import figure, hover, output_shape, picture, tooltip_rows, visible_point, volume

SVG_NAMESPACE = "{http://www.w3.org/2000/svg}"
FIGURE_ANCHORS = [f"figure-{number}" for number in (1, *range(3, 13))] + ["figure-options"]
FIND_FIGURE_FAULTS = """(anchors) => anchors.flatMap((anchor) => {
  const svg = document.querySelector(`#${anchor} svg[data-view]`);
  const frame = svg.getBoundingClientRect();
  const volumes = [...svg.querySelectorAll("a.volume")];
  const unseen = volumes.filter((volume) => {
    const { width, height } = volume.getBoundingClientRect();
    return width < 2 || height < 2;
  });
  const cut = [...svg.querySelectorAll("text, a.volume")].filter((part) => {
    const { left, top, right, bottom } = part.getBoundingClientRect();
    return left < frame.left - 1 || top < frame.top - 1 || right > frame.right + 1 || bottom > frame.bottom + 1;
  });
  return [
    ...(volumes.length > 1 ? [] : [`${anchor} has no volumes`]),
    ...unseen.map((volume) => `${anchor}: ${volume.dataset.path} has no size`),
    ...cut.map((part) => `${anchor}: ${part.textContent || part.dataset.path} is cut off`),
  ];
})"""


@pytest.mark.parametrize("network", ["resnet34", pytest.param("resnet152", marks=pytest.mark.soak), "cifar_resnet20"])
def test_figures_are_rendered_without_clipping(page: Page, network: str) -> None:
    page.goto(f"/article?network={network}")

    assert page.evaluate(FIND_FIGURE_FAULTS, FIGURE_ANCHORS) == []
    expect(page.locator("#figure-block svg rect")).to_have_count(8 if "152" in network else 6)
    expect(page.locator("#figure-2 tbody tr").first).to_be_visible()
    expect(page.locator("#table-1 tbody tr")).to_have_count(3)


SMALLEST_LETTERS = """() => {
  const pictures = [...document.querySelectorAll(".article-figure svg[data-view]:not(.down)")];
  return Object.fromEntries(pictures.map((svg) => {
    const share = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const sizes = [...svg.querySelectorAll("text")].map((text) => parseFloat(getComputedStyle(text).fontSize) * share);
    return [svg.closest("figure").id, Math.round(Math.min(...sizes) * 10) / 10];
  }));
}"""


@pytest.mark.parametrize("network", ["resnet34", pytest.param("resnet152", marks=pytest.mark.soak)])
def test_labels_have_13_pixels_on_a_laptop_screen(page: Page, network: str) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"/article?network={network}")
    sizes = page.evaluate(SMALLEST_LETTERS)
    assert {*FIGURE_ANCHORS} <= {*sizes}
    assert {anchor: size for anchor, size in sizes.items() if size < 13} == {}


def test_figure_volume_shows_a_tooltip_and_links_to_the_explorer(page: Page) -> None:
    page.goto("/article?size=160x224")
    last_figure = figure(page, "figure-12")
    page.mouse.move(*visible_point(last_figure, "layer2.0.relu1"))
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert tooltip_rows(page)["arithmetic"] == (
        "height ⌊(40 + 2·1 − 3) / 2⌋ + 1 = 20\nwidth ⌊(56 + 2·1 − 3) / 2⌋ + 1 = 28"
    )
    assert tooltip_rows(page)["parameters"] == f"{3 * 3 * 64 * 128 + 2 * 128:,}"

    page.mouse.click(*visible_point(last_figure, "layer2.1.relu1"))
    page.wait_for_url(re.compile(r"/explore/resnet34\?size=160x224&at=layer2\.1#"))
    expect(picture(page)).to_have_attribute("data-view", "block")
    hover(page, "layer2.1.relu1")
    assert output_shape(page) == "20×28×128"


@pytest.mark.parametrize("option", ["A", *(pytest.param(each, marks=pytest.mark.soak) for each in "BC")])
def test_shortcut_volume_links_to_the_explorer_with_its_option(page: Page, option: str) -> None:
    page.goto("/article?network=resnet18&size=64")
    options = figure(page, "figure-options")
    shortcut = {"A": "A/layer2.0.downsample"}.get(option, f"{option}/layer2.0.downsample.1")
    page.mouse.click(*visible_point(options, shortcut))
    page.wait_for_url("**/explore/resnet18*")

    expected_query = {"size": ["64"], "at": ["layer2.0.downsample"]}
    assert parse_qs(urlsplit(page.url).query) == expected_query | ({"shortcut": [option]} if option != "B" else {})
    expect(volume(page, shortcut[2:])).to_have_attribute("aria-label", re.compile("8×8×128 out$"))


def test_set_f_to_0_reduces_plain_block_to_0_and_residual_block_to_x(page: Page) -> None:
    page.goto("/article")
    block_figure = figure(page, "figure-block")
    formulas = block_figure.locator("svg text").filter(has_text="h(x)", visible=True)
    expect(formulas).to_have_text(["h(x) = f(x)", "ReLU(h(x))", "h(x) = f(x) + x", "ReLU(h(x))"])
    block_figure.get_by_label("Set f to 0").check()
    expect(formulas).to_have_text(["h(x) = 0", "h(x) = x"])


def test_downloaded_svg_contains_the_texts_of_the_figure(page: Page) -> None:
    page.goto("/article?network=resnet50&size=160x224")
    downloaded_figure = figure(page, "figure-7")
    with page.expect_download() as download:
        downloaded_figure.get_by_role("link", name="Download as SVG").click()

    assert download.value.suggested_filename == "resnet50-160x224-figure-7.svg"
    texts = [element.text for element in ElementTree.parse(download.value.path()).iter(f"{SVG_NAMESPACE}text")]
    assert texts[1:] == picture(downloaded_figure).locator("text").all_text_contents()
