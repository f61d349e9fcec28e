"""The article, whole at its URL, and its figures to take along."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse

from app.diagrams import svg
from app.diagrams.scene.palette import Theme
from app.web.article.page import Article
from app.web.article.state import ArticleQuery
from app.web.assets import PLOTLY_URL
from app.web.downloads import download
from app.web.errors import Problem

router = APIRouter(include_in_schema=False)

PATH = "/article"


class PlateQuery(ArticleQuery):
    """A figure also has to know whether it will stand on light or on dark."""

    theme: Theme = "light"


@router.get(PATH)
def article(query: Annotated[ArticleQuery, Query()]) -> Response:
    """The article about a network at a size."""
    return _page(Article(query))


@router.get(f"{PATH}/{{anchor}}.svg")
def plate(anchor: str, query: Annotated[PlateQuery, Query()]) -> Response:
    """A figure of the article as a file of its own."""
    page = Article(query)
    found = page.plate(anchor)
    if found is None:
        raise HTTPException(404)
    return download(f"{page.file_name}-{anchor}.svg", svg.standalone(found.scene, query.theme))


def _page(page: Article, status: int = 200) -> Response:
    template = svg.ENVIRONMENT.get_template("article.html")
    return HTMLResponse(template.render(page=page, plotly_url=PLOTLY_URL), status)


def as_page(request: Request, problem: Problem) -> Response | None:
    """A problem in the bar of choices, above the article as it was written."""
    if not problem.option or request.url.path != PATH:
        return None
    return _page(Article(ArticleQuery.model_validate({}), (problem.option, problem.detail)), problem.status)
