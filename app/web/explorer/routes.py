"""The explorer's pages, whole at their URL, and what can be downloaded from them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from app.diagrams import svg
from app.diagrams.plotly_figures import renderer
from app.diagrams.scene.palette import Theme
from app.diagrams.tables.steps import steps_csv
from app.web.assets import PLOTLY_URL
from app.web.downloads import download
from app.web.errors import Problem
from app.web.explorer.page import Explorer, explore, fallback
from app.web.explorer.view import PageQuery
from app.web.urls import DEFAULT_NETWORK

router = APIRouter(include_in_schema=False)

Asked = Annotated[PageQuery, Query()]


class FigureQuery(PageQuery):
    """A figure also has to know whether it will stand on light or on dark."""

    theme: Theme = "light"


def _page(page: Explorer, status: int = 200) -> Response:
    template = svg.ENVIRONMENT.get_template("explore.html")
    return HTMLResponse(template.render(page=page, plotly_url=PLOTLY_URL), status)


@router.get("/")
def home(query: Asked) -> Response:
    """The explorer, at the article's network."""
    return _page(explore(DEFAULT_NETWORK, query))


@router.get("/explore/{network}")
def explorer(network: str, query: Asked) -> Response:
    """A network at a size: its picture, its numbers and its steps."""
    return _page(explore(network, query))


@router.get("/explore/{network}/diagram.svg")
def diagram(network: str, query: Annotated[FigureQuery, Query()]) -> Response:
    """The picture as a file of its own."""
    page = explore(network, query)
    name = f"{page.file_name}-{page.place.at}" if page.place.at else page.file_name
    return download(f"{name}.svg", svg.standalone(page.scene, query.theme))


@router.get("/explore/{network}/steps.csv")
def steps(network: str, query: Asked) -> Response:
    """Every step of the network as CSV."""
    page = explore(network, query)
    return download(f"{page.file_name}.csv", steps_csv(page.trace))


@router.get("/figures/volumes/{network}")
def volumes(network: str, query: Annotated[FigureQuery, Query()]) -> Response:
    """The same scene as a figure that can be turned."""
    page = explore(network, query)
    figure = renderer.volumes_figure(page.scene, page.readouts, query.theme)
    return Response(figure, media_type="application/json")


@router.get("/figures/costs/{network}")
def costs(network: str, query: Annotated[FigureQuery, Query()]) -> Response:
    """MACs, parameters and activation memory along the depth."""
    page = explore(network, query)
    return Response(renderer.cost_chart(page.trace, page.place.at, query.theme), media_type="application/json")


def as_page(request: Request, problem: Problem) -> Response | None:
    """A problem beside the control that it is about, on the page of the network as published."""
    if not problem.option:
        return None
    page = fallback(request.path_params.get("network", DEFAULT_NETWORK), problem.option, problem.detail)
    return _page(page, problem.status) if page else None
