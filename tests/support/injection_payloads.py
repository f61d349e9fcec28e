"""What an attacker puts into an address, and what has to hold of an answer whatever was put there."""

import csv
import io
import json
import re
from xml.etree import ElementTree

from httpx2 import Response

from tests.support.html_reader import Element, read

HOSTILE = [
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
DRAWING = {"svg", "style", "rect", "text", "defs", "marker", "path", "g", "circle", "title", "desc"}
SVG = "{http://www.w3.org/2000/svg}"


def assert_page_harmless(page: Element) -> None:
    """No script but the page's own, no handler, no style of its own, no address that runs."""
    scripts = [script.attributes for script in page.all("script")]
    own = {("src",), ("src", "type"), ("defer", "src"), ("id", "type"), ("data-page-data", "type"), ("type",)}
    assert {tuple(sorted(script)) for script in scripts} <= own
    assert all(script["type"] == "application/json" for script in scripts if "src" not in script)
    assert all(
        re.match(r"/(static/[0-9a-f]+/js|docs/assets)/[a-z-]+\.js$", script["src"])
        for script in scripts
        if "src" in script
    )
    names = [name for element in page.inside() for name in element.attributes]
    assert [name for name in names if name.startswith("on") or name == "style"] == []
    addresses = [link["href"] for link in page.all(href=None)]
    assert [address for address in addresses if not address.startswith(("/", "#", "https://"))] == []
    assert [address for address in addresses if address.startswith("//")] == []


def assert_drawing_harmless(text: str) -> None:
    root = ElementTree.fromstring(text)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= DRAWING
    names = [name for element in root.iter() for name in element.attrib]
    assert [name for name in names if name.startswith("on") or name.endswith("href")] == []


def assert_cells_harmless(text: str) -> None:
    """No cell that a spreadsheet would take for a formula: none begins as one, but numbers."""
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r") and not re.fullmatch(r"[+-][0-9.]+", cell)] == []


def assert_harmless(answer: Response) -> None:
    """Whatever kind of answer it is."""
    assert answer.status_code < 500
    assert "set-cookie" not in answer.headers
    named = answer.headers.get("content-disposition", 'inline; filename="none"')
    assert re.fullmatch(r'(attachment|inline); filename="[A-Za-z0-9._-]+"', named)
    leads = answer.headers.get("location", "/")
    assert re.match(r"(http://testserver)?/(?!/)", leads)
    match answer.headers.get("content-type", "").partition(";")[0]:
        case "text/html":
            assert_page_harmless(read(answer.text))
        case "image/svg+xml":
            assert_drawing_harmless(answer.text)
        case "text/csv":
            assert_cells_harmless(answer.text)
        case "application/json" | "application/problem+json":
            json.loads(answer.text)
        case "application/x-ndjson":
            assert [type(json.loads(line)) for line in answer.text.splitlines()]
        case "text/markdown" | "text/x-tex" | "text/plain":
            assert "alert" not in answer.text
        case kind:
            assert kind in {"", "text/css", "text/javascript"}
