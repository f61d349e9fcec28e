"""Errors of the comparison page are shown beside the field they concern."""

import pytest
from starlette.testclient import TestClient

from tests.support.html_reader import visit


@pytest.mark.parametrize(
    ("query", "status", "field", "sentence"),
    [
        ("networks=resnet35,vgg19", 404, "networks", "Unknown network 'resnet35'. Did you mean"),
        ("networks=vgg19;shortcut=A,vgg19", 422, "networks", "VGG-19 is not a residual network and has no shortcut"),
        ("networks=resnet34,vgg19&size=8", 422, "size", "An input of 8×8 is too small for vgg19"),
        ("networks=a,b,c,d,e", 422, "networks", "These are 5 networks; at most 4 are compared."),
        ("view=sideways", 422, "networks", "view is 'sideways'; it has to be 'flows' or 'columns'."),
    ],
)
def test_compare_page_shows_error_beside_its_field(
    client: TestClient, query: str, status: int, field: str, sentence: str
) -> None:
    page = visit(client, f"/compare?{query}", status)
    alert = page.one(id=f"field-{field}").one(role="alert", data_error=field)
    assert alert.text.startswith(sentence)
    networks = page.one(data_part="controls").all("li", aria_label=None)
    assert [network["aria-label"] for network in networks] == ["VGG-19", "Plain-34", "ResNet-34"]
