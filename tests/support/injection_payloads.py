"""Injection payloads, and assertions that a response with such a payload is harmless."""

import csv
import io
import json
import re
from xml.etree import ElementTree

from httpx2 import Response

from tests.support.html_reader import Element, read

PAYLOADS = [
    '"><script>alert(1)</script>',
    "</script><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "javascript:alert(1)",
    "]]><script>alert(1)</script>",
    "{{7*7}}${7*7}",
    "=HYPERLINK(1)",
    "\r\nSet-Cookie: a=b",
    "\x00\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "&lt;b&gt;&amp;",
    "../../../../etc/passwd",
    "٢٢٤",
    "9" * 500,
]
SVG_ELEMENTS = {"svg", "style", "rect", "text", "defs", "marker", "pattern", "path", "g", "circle", "title", "desc"}
SVG_NAMESPACE = "{http://www.w3.org/2000/svg}"


def assert_page_harmless(page: Element) -> None:
    """Check that a page has only its own scripts, no inline handlers or styles, and no script URLs."""
    elements = [*page.descendants()]
    scripts = [element.attributes for element in elements if element.tag == "script"]
    own = {("src",), ("src", "type"), ("defer", "src"), ("id", "type"), ("data-page-data", "type"), ("type",)}
    assert {tuple(sorted(script)) for script in scripts} <= own
    assert all(script["type"] == "application/json" for script in scripts if "src" not in script)
    assert all(re.match(r"/static/[0-9a-f]+/js/[a-z-]+\.js$", script["src"]) for script in scripts if "src" in script)
    names = [name for element in elements for name in element.attributes]
    assert [name for name in names if name.startswith("on") or name == "style"] == []
    urls = [element["href"] for element in elements if "href" in element.attributes]
    assert [url for url in urls if not url.startswith(("/", "#", "https://"))] == []
    assert [url for url in urls if url.startswith("//")] == []


def assert_svg_harmless(text: str) -> None:
    """Check that an SVG has only drawing elements, no handlers and no links."""
    root = ElementTree.fromstring(text)
    assert {element.tag.removeprefix(SVG_NAMESPACE) for element in root.iter()} <= SVG_ELEMENTS
    names = [name for element in root.iter() for name in element.attrib]
    assert [name for name in names if name.startswith("on") or name.endswith("href")] == []


def assert_cells_harmless(text: str) -> None:
    """Check that no CSV cell but a number begins like a spreadsheet formula."""
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r") and not re.fullmatch(r"[+-][0-9.]+", cell)] == []


def assert_harmless(response: Response) -> None:
    """Check a response of any content type."""
    assert response.status_code < 500
    assert "set-cookie" not in response.headers
    disposition = response.headers.get("content-disposition", 'inline; filename="none"')
    assert re.fullmatch(r'(attachment|inline); filename="[A-Za-z0-9._-]+"', disposition)
    location = response.headers.get("location", "/")
    assert re.match(r"(http://testserver)?/(?!/)", location)
    match response.headers.get("content-type", "").partition(";")[0]:
        case "text/html":
            assert_page_harmless(read(response.text))
        case "image/svg+xml":
            assert_svg_harmless(response.text)
        case "text/csv":
            assert_cells_harmless(response.text)
        case "application/json" | "application/problem+json":
            json.loads(response.text)
        case "application/x-ndjson":
            assert [type(json.loads(line)) for line in response.text.splitlines()]
        case "text/markdown" | "text/x-tex" | "text/plain":
            assert "alert" not in response.text
        case kind:
            assert kind in {"", "text/css", "text/javascript"}
