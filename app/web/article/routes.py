"""`/article`: the article and its figures as SVG files."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse

from ...diagrams import svg
from ...diagrams.scene.palette import Theme
from ..assets import PLOTLY_URL
from ..downloads import download, svg_name
from ..errors import Problem, without_option
from .page import ArticlePage
from .state import PATH, ArticleQuery

router = APIRouter(include_in_schema=False)


class ArticleFigureQuery(ArticleQuery):
    """Adds the colour theme."""

    theme: Theme = "light"


@router.get(PATH)
def article(query: Annotated[ArticleQuery, Query()]) -> Response:
    """The article about a network at an input size."""
    return _page(ArticlePage(query))


@router.get(f"{PATH}/{{anchor}}.svg")
def figure(anchor: str, query: Annotated[ArticleFigureQuery, Query()]) -> Response:
    """A figure of the article as an SVG file."""
    page = ArticlePage(query)
    found = page.figure_at(anchor)
    if found is None:
        raise HTTPException(404)
    return download(svg_name(f"{page.file_name}-{anchor}", query.theme), svg.standalone(found.scene, query.theme))


def _page(page: ArticlePage, status: int = 200) -> Response:
    template = svg.ENVIRONMENT.get_template("article.html")
    return HTMLResponse(template.render(page=page, plotly_url=PLOTLY_URL), status)


def error_page(request: Request, problem: Problem) -> Response | None:
    """Render a problem in the controls, above the article of the request without it."""
    if not problem.option or request.url.path != PATH:
        return None
    error = problem.on_page(problem.option)
    page = without_option(request, problem, lambda values: ArticlePage(ArticleQuery.model_validate(values), error))
    return _page(page, problem.status)
