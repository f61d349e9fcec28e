"""Injection into the explorer: where an invalid value appears on the page."""

import json
from urllib.parse import quote

from starlette.testclient import TestClient

from tests.support.html_reader import read


def test_invalid_value_is_shown_as_text(client: TestClient) -> None:
    value = '"><script>alert(1)</script>'
    page = read(client.get(f"/explore/resnet34?size={quote(value)}").text)
    assert page.one(role="alert", data_error=None).text == (
        f"size is '{value}'; it has to be a side from 1 to 4096 pixels, as 224, or height x width, as 160x224."
    )


def test_unknown_path_is_escaped_in_the_page_data(client: TestClient) -> None:
    page = read(client.get(f"/explore/resnet34?at={quote('</script><b>')}").text)
    state = json.loads("".join(map(str, page.one("script", id="state").content)))
    assert (state["at"], state["here"]) == ("", "/explore/resnet34?at=%3C%2Fscript%3E%3Cb%3E")
