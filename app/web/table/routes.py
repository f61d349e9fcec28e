"""`/table`: the paper's Table 1, live, and the same to take along as Markdown, LaTeX and CSV."""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from app.diagrams import svg
from app.diagrams.tables.cells import title
from app.diagrams.tables.export import Sheet, as_csv, as_latex, as_markdown
from app.diagrams.tables.thumbnail import thumbnail_scene
from app.web.downloads import download
from app.web.errors import Problem
from app.web.table.page import PATH, TablePage, TableQuery, table_page, tables

router = APIRouter(include_in_schema=False)

Asked = Annotated[TableQuery, Query()]


class TextQuery(TableQuery):
    """One of the two tables."""

    table: Literal["imagenet", "cifar"] = "imagenet"


AskedText = Annotated[TextQuery, Query()]


def _page(page: TablePage, status: int = 200) -> Response:
    return HTMLResponse(svg.ENVIRONMENT.get_template("table.html").render(page=page), status)


@router.get(PATH)
def table(query: Asked) -> Response:
    """Both tables, each for an input of its size."""
    return _page(table_page(query))


@router.get(f"{PATH}.md")
def markdown(query: AskedText) -> Response:
    """A table in Markdown."""
    return _text(query, as_markdown, "md")


@router.get(f"{PATH}.tex")
def latex(query: AskedText) -> Response:
    """A table in LaTeX."""
    return _text(query, as_latex, "tex")


@router.get(f"{PATH}.csv")
def comma_separated(query: AskedText) -> Response:
    """A table as CSV."""
    return _text(query, as_csv, "csv")


def _text(query: TextQuery, write: Callable[[Sheet], str], extension: str) -> Response:
    shown = tables(query)[query.table]
    return download(f"{query.table}-resnets-{shown.size}.{extension}", write(shown.sheet))


@router.get(f"{PATH}/glance/{{network}}")
def glance(network: str, query: Asked, at: str = "") -> Response:
    """The volumes of a cell as a small picture, to be put into the page, whose style sheet colours it."""
    for shown in tables(query).values():
        for row in shown.sheet.table.rows:
            for cell in row.cells:
                if (cell.network, cell.at) == (network, at):
                    scene = thumbnail_scene(cell, row.tone, f"{at} of {title(network)}")
                    picture = svg.ENVIRONMENT.get_template("diagram/scene.svg").render(
                        scene=scene, standalone=False, prefix="glance-", href=None, open_href=None
                    )
                    return Response(picture, media_type="image/svg+xml")
    raise HTTPException(404)


def as_page(_: Request, problem: Problem) -> Response | None:
    """What is impossible about a size stands beside its control, above the tables as published."""
    if problem.option is None:
        return None
    return _page(table_page(TableQuery(), (problem.option, problem.detail)), problem.status)
