"""The pages for people, whole at their URL, and what can be downloaded from them."""

from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse

from app.diagrams import palette, plotly, svg
from app.diagrams.table import as_csv
from app.networks.catalogue import NETWORKS
from app.web.article import HOME, Article, ArticleQuery
from app.web.errors import Problem
from app.web.explorer import Explorer, explore, fallback
from app.web.figures import PLOTLY_URL
from app.web.view import PageQuery

router = APIRouter(include_in_schema=False)

Theme = Literal["light", "dark"]
Asked = Annotated[PageQuery, Query()]


class FigureQuery(PageQuery):
    """A figure also has to know whether it will stand on light or on dark."""

    theme: Theme = "light"


class PlateQuery(ArticleQuery):
    """So does a figure of the article."""

    theme: Theme = "light"


def _page(page: Explorer, status: int = 200) -> Response:
    template = svg.ENVIRONMENT.get_template("explore.html")
    return HTMLResponse(template.render(page=page, plotly_url=PLOTLY_URL), status)


@router.get("/")
def home(query: Asked) -> Response:
    """The explorer, at the article's network."""
    return _page(explore(HOME, query))


@router.get("/explore/{network}")
def explorer(network: str, query: Asked) -> Response:
    """A network at a size: its picture, its numbers and its steps."""
    return _page(explore(network, query))


@router.get("/explore/{network}/diagram.svg")
def diagram(network: str, query: Annotated[FigureQuery, Query()]) -> Response:
    """The picture as a file of its own."""
    page = explore(network, query)
    name = f"{page.file_name}-{page.place.at}" if page.place.at else page.file_name
    headers = {"Content-Disposition": f'attachment; filename="{name}.svg"'}
    return Response(svg.standalone(page.scene, query.theme), media_type="image/svg+xml", headers=headers)


@router.get("/explore/{network}/steps.csv")
def steps(network: str, query: Asked) -> Response:
    """Every step of the network as CSV."""
    page = explore(network, query)
    headers = {"Content-Disposition": f'attachment; filename="{page.file_name}.csv"'}
    return Response(as_csv(page.trace), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/figures/volumes/{network}")
def volumes(network: str, query: Annotated[FigureQuery, Query()]) -> Response:
    """The same scene as a figure that can be turned."""
    page = explore(network, query)
    figure = plotly.volumes_figure(page.scene, page.readouts, query.theme)
    return Response(figure, media_type="application/json")


@router.get("/figures/costs/{network}")
def costs(network: str, query: Annotated[FigureQuery, Query()]) -> Response:
    """MACs, parameters and activation memory along the depth."""
    page = explore(network, query)
    return Response(plotly.cost_chart(page.trace, page.place.at, query.theme), media_type="application/json")


@router.get("/article")
def article(query: Annotated[ArticleQuery, Query()]) -> Response:
    """The article about a network at a size."""
    return _article(Article(query))


@router.get("/article/{anchor}.svg")
def plate(anchor: str, query: Annotated[PlateQuery, Query()]) -> Response:
    """A figure of the article as a file of its own."""
    page = Article(query)
    found = page.plate(anchor)
    if found is None:
        raise HTTPException(404)
    headers = {"Content-Disposition": f'attachment; filename="{page.file_name}-{anchor}.svg"'}
    return Response(svg.standalone(found.scene, query.theme), media_type="image/svg+xml", headers=headers)


def _article(page: Article, status: int = 200) -> Response:
    template = svg.ENVIRONMENT.get_template("article.html")
    return HTMLResponse(template.render(page=page, plotly_url=PLOTLY_URL), status)


@router.get("/palette.css")
def colours() -> Response:
    """The volumes' colours for the page's style sheets, from the one table of them."""
    css = svg.ENVIRONMENT.get_template("palette.css").render(faces=palette.FACES, themes=svg.THEMES)
    return Response(css, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})


def as_page(request: Request, problem: Problem) -> Response:
    """A problem told to a person: beside the control it is about where there is one, else on a page of its own."""
    if problem.option and request.url.path == "/article":
        return _article(Article(ArticleQuery.model_validate({}), (problem.option, problem.detail)), problem.status)
    name = request.path_params.get("network", HOME)
    if problem.option and (page := fallback(name, problem.option, problem.detail)):
        return _page(page, problem.status)
    nearest = [NETWORKS[near] for near in problem.nearest or ()]
    html = svg.ENVIRONMENT.get_template("problem.html").render(problem=problem, nearest=nearest)
    return HTMLResponse(html, problem.status)
