"""Pictures of the article's figures: as wide as their column at letters of 13 pixels, without overlaps."""

from functools import cache

import pytest

from app.diagrams.scene.scene import Scene
from app.web.article.page import FIGURE_PLACES, FIGURE_WIDTH, WINDOW_WIDTH, WITH_WINDOW, ArticlePage
from app.web.article.state import ArticleQuery
from tests.support import overlap

ARTICLES = [
    ("resnet18", "224"),
    ("resnet34", "224"),
    ("resnet34", "97x131"),
    ("resnet34", "1"),
    ("resnet152", "224"),
    ("resnet152", "512x64"),
    ("cifar_resnet20", "32"),
]
NUMBERS = [number for number in (*FIGURE_PLACES, 9) if number != 3]
each_article = pytest.mark.parametrize(("network", "size"), ARTICLES)

NATURAL = {("resnet152", 12)}
"""Layers that scroll: their operations do not fit the column even as small as they may be."""


@cache
def article(network: str, size: str) -> ArticlePage:
    return ArticlePage(ArticleQuery.model_validate({"network": network, "size": size}))


def scenes(network: str, size: str) -> dict[int, Scene]:
    page = article(network, size)
    return {number: page.figure(number).scene for number in NUMBERS} | {0: page.options_figure.scene}


@each_article
def test_pictures_fit_the_column_at_their_natural_size(network: str, size: str) -> None:
    rooms = {number: WINDOW_WIDTH if number in WITH_WINDOW else FIGURE_WIDTH for number in (*NUMBERS, 0)}
    wide = {number for number, scene in scenes(network, size).items() if scene.width > rooms[number]}
    assert wide == {number for name, number in NATURAL if name == network}


@each_article
def test_marks_of_figures_do_not_overlap(network: str, size: str) -> None:
    for number, scene in scenes(network, size).items():
        found = [
            *overlap.mutual(overlap.texts(scene)),
            *overlap.covered_texts(scene),
            *overlap.crossed(scene),
            *overlap.outside(scene),
        ]
        assert found == [], number
