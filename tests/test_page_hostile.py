"""Whatever is put into an address, it comes back as text or not at all."""

import json
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from app.web.explorer.view import PageQuery
from tests.page import Element, read

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
PLACES = ["", "/diagram.svg", "/steps.csv"]


def assert_harmless(page: Element) -> None:
    """No script but the page's own, no handler, no address that runs."""
    scripts = [script.attributes for script in page.all("script")]
    own = {("src",), ("src", "type"), ("id", "type"), ("data-readouts", "type")}
    assert {tuple(sorted(script)) for script in scripts} <= own
    assert all(script["type"] == "application/json" for script in scripts if "src" not in script)
    assert all(script["src"].startswith("/static/js/") for script in scripts if "src" in script)
    handlers = [name for element in page.inside() for name in element.attributes if name.startswith("on")]
    assert handlers == []
    addresses = [link["href"] for link in page.all(href=None)]
    assert [address for address in addresses if not address.startswith(("/", "#"))] == []


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_no_value_of_any_parameter_gets_out_of_its_place(client: TestClient, value: str) -> None:
    for name in (*PageQuery.model_fields, "theme", "unknown"):
        for place in PLACES:
            answer = client.get(f"/explore/custom{place}?{name}={quote(value)}")
            assert answer.status_code in (200, 422), (name, place)
            assert "set-cookie" not in answer.headers
            if answer.headers["content-type"].startswith("text/html"):
                assert_harmless(read(answer.text))
            elif place == "/diagram.svg":
                assert "script" not in answer.text
            else:
                assert "alert" not in answer.text
                assert "HYPERLINK" not in answer.text


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_of_a_network_gets_out_of_its_place(client: TestClient, value: str) -> None:
    for place in PLACES:
        answer = client.get(f"/explore/{quote(value, safe='')}{place}")
        assert answer.status_code == 404
        assert_harmless(read(answer.text))


def test_a_hostile_value_is_shown_as_it_was_typed(client: TestClient) -> None:
    value = '"><script>alert(1)</script>'
    page = read(client.get(f"/explore/resnet34?size={quote(value)}").text)
    assert page.one(role="alert", data_error=None).text == (
        f"The size '{value}' is neither a side, as 224, nor height x width, as 160x224."
    )


def test_an_unknown_place_is_kept_out_of_what_the_script_reads(client: TestClient) -> None:
    page = read(client.get(f"/explore/resnet34?at={quote('</script><b>')}").text)
    state = json.loads("".join(map(str, page.one("script", id="state").content)))
    assert (state["at"], state["here"]) == ("", "/explore/resnet34?at=%3C%2Fscript%3E%3Cb%3E")
