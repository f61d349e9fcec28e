"""What the page of a comparison says of what is impossible; and nothing that is put into its address gets out."""

from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.support.html_reader import read, visit
from tests.support.injection_payloads import HOSTILE, assert_page_harmless

AB = "resnet34;shortcut=A,resnet34"


@pytest.mark.parametrize(
    ("asked", "status", "field", "sentence"),
    [
        ("networks=resnet35,vgg19", 404, "networks", "There is no network called 'resnet35'. Did you mean"),
        ("networks=vgg19;shortcut=A,vgg19", 422, "networks", "VGG-19 is not a residual network and has no shortcut"),
        ("networks=resnet34,vgg19&size=8", 422, "size", "An input of 8×8 is too small for vgg19"),
        ("networks=a,b,c,d,e", 422, "networks", "These are 5 networks; at most 4 are compared."),
        ("view=sideways", 422, "networks", "view is 'sideways'; it has to be 'flows' or 'columns'."),
    ],
)
def test_what_is_impossible_is_said_beside_its_field(
    client: TestClient, asked: str, status: int, field: str, sentence: str
) -> None:
    page = visit(client, f"/compare?{asked}", status)
    said = page.one(id=f"field-{field}").one(role="alert", data_error=field)
    assert said.text.startswith(sentence)
    sides = page.one(data_part="controls").all("li", aria_label=None)
    assert [side["aria-label"] for side in sides] == ["VGG-19", "Plain-34", "ResNet-34"]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_no_value_of_any_parameter_gets_out_of_its_place(client: TestClient, value: str) -> None:
    hostile = quote(value)
    for asked in (
        *(f"networks={AB}&{name}={hostile}" for name in ("size", "view", "scale", "shapes", "open", "theme", "entry")),
        *(f"networks={networks}" for networks in (hostile, f"resnet34;size={hostile},vgg19", f"resnet34;{hostile}=1")),
        f"networks=custom;depths={hostile},resnet34&entry=1&classes={hostile}&own={hostile}",
    ):
        for place in ("", "/diagram.svg", "/differences.csv", "/change"):
            answer = client.get(f"/compare{place}?{asked}")
            assert answer.status_code in (200, 404, 422), (asked, place)
            assert "set-cookie" not in answer.headers
            if answer.headers["content-type"].startswith("text/html"):
                assert_page_harmless(read(answer.text))
            else:
                assert "alert" not in answer.text
                assert "HYPERLINK" not in answer.text
