"""What is downloaded is what was shown."""

import csv
import struct
from pathlib import Path
from xml.etree import ElementTree

from playwright.sync_api import Locator, Page

from tests.browser.volumes import picture

PNG = b"\x89PNG\r\n\x1a\n"


def download(page: Page, what: Locator) -> tuple[str, Path]:
    """The name under which something is offered, and where it was put."""
    page.get_by_text("Download", exact=True).click()
    with page.expect_download() as coming:
        what.click()
    return coming.value.suggested_filename, coming.value.path()


def test_the_picture_as_svg_has_what_the_page_shows(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2.0&size=160x224")
    shown = picture(page).locator("text").all_text_contents()
    name, path = download(page, page.get_by_role("link", name="Picture, SVG"))

    assert name == "resnet34-160x224-layer2.0.svg"
    words = [element.text for element in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")]
    assert words == ["ResNet-34 › layer2 › block 1 · input 160×224×3", *shown]


def test_the_picture_as_png_is_twice_as_large_as_the_svg(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2.0&size=160x224")
    svg = ElementTree.fromstring(page.request.get("/explore/resnet34/diagram.svg?at=layer2.0&size=160x224").text())
    name, path = download(page, page.get_by_role("button", name="Picture, PNG"))

    assert name == "resnet34-160x224-layer2.0.png"
    data = path.read_bytes()
    assert data[:8] == PNG
    assert struct.unpack(">II", data[16:24]) == (2 * int(svg.attrib["width"]), 2 * int(svg.attrib["height"]))
    assert len(data) > 10_000  # a blank picture of this size takes less


def test_the_table_as_csv_is_that_of_the_whole_network(page: Page) -> None:
    page.goto("/explore/resnet34?at=layer2.0&size=160x224")
    name, path = download(page, page.get_by_role("link", name="Table, CSV"))

    assert name == "resnet34-160x224.csv"
    rows = [*csv.DictReader(path.read_text().splitlines())]
    made = {row["path"]: row["output_shape"] for row in rows}
    assert (made["conv1"], made["layer2.0.conv1"], made["fc"]) == ("64×80×112", "128×20×28", "1000")


def test_the_link_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/explore/resnet34?at=layer2.0")
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Link copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
