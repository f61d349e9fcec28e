"""The pages of the explorer and their downloads."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from ...diagrams import svg
from ...diagrams.plotly_figures import renderer
from ...diagrams.scene.palette import Theme
from ...diagrams.tables.steps import steps_csv
from ...diagrams.tables.sums import sums_csv
from ...networks.bounds import ImpossibleChoice
from ..assets import PLOTLY_URL
from ..downloads import download, svg_name
from ..errors import Problem, without_option
from ..networks import default_network, is_network
from .page import Explorer, explore
from .view import PageQuery

router = APIRouter(include_in_schema=False)

ExplorerQuery = Annotated[PageQuery, Query()]


class FigureQuery(PageQuery):
    """Adds the colour theme."""

    theme: Theme = "light"


def _page(page: Explorer, status: int = 200) -> Response:
    template = svg.ENVIRONMENT.get_template("explore.html")
    return HTMLResponse(template.render(page=page, plotly_url=PLOTLY_URL), status)


@router.get("/")
def home(query: ExplorerQuery) -> Response:
    """The explorer at its default network."""
    return _page(explore(default_network(), query))


@router.get("/explore/{network}")
def explorer(network: str, query: ExplorerQuery) -> Response:
    """A network at a size: its picture, its numbers and its steps."""
    return _page(explore(network, query))


@router.get("/explore/{network}/diagram.svg")
def diagram(network: str, query: Annotated[FigureQuery, Query()]) -> Response:
    """The picture as a file, with its chart where the page shows it."""
    page = explore(network, query)
    name = f"{page.file_name}-{page.place.at}" if page.place.at else page.file_name
    return download(
        svg_name(name, query.theme), svg.standalone(page.scene, query.theme, page.cost_chart if query.chart else None)
    )


@router.get("/explore/{network}/steps.csv")
def steps(network: str, query: ExplorerQuery) -> Response:
    """Every step of the network as CSV."""
    page = explore(network, query)
    return download(f"{page.file_name}.csv", steps_csv(page.trace))


@router.get("/explore/{network}/sums.csv")
def sums(network: str, query: ExplorerQuery) -> Response:
    """The sums of every layer and block as CSV."""
    page = explore(network, query)
    return download(f"{page.file_name}-sums.csv", sums_csv(page.trace))


@router.get("/figures/volumes/{network}")
def volumes(network: str, query: Annotated[FigureQuery, Query()]) -> Response:
    """The picture as a rotatable 3-D figure."""
    page = explore(network, query)
    figure = renderer.volumes_figure(page.scene, query.theme)
    return Response(figure, media_type="application/json")


def error_page(request: Request, problem: Problem) -> Response | None:
    """The page of the request without the impossible parameter, with the problem beside its control."""
    network = request.path_params.get("network", default_network())
    if not problem.option or not is_network(network):
        return None
    try:
        page = without_option(request, problem, lambda values: explore(network, PageQuery.model_validate(values)))
    except ImpossibleChoice:  # an own network that cannot be traced at its own size any more
        return None
    return _page(replace(page, error=problem.on_page(problem.option)), problem.status)
