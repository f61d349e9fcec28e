"""`/compare`: the comparison page, its downloads and its chart."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse

from ...diagrams import svg
from ...diagrams.plotly_figures import renderer
from ...diagrams.scene.palette import Theme
from ...diagrams.tables.differences import differences_csv
from ...networks.bounds import ImpossibleChoice
from ...networks.option_table import OPTIONS
from ...networks.option_types import option_text
from ...networks.options import UnknownNetwork
from ...studies.comparison import MAX_NETWORKS
from ..assets import PLOTLY_URL
from ..downloads import download, svg_name
from ..errors import Problem, without_option
from ..networks import find_network
from ..query import TraceQuery
from .page import ComparePage, CompareQuery
from .selection import NetworksQuery, parse_entries, split_entries
from .urls import PATH

router = APIRouter(include_in_schema=False)


class ComparePictureQuery(CompareQuery):
    """Adds the colour theme."""

    theme: Theme = "light"


def _page(page: ComparePage, status: int = 200) -> Response:
    return HTMLResponse(svg.ENVIRONMENT.get_template("compare.html").render(page=page, plotly_url=PLOTLY_URL), status)


@router.get(PATH)
def comparison(query: Annotated[CompareQuery, Query()]) -> Response:
    """The networks side by side: the picture, the totals and the differences."""
    return _page(ComparePage(query))


@router.get(f"{PATH}/change")
def change(
    request: Request,
    query: Annotated[CompareQuery, Query()],
    options: Annotated[TraceQuery, Query()],
    entry: Annotated[int, Query(ge=1, le=MAX_NETWORKS)],
    own: str = "",
) -> Response:
    """Redirect a form sent without script to the page with the options of one network changed; `own` is its size."""
    url = query.url
    if entry > len(url.entries):
        raise ImpossibleChoice("entry", f"There is no network {entry} here; there are {len(url.entries)}.")
    old = url.entries[entry - 1]
    default, values = find_network(old.name).spec, options.options()
    typed = {name: option_text(values.get(name, "")) for name in OPTIONS if name in request.query_params}
    defaults = {
        name: "" for name, text in typed.items() if default and text == option_text(OPTIONS[name].value(default))
    }
    changed = old.with_parameters(**{**typed, **defaults, "size": own})
    return RedirectResponse(url.change(entry - 1, changed), 303)


@router.get(f"{PATH}/diagram.svg")
def diagram(query: Annotated[ComparePictureQuery, Query()]) -> Response:
    """The picture as an SVG file, with the differences where the page shows them; a place of all networks."""
    page = ComparePage(query)
    if scenes := [scene for _, scene in page.places if scene]:
        return download(
            svg_name(f"{page.file_name}-{query.at}", query.theme),
            svg.stacked(scenes, query.theme, page.difference_chart),
        )
    return download(
        svg_name(page.file_name, query.theme), svg.standalone(page.scene, query.theme, page.difference_chart)
    )


@router.get(f"{PATH}/differences.csv")
def differences(query: Annotated[CompareQuery, Query()]) -> Response:
    """The table of differences as CSV, with every block."""
    page = ComparePage(query)
    names = [network.entry.text for network in page.networks]
    return download(f"{page.file_name}.csv", differences_csv(page.comparison, names))


@router.get("/figures/compare")
def chart(query: Annotated[ComparePictureQuery, Query()]) -> Response:
    """MACs, parameters and memory along the depth of every network, as a Plotly figure."""
    page = ComparePage(query)
    names = [column.title for column in page.columns]
    return Response(renderer.overlay_chart(names, page.traces, query.theme), media_type="application/json")


def error_page(request: Request, problem: Problem) -> Response | None:
    """Render a problem beside the networks or their size, on the page of the request without it."""
    if problem.option is None and problem.nearest is None:
        return None
    option = "size" if problem.option == "size" else "networks"

    def build(values: Mapping[str, str]) -> ComparePage:
        return ComparePage(CompareQuery.model_validate(values), problem.on_page(option))

    pieces = split_entries(request.query_params.get("networks", ""))[:MAX_NETWORKS]
    possible = [piece for piece in pieces if _can_be_traced(piece)]
    if 0 < len(possible) < len(pieces):
        page = without_option(request, problem, lambda values: build({**values, "networks": ",".join(possible)}))
    else:
        page = without_option(request, problem, build)
    return _page(page, problem.status)


def _can_be_traced(piece: str) -> bool:
    try:
        NetworksQuery(networks=piece).traces(parse_entries(piece))
    except (ImpossibleChoice, UnknownNetwork, RequestValidationError):
        return False
    return True
