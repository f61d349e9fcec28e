"""The data of the Table 1 page for its template."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from pydantic import BaseModel

from ...diagrams.tables import cells
from ...diagrams.tables.export import Sheet
from ...diagrams.tables.footer import explanations, flops_footer, parameters_footer
from ...diagrams.text.tooltips import TooltipRows
from ...networks.bounds import ImpossibleChoice
from ...networks.catalogue import CIFAR, DEFAULT_SIZE, IMAGENET, NETWORKS
from ...networks.options import parse_size
from ...studies.table_costs import cifar_costs, imagenet_costs
from ...studies.table_one import ArchitectureTable, TableCell, TableRow, cifar_table, table_one
from ..controls import SizeControl, size_control, size_text
from ..errors import PageError
from ..urls import ExplorerUrl

PATH = "/table"
TableName = Literal["imagenet", "cifar"]

SIZE_PARAMETERS: dict[TableName, str] = {"imagenet": "size", "cifar": "cifar_size"}
"""The query parameter with the input size of each table."""


def _default_side(family: str) -> int:
    return next(DEFAULT_SIZE[network.name] for network in NETWORKS.values() if network.family == family)


DEFAULT_SIDES: dict[TableName, int] = {"imagenet": _default_side(IMAGENET), "cifar": _default_side(CIFAR)}


class TableQuery(BaseModel):
    """The input size of each of the two tables, as in the explorer. An empty value counts as absent."""

    size: str = ""
    cifar_size: str = ""


@dataclass(frozen=True, slots=True)
class TableSection:
    """One table of a page; `name` is unique on the page, `flops_note` says why the table has no published FLOPs."""

    name: TableName
    sheet: Sheet
    caption: str
    flops_note: str

    @property
    def size(self) -> str:
        """The input size as the URL writes it."""
        return size_text(*self.sheet.table.size)

    @property
    def size_label(self) -> str:
        """The input size as `224×224`."""
        return cells.size_label(self.sheet.table.size)

    @property
    def size_parameters(self) -> dict[str, str]:
        """The size as a query parameter of the explorer, unless it is the published one."""
        return {} if self.size == str(DEFAULT_SIDES[self.name]) else {"size": self.size}

    def href(self, cell: TableCell) -> str:
        """The URL of the cell's layer in the explorer, at the same size."""
        return ExplorerUrl(cell.network, self.size_parameters).to(at=cell.at)

    def network_href(self, column: int) -> str:
        """The URL of a column's network in the explorer, at the same size."""
        return ExplorerUrl(self.sheet.table.columns[column].network, self.size_parameters).to()

    def lines(self, cell: TableCell) -> tuple[str, ...]:
        """The lines of a cell."""
        return cells.cell_lines(cell)

    def cell_label(self, cell: TableCell, row: TableRow) -> str:
        """The cell's accessible name."""
        return cells.cell_description(cell, self._network_title(cell, row))

    def _network_title(self, cell: TableCell, row: TableRow) -> str:
        """The network's title, or "every network" if all have the same words and volumes."""
        return "every network" if row.shared and row.has_same_volumes else cells.title(cell.network)

    @property
    def page_data(self) -> dict[str, dict[str, str | TooltipRows]]:
        """The data of each cell for the script: its tooltip and the URL of its thumbnail."""
        shown = [(cell, row) for row in self.sheet.table.rows for cell in (row.cells[:1] if row.shared else row.cells)]
        return {f"{cell.network}/{cell.at}": self._cell_data(cell, row) for cell, row in shown}

    def _cell_data(self, cell: TableCell, row: TableRow) -> dict[str, str | TooltipRows]:
        others = [other for other in row.cells if other.runs != cell.runs] if row.shared else []
        size = self.size_parameters.get("size", "")
        return {
            "rows": cells.cell_tooltip(cell, self._network_title(cell, row), others),
            "glance": _url(f"{PATH}/glance/{cell.network}", {"at": cell.at, SIZE_PARAMETERS[self.name]: size}),
        }


@dataclass(frozen=True, slots=True)
class TablePage:
    """Both tables. `error` is the parameter that was rejected and the reason."""

    query: TableQuery
    sections: dict[TableName, TableSection]
    error: PageError | None = None

    def to(self, name: TableName, size: str) -> str:
        """This page with one table at another size."""
        size = "" if size == str(DEFAULT_SIDES[name]) else size
        return _url(PATH, {**self.query.model_dump(), SIZE_PARAMETERS[name]: size})

    def export_url(self, name: TableName, extension: str) -> str:
        """One table as a file."""
        size = {SIZE_PARAMETERS[name]: self.query.model_dump()[SIZE_PARAMETERS[name]]}
        return _url(f"{PATH}.{extension}", {**size, "table": "" if name == "imagenet" else name})

    def size_control(self, name: TableName) -> SizeControl:
        """The size of one table."""
        default = str(DEFAULT_SIDES[name])
        return size_control(self.sections[name].size, default, lambda size: self.to(name, size or ""))


def table_page(query: TableQuery, error: PageError | None = None) -> TablePage:
    """Build the page of a request. Raises `ImpossibleChoice`."""
    return TablePage(query, table_sections(query), error)


def table_sections(query: TableQuery) -> dict[TableName, TableSection]:
    """Build both tables. Raises `ImpossibleChoice`."""
    return {
        "imagenet": imagenet_section(*_size("imagenet", query.size)),
        "cifar": cifar_section(*_size("cifar", query.cifar_size)),
    }


def imagenet_section(height: int, width: int) -> TableSection:
    """Build the paper's Table 1 for an input size."""
    table = table_one(height, width)
    costs = imagenet_costs(table)
    sheet = Sheet(table, _heads(table), flops_footer(costs), explanations(costs))
    side = DEFAULT_SIDES["imagenet"]
    flops_note = "" if sheet.explained else f"The paper prints FLOPs for {side}×{side} only."
    return TableSection("imagenet", sheet, "The paper’s Table 1: the ResNets for ImageNet", flops_note)


def cifar_section(height: int, width: int, without: tuple[str, ...] = ()) -> TableSection:
    """Build the table of the paper's networks of section 4.2, except those in `without`."""
    table = cifar_table(height, width, without)
    costs = cifar_costs(table)
    sheet = Sheet(table, _heads(table), parameters_footer(costs), explanations(costs))
    return TableSection("cifar", sheet, "The paper’s section 4.2: the ResNets for CIFAR-10", "")


def _heads(table: ArchitectureTable) -> tuple[str, ...]:
    return tuple(f"{column.totals.weighted_layers}-layer" for column in table.columns)


def _size(name: TableName, text: str) -> tuple[int, int]:
    """Return height and width. Raises `ImpossibleChoice` that names the parameter of this table."""
    if not text:
        return DEFAULT_SIDES[name], DEFAULT_SIDES[name]
    try:
        return parse_size("", text)
    except ImpossibleChoice as error:
        raise ImpossibleChoice(SIZE_PARAMETERS[name], str(error)) from error


def _url(path: str, parameters: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in parameters.items() if value})
    return f"{path}?{query}" if query else path
