"""The panel of counting conventions: its state in the URL, its figures in a table."""

import pytest
from starlette.testclient import TestClient

from tests.support.html_reader import Element, visit


def panel(client: TestClient, url: str) -> Element:
    return visit(client, url).one("div", id="counts")


def figures(found: Element) -> dict[str, str]:
    rows = [row for row in found.one("table").all("tr") if row.all("td")]
    return {row.one("th").text: row.all("td")[0].text for row in rows}


def test_panel_has_the_figures_of_resnet50_that_people_quote(client: TestClient) -> None:
    found = panel(client, "/explore/resnet50?panel=counts")
    counted = figures(found)

    assert found.one("p").text.startswith("53 convolutions, 4 of them on shortcuts. The 50 in the name counts the 49 ")
    assert "Of the 25,557,032 parameters 27,560 are biases; 53,173 more values are buffers" in found.one("p").text
    assert (counted["the paper"], counted["MACs"], counted["FLOPs"], counted["ptflops, as quoted"]) == (
        *("3,857,973,248", "4,089,184,256", "8,178,368,512", "4,121,020,928"),
    )
    assert (counted["PyTorch"], counted["Keras"]) == ("25,557,032", "25,636,712")


def test_sums_are_written_out(client: TestClient) -> None:
    table = panel(client, "/explore/resnet50?panel=counts&head=none").one("table")
    sums = {row.one("th").text: [each.text for each in row.all("small")] for row in table.all("tr") if row.all("td")}

    assert (sums["MACs"], sums["FLOPs"]) == ([], ["2 · 4,087,136,256 multiply-adds"])
    assert sums["ptflops, as quoted"] == [
        "4,087,136,256 multiply-adds + 2 · 11,113,984 values out of normalizations + 9,608,704 values out of ReLUs"
    ]
    assert sums["Keras"] == [
        "23,508,032 weights and biases + 26,560 biases of convolutions + 53,120 moving means and variances"
    ]


@pytest.mark.parametrize(
    ("query", "opened"),
    [
        ("", None),
        ("?panel=counts", "How others count"),
        ("?batch=8", "Memory of a batch"),
        ("?map=10x10", "Which inputs give this map?"),
    ],
)
def test_url_says_which_panel_is_open(client: TestClient, query: str, opened: str | None) -> None:
    page = visit(client, f"/explore/resnet18{query}")
    panels = {link.text: link for link in page.one("ul", class_="panel-links").all("a")}

    assert [name for name, link in panels.items() if link["aria-expanded"] == "true"] == ([opened] if opened else [])
    assert len(page.all("div", class_="panel-body")) + len(page.all("div", class_="panel-body memory")) == bool(opened)
    if opened:
        assert panels[opened]["href"] == "/explore/resnet18#panels"


def test_json_of_the_panel_has_the_options_of_the_page(client: TestClient) -> None:
    found = panel(client, "/explore/resnet50?size=160x224&classes=10&panel=counts&at=layer2")

    assert found.one("a")["href"] == "/api/counts/resnet50?size=160x224&classes=10"
