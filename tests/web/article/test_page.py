"""The article page: figures for every network and size, links, downloads and form fields."""

import pytest
from starlette.testclient import TestClient

from app.networks.catalogue import NETWORKS
from app.web.article.page import ArticlePage
from app.web.article.state import PAPER_FAMILIES, ArticleQuery
from tests.support.html_reader import Element, one_per_pattern, visit

pytestmark = pytest.mark.slow

FIGURES = [f"figure-{number}" for number in (1, *range(3, 13))]
NAMES = [network.name for network in NETWORKS.values() if network.family in PAPER_FAMILIES]


def ids(page: Element) -> set[str]:
    return {element["id"] for element in page.all(id=None)}


@pytest.fixture(scope="module")
def resnet34(client: TestClient) -> Element:
    return visit(client, "/article")


QUICK = [("resnet34", ""), ("resnet34", "1"), ("resnet50", "97x131"), ("cifar_resnet20", "")]
SIZES = ("", "32", "97x131", "7", "1")
CASES = [
    *QUICK,
    *(
        pytest.param(name, size, marks=pytest.mark.soak)
        for name in NAMES
        for size in SIZES
        if name != "cifar_resnet1202" and (name, size) not in QUICK
    ),
]
"""Blocks of both kinds and both families at usual and extreme sizes; in `make soak` all networks at all sizes."""


@pytest.mark.parametrize(("network", "size"), CASES)
def test_article_has_every_figure(client: TestClient, network: str, size: str) -> None:
    page = visit(client, f"/article?network={network}&size={size}")
    assert {*FIGURES, "figure-2", "table-1", "figure-options"} <= ids(page)
    for anchor in (*FIGURES, "figure-options"):
        figure = page.one("figure", id=anchor)
        assert figure.all("svg", data_view=None)[0].all("a", data_path=None), anchor
        assert figure.one("figcaption").text.startswith(("Figure ", "Options "))
    assert page.one("figure", id="figure-2").all("table")


def test_anchor_links_of_article_have_targets(resnet34: Element) -> None:
    anchors = {link["href"] for link in resnet34.all("a", href=None) if link["href"].startswith("#")}
    assert {anchor[1:] for anchor in anchors} <= ids(resnet34)


TESTED_ELSEWHERE = ("#", "https://", "/article", "/api/gradients", "/figures/gradients")
"""Sources on other sites, and pages that take seconds and have tests of their own."""


def test_links_of_article_resolve(client: TestClient, resnet34: Element) -> None:
    hrefs = {link["href"].partition("#")[0] for link in resnet34.all("a", href=None)}
    in_table = {link["href"] for link in resnet34.one("figure", id="figure-2").all("a", data_cell=None)}
    links = {href for href in hrefs - in_table if href and not href.startswith(TESTED_ELSEWHERE)}
    statuses = {href: client.get(href).status_code for href in one_per_pattern(links)}
    assert {href: status for href, status in statuses.items() if status != 200} == {}


def test_figure_downloads_as_svg(client: TestClient) -> None:
    for anchor in (*FIGURES, "figure-options"):
        answer = client.get(f"/article/{anchor}.svg?network=resnet18&size=64&theme=dark")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/svg+xml"
        assert f'filename="resnet18-64-{anchor}-dark.svg"' in answer.headers["content-disposition"]
        assert answer.text.startswith("<svg")
    assert client.get("/article/figure-13.svg").status_code == 404


def test_network_links_keep_other_parameters(client: TestClient) -> None:
    page = visit(client, "/article?network=resnet18&size=97x131&normalization=on")
    choice = page.one("form", data_part="choice")
    other = choice.one("a", aria_label="ResNet-50")["href"]
    assert other == "/article?network=resnet50&size=97x131&normalization=on"
    assert choice.one("a", aria_label="ResNet-18")["aria-current"] == "true"
    assert choice.one("a", aria_label="Reset the input size")["href"] == "/article?network=resnet18&normalization=on"


def test_size_form_has_hidden_fields_of_other_parameters(client: TestClient) -> None:
    page = visit(client, "/article?network=resnet18&size=64&normalization=on&init=he")
    hidden = page.one("form", data_part="choice").all("input", type="hidden")
    assert {field["name"]: field["value"] for field in hidden} == {
        "network": "resnet18",
        "normalization": "on",
        "init": "he",
    }


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("size=0", 422, "between 1 and 4096"),
        ("size=<b>", 422, "it has to be a side"),
        ("cells=4-x", 422, "cells is '4-x'; it has to be figures, each with a row and a column"),
        ("network=vgg19", 422, "the paper's residual networks"),
        ("network=resnet35", 404, "Unknown network 'resnet35'"),
        ("normalization=maybe", 422, "normalization"),
    ],
)
def test_article_explains_invalid_parameter(client: TestClient, query: str, status: int, words: str) -> None:
    assert words in visit(client, f"/article?{query}", status).text


def test_cells_of_figures_move_their_windows_and_stay_in_links(client: TestClient) -> None:
    page = visit(client, "/article?network=resnet18&size=64&cells=4-3-5,9-900-0")
    assert (
        "Output row 3, column 5 reads input rows 3 to 9 and columns 7 to 13" in page.one("figure", id="figure-4").text
    )
    assert "Output row 7, column 0 reads" in page.one("figure", id="figure-9").text  # the last of 8 rows
    assert "Output row 0, column 0 reads" in page.one("figure", id="figure-5").text
    links = {link.text: link["href"] for link in page.one("figure", id="figure-4").one("figcaption").all("a")}
    assert links["Open in the explorer"] == "/explore/resnet18?size=64&at=conv1&cell=3,5"
    other = page.one("form", data_part="choice").one("a", aria_label="ResNet-50")["href"]
    assert other == "/article?network=resnet50&size=64&cells=4-3-5,9-900-0"


def test_article_url_omits_default_parameters() -> None:
    assert ArticlePage(ArticleQuery.model_validate({})).to() == "/article"
    assert (
        ArticlePage(ArticleQuery.model_validate({"network": "resnet50"})).to(size="64")
        == "/article?network=resnet50&size=64"
    )
