"""`/table`: the paper's Table 1 for any input size, also as Markdown, LaTeX and CSV."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from ...diagrams import svg
from ...diagrams.tables.cells import title
from ...diagrams.tables.export import Sheet, as_csv, as_latex, as_markdown
from ...diagrams.tables.thumbnail import thumbnail_scene
from ...studies.table_one import TableCell, TableRow
from ..downloads import download
from ..errors import Problem, without_option
from .page import PATH, TableName, TablePage, TableQuery, table_page, table_sections

router = APIRouter(include_in_schema=False)


class ExportQuery(TableQuery):
    """Adds the name of one of the two tables."""

    table: TableName = "imagenet"


class ThumbnailQuery(TableQuery):
    """Adds the path of the cell's layer or operation."""

    at: str = ""


def _page(page: TablePage, status: int = 200) -> Response:
    return HTMLResponse(svg.ENVIRONMENT.get_template("table.html").render(page=page), status)


@router.get(PATH)
def table(query: Annotated[TableQuery, Query()]) -> Response:
    """Both tables, each for its input size."""
    return _page(table_page(query))


@router.get(f"{PATH}.md")
def markdown(query: Annotated[ExportQuery, Query()]) -> Response:
    """A table in Markdown."""
    return _export(query, as_markdown, "md")


@router.get(f"{PATH}.tex")
def latex(query: Annotated[ExportQuery, Query()]) -> Response:
    """A table in LaTeX."""
    return _export(query, as_latex, "tex")


@router.get(f"{PATH}.csv")
def comma_separated(query: Annotated[ExportQuery, Query()]) -> Response:
    """A table as CSV."""
    return _export(query, as_csv, "csv")


def _export(query: ExportQuery, write: Callable[[Sheet], str], extension: str) -> Response:
    section = table_sections(query)[query.table]
    return download(f"{query.table}-resnets-{section.size}.{extension}", write(section.sheet))


@router.get(f"{PATH}/glance/{{network}}")
def thumbnail(network: str, query: Annotated[ThumbnailQuery, Query()]) -> Response:
    """The volumes of a cell as a small picture for the tooltip; the page's style sheet colours it."""
    cell, row = _find_cell(network, query)
    scene = thumbnail_scene(cell, row.tone, f"{query.at} of {title(network)}")
    template = svg.ENVIRONMENT.get_template("diagram/scene.svg")
    picture = template.render(scene=scene, standalone=False, prefix="glance-", href=None, open_href=None)
    return Response(picture, media_type="image/svg+xml")


def _find_cell(network: str, query: ThumbnailQuery) -> tuple[TableCell, TableRow]:
    """Return the cell of a network at a place. Raises `HTTPException` 404."""
    for section in table_sections(query).values():
        for row in section.sheet.table.rows:
            for cell in row.cells:
                if (cell.network, cell.at) == (network, query.at):
                    return cell, row
    raise HTTPException(404)


def error_page(request: Request, problem: Problem) -> Response | None:
    """Render a problem beside its control, above the tables of the request without it."""
    if problem.option is None:
        return None
    error = problem.on_page(problem.option)
    page = without_option(request, problem, lambda values: table_page(TableQuery.model_validate(values), error))
    return _page(page, problem.status)
