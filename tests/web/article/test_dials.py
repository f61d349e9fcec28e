"""Numbers in the article's first sentence: their values, and the pages to which the links beside them lead."""

from app.web.article.dials import Dial
from app.web.article.page import ArticlePage
from app.web.article.state import ArticleQuery


def dials(**query: str) -> dict[str, Dial]:
    return ArticlePage(ArticleQuery.model_validate(query)).dials


def test_depth_leads_to_the_networks_of_the_family_and_keeps_the_size() -> None:
    depth = dials(network="cifar_resnet110", size="64")["depth"]
    assert depth.texts == ("20", "32", "44", "56", "110", "1202")
    assert (depth.text, depth.value, depth.least, depth.most) == ("110", 4, 0, 5)
    assert depth.less == "/article?network=cifar_resnet56&size=64"
    assert depth.more == depth.urls[5] == "/article?network=cifar_resnet1202&size=64"
    assert dials(network="resnet18")["depth"].less is None


def test_square_has_one_dial_and_leads_to_usual_sides() -> None:
    found = dials(size="100")
    assert set(found) == {"depth", "side"}
    assert (found["side"].less, found["side"].more) == ("/article?size=96", "/article?size=128")
    assert dials(size="4096")["side"].more is None
    assert dials(size="1")["side"].less is None


def test_unequal_sides_have_a_dial_each() -> None:
    found = dials(size="97x131")
    assert set(found) == {"depth", "height", "width"}
    assert (found["height"].text, found["height"].other, found["height"].less) == ("97", 131, "/article?size=96x131")
    assert (found["width"].text, found["width"].other, found["width"].more) == ("131", 97, "/article?size=97x160")
