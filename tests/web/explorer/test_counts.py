"""The panel of counting conventions: closed by default, its state in the URL, its figures in a table."""

import pytest
from starlette.testclient import TestClient

from tests.support.html_reader import Element, visit


def panel(client: TestClient, url: str) -> Element:
    return visit(client, url).one("details", id="counts")


def figures(found: Element) -> dict[str, str]:
    rows = [row for row in found.one("table").all("tr") if row.all("td")]
    return {row.one("th").text: row.all("td")[0].text for row in rows}


def test_panel_has_the_figures_of_resnet50_that_people_quote(client: TestClient) -> None:
    found = panel(client, "/explore/resnet50")
    counted = figures(found)

    assert found.one("p").text.startswith("53 convolutions, 4 of them on shortcuts. The 50 in the name counts the 49 ")
    assert "Of the 25,557,032 parameters 27,560 are biases; 53,173 more values are buffers" in found.one("p").text
    assert (counted["the paper"], counted["MACs"], counted["FLOPs"], counted["ptflops, as quoted"]) == (
        *("3,857,973,248", "4,089,184,256", "8,178,368,512", "4,121,020,928"),
    )
    assert (counted["PyTorch"], counted["Keras"]) == ("25,557,032", "25,636,712")
    assert "3.86 G to 8.18 G operations, 25.56 M to 25.64 M parameters" in found.one("summary").text


@pytest.mark.parametrize(("url", "is_open"), [("/explore/resnet18", False), ("/explore/resnet18?counts=open", True)])
def test_url_says_whether_the_panel_is_open(client: TestClient, url: str, is_open: bool) -> None:
    page = visit(client, url)

    links = page.one("section", data_part="steps").all("a")

    assert ("open" in page.one("details", id="counts").attributes) is is_open
    assert {("counts=open" in link["href"]) for link in links} == {is_open}


def test_json_of_the_panel_has_the_options_of_the_page(client: TestClient) -> None:
    found = panel(client, "/explore/resnet50?size=160x224&classes=10&counts=open&at=layer2")

    assert found.one("a")["href"] == "/api/counts/resnet50?size=160x224&classes=10"
