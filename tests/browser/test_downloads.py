"""Downloads of the explorer: contents and names of SVG, PNG and CSV files, and the copied link."""

import csv
import struct
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from playwright.sync_api import Locator, Page, expect

from tests.browser.volumes import picture

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def download_file(page: Page, control: Locator) -> tuple[str, Path]:
    """Downloads a file from the menu and returns the suggested file name and the local path."""
    page.get_by_text("Download", exact=True).click()
    with page.expect_download() as download:
        control.click()
    return download.value.suggested_filename, download.value.path()


def test_svg_download_contains_the_texts_of_the_picture(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2.0&size=160x224")
    picture_texts = picture(page).locator("text").all_text_contents()
    name, path = download_file(page, page.get_by_role("link", name="Picture, SVG"))

    assert name == "resnet34-160x224-layer2.0.svg"
    texts = [element.text for element in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["ResNet-34 › layer2 › block 1 · input 160×224×3", *picture_texts]


EDGES = """async (data) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const { width, height } = picture;
  const pen = new OffscreenCanvas(width, height).getContext("2d");
  pen.drawImage(picture, 0, 0);
  const edges = [[0, 0, width, 1], [0, height - 1, width, 1], [0, 0, 1, height], [width - 1, 0, 1, height]];
  const alphas = edges.flatMap((edge) => [...pen.getImageData(...edge).data].filter((_, index) => index % 4 === 3));
  return Math.min(...alphas);
}"""
"""The least opacity, to 255, at the edges of a PNG file."""


def test_png_download_of_a_network_is_opaque_to_its_edges(page: Page) -> None:
    page.goto("/explore/resnet50")
    _, path = download_file(page, page.get_by_role("button", name="Picture, PNG"))
    assert page.evaluate(EDGES, b64encode(path.read_bytes()).decode()) == 255


def test_png_download_has_twice_the_size_of_the_svg(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2.0&size=160x224")
    svg = ElementTree.fromstring(page.request.get("/explore/resnet34/diagram.svg?at=layer2.0&size=160x224").text())
    name, path = download_file(page, page.get_by_role("button", name="Picture, PNG"))

    assert name == "resnet34-160x224-layer2.0.png"
    data = path.read_bytes()
    assert data[:8] == PNG_SIGNATURE
    assert struct.unpack(">II", data[16:24]) == (2 * int(svg.attrib["width"]), 2 * int(svg.attrib["height"]))
    assert len(data) > 10_000  # a blank picture of this size is smaller


def test_downloads_have_the_colours_of_the_page_or_of_the_chosen_theme(open_page: Callable[..., Page]) -> None:
    page = open_page(color_scheme="dark")
    page.goto("/explore/resnet18")
    dark = page.request.get("/explore/resnet18/diagram.svg?theme=dark").text()
    light = page.request.get("/explore/resnet18/diagram.svg?theme=light").text()
    assert dark != light
    _, path = download_file(page, page.get_by_role("link", name="Picture, SVG"))
    assert path.read_text() == dark
    page.keyboard.press("Escape")
    _, path = download_file(page, page.get_by_role("link", name="Light, SVG"))
    assert path.read_text() == light


def test_frame_is_copied_as_html_and_fits_its_width(open_page: Callable[..., Page]) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/explore/resnet18?at=layer2")
    page.get_by_text("Download", exact=True).click()
    copy = page.locator("[data-copy-embed]")
    label = copy.text_content() or ""
    for _ in range(2):
        copy.click()
    expect(copy).to_have_text("Copied")
    expect(page.locator("#status")).to_have_text("Frame copied")
    frame = ElementTree.fromstring(page.evaluate("navigator.clipboard.readText()").replace("></iframe>", "/>"))
    origin = page.url.removesuffix("/explore/resnet18?at=layer2")
    assert (frame.attrib["src"], frame.attrib["width"]) == (f"{origin}/embed/resnet18?at=layer2", "100%")
    expect(copy).to_have_text(label)
    page.set_viewport_size({"width": 700, "height": 420})
    page.goto(frame.attrib["src"])
    assert page.locator("#picture").evaluate("frame => frame.scrollWidth - frame.clientWidth") == 0


def test_csv_download_contains_the_whole_network(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2.0&size=160x224")
    name, path = download_file(page, page.get_by_role("link", name="Table, CSV"))

    assert name == "resnet34-160x224.csv"
    rows = [*csv.DictReader(path.read_text().splitlines())]
    shapes = {row["path"]: row["output_shape"] for row in rows}
    assert (shapes["conv1"], shapes["layer2.0.conv1"], shapes["fc"]) == ("64×80×112", "128×20×28", "1000")


def test_copy_link_writes_the_url_to_the_clipboard(open_page: Callable[..., Page]) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/explore/resnet34?at=layer2.0")
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Link copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
