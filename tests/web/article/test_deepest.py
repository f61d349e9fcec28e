"""The article about the deepest network, which takes seconds: figures, table, folded blocks, gradients."""

import pytest
from starlette.testclient import TestClient

from tests.support.html_reader import Element, visit
from tests.web.article.test_page import FIGURES, ids

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def deepest(client: TestClient) -> Element:
    return visit(client, "/article?network=cifar_resnet1202")


def test_article_has_every_figure(deepest: Element) -> None:
    assert {*FIGURES} <= ids(deepest)
    assert "600 blocks" in deepest.one("section", id="background").text


def test_figure_2_has_deepest_network_only_in_its_own_article(client: TestClient, deepest: Element) -> None:
    def columns(page: Element) -> list[str]:
        return [head.text for head in page.one("figure", id="figure-2").one("thead").all("th")][2:]

    usual = [f"{depth}-layer" for depth in (20, 32, 44, 56, 110)]
    assert columns(visit(client, "/article?network=cifar_resnet20")) == usual
    assert columns(deepest) == [*usual, "1202-layer"]


def test_gradients_section_names_substitute_network(client: TestClient, deepest: Element) -> None:
    assert (
        "stands in for it" not in visit(client, "/article?network=cifar_resnet20").one("section", id="gradients").text
    )
    assert "CIFAR ResNet-110 stands in for it" in deepest.one("section", id="gradients").text


def test_captions_mention_folded_blocks(client: TestClient, deepest: Element) -> None:
    small = visit(client, "/article?network=cifar_resnet20")
    for number in (1, 3):
        caption = deepest.one("figure", id=f"figure-{number}").one("figcaption").text
        assert "×195 stands for as many blocks" in caption  # of 200; three and two remain at the ends
        assert "stands for" not in small.one("figure", id=f"figure-{number}").one("figcaption").text
