"""Whatever is put into an address, it comes back as text or not at all."""

import json
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from app.web.explorer.view import PageQuery
from tests.support.html_reader import read
from tests.support.injection_payloads import HOSTILE, assert_page_harmless

PLACES = ["", "/diagram.svg", "/steps.csv"]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_no_value_of_any_parameter_gets_out_of_its_place(client: TestClient, value: str) -> None:
    for name in (*PageQuery.model_fields, "theme", "unknown"):
        for place in PLACES:
            answer = client.get(f"/explore/custom{place}?{name}={quote(value)}")
            assert answer.status_code in (200, 422), (name, place)
            assert "set-cookie" not in answer.headers
            if answer.headers["content-type"].startswith("text/html"):
                assert_page_harmless(read(answer.text))
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
        assert_page_harmless(read(answer.text))


def test_a_hostile_value_is_shown_as_it_was_typed(client: TestClient) -> None:
    value = '"><script>alert(1)</script>'
    page = read(client.get(f"/explore/resnet34?size={quote(value)}").text)
    assert page.one(role="alert", data_error=None).text == (
        f"size is '{value}'; it has to be a side, as 224, or height x width, as 160x224."
    )


def test_an_unknown_place_is_kept_out_of_what_the_script_reads(client: TestClient) -> None:
    page = read(client.get(f"/explore/resnet34?at={quote('</script><b>')}").text)
    state = json.loads("".join(map(str, page.one("script", id="state").content)))
    assert (state["at"], state["here"]) == ("", "/explore/resnet34?at=%3C%2Fscript%3E%3Cb%3E")
