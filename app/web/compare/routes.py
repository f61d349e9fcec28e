"""`/compare`: two to four networks side by side, and what can be downloaded of them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.diagrams import svg
from app.diagrams.plotly_figures import renderer
from app.diagrams.tables.differences import as_csv
from app.networks.bounds import ImpossibleChoice
from app.networks.options import find_network
from app.studies.comparison import MAX_NETWORKS
from app.web.assets import PLOTLY_URL
from app.web.compare.page import Compared, CompareQuery
from app.web.compare.urls import PAGE as PATH
from app.web.controls import option_text
from app.web.downloads import download
from app.web.errors import Problem
from app.web.query import OPTION_NAMES

router = APIRouter(include_in_schema=False)

Asked = Annotated[CompareQuery, Query()]


class PictureQuery(CompareQuery):
    """A picture also has to know whether it will stand on light or on dark."""

    theme: Literal["light", "dark"] = "light"


def _page(page: Compared, status: int = 200) -> Response:
    return HTMLResponse(svg.ENVIRONMENT.get_template("compare.html").render(page=page, plotly_url=PLOTLY_URL), status)


@router.get(PATH)
def comparison(query: Asked) -> Response:
    """The networks side by side: drawn, as sums, and place by place."""
    return _page(Compared(query))


@router.get(f"{PATH}/change")
def change(request: Request, query: Asked, entry: Annotated[int, Query(ge=1, le=MAX_NETWORKS)]) -> Response:
    """Where a form without script leads: on to the page with choices of one network changed, `own` being its size."""
    address = query.address
    if entry > len(address.entries):
        raise ImpossibleChoice("entry", f"There is no network {entry} here; there are {len(address.entries)}.")
    old = address.entries[entry - 1]
    typed = {name: value for name, value in request.query_params.items() if name in OPTION_NAMES}
    default = find_network(old.name).spec
    usual = {name: value for name, value in typed.items() if value == option_text(getattr(default, name))}
    changes = typed | dict.fromkeys(usual, "") | {"size": request.query_params.get("own", "")}
    return RedirectResponse(address.changing(entry - 1, old.having(**changes)), 303)


@router.get(f"{PATH}/diagram.svg")
def diagram(query: Annotated[PictureQuery, Query()]) -> Response:
    """The picture as a file of its own."""
    page = Compared(query)
    return download(f"{page.file_name}.svg", svg.standalone(page.scene, query.theme))


@router.get(f"{PATH}/differences.csv")
def differences(query: Asked) -> Response:
    """The table of differences as CSV, every block of it."""
    page = Compared(query)
    return download(f"{page.file_name}.csv", as_csv(page.comparison, [side.entry.text for side in page.sides]))


@router.get("/figures/compare")
def chart(query: Annotated[PictureQuery, Query()]) -> Response:
    """MACs, parameters and memory along the depth of every network."""
    page = Compared(query)
    names = [column.title for column in page.columns]
    return Response(renderer.overlay_chart(names, page.traces, query.theme), media_type="application/json")


def as_page(_: Request, problem: Problem) -> Response | None:
    """What is impossible stands beside the networks, or beside their size, above the comparison of the paper."""
    if problem.option is None and problem.nearest is None:
        return None
    option = "size" if problem.option == "size" else "networks"
    return _page(Compared(CompareQuery.model_validate({}), (option, problem.detail)), problem.status)
