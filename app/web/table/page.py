"""Everything that the page of Table 1 shows, gathered for its template."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from pydantic import BaseModel

from app.diagrams.tables import cells
from app.diagrams.tables.cells import size_words
from app.diagrams.tables.export import Sheet
from app.diagrams.tables.footer import flops_footer, parameters_footer, why
from app.diagrams.text.tooltips import TooltipRows
from app.networks.bounds import ImpossibleChoice
from app.networks.catalogue import CIFAR, DEFAULT_SIZE, IMAGENET, NETWORKS
from app.networks.options import parse_size
from app.studies.table_costs import cifar_costs, imagenet_costs
from app.studies.table_one import ArchitectureTable, TableCell, TableRow, cifar_table, table_one
from app.web.controls import SizeControl, size_control, size_text
from app.web.urls import ExplorerUrl

PATH = "/table"
Name = str
"""Of a table: `imagenet` or `cifar`."""

OPTIONS: dict[Name, str] = {"imagenet": "size", "cifar": "cifar_size"}
"""The parameter that has the input's size, of each table."""

OWN_SIZE = {
    name: next(DEFAULT_SIZE[network.name] for network in NETWORKS.values() if network.family == family)
    for name, family in (("imagenet", IMAGENET), ("cifar", CIFAR))
}


class TableQuery(BaseModel):
    """The input's size for each of the two tables, as in the explorer. One that is empty counts as not given."""

    size: str = ""
    cifar_size: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One table as a page shows it, under a name that no other table of the page has."""

    name: Name
    sheet: Sheet
    caption: str
    quiet: str

    @property
    def size(self) -> str:
        """The input's size as the URL writes it."""
        return size_text(*self.sheet.table.size)

    @property
    def size_words(self) -> str:
        """The input's size as people write it."""
        return size_words(self.sheet.table.size)

    @property
    def given(self) -> dict[str, str]:
        """The size as a parameter, unless it is the published one."""
        return {} if self.size == str(OWN_SIZE[self.name]) else {"size": self.size}

    def href(self, cell: TableCell) -> str:
        """The cell's layer in the explorer, at the same size."""
        return ExplorerUrl(cell.network, self.given).to(at=cell.at)

    def network_href(self, column: int) -> str:
        """The network of a column in the explorer, at the same size."""
        return ExplorerUrl(self.sheet.table.columns[column].network, self.given).to()

    def lines(self, cell: TableCell) -> tuple[str, ...]:
        """The words in a cell."""
        return cells.lines(cell)

    def spoken(self, cell: TableCell, row: TableRow) -> str:
        """The cell in a sentence."""
        return cells.spoken(cell, self.whose(cell, row))

    def whose(self, cell: TableCell, row: TableRow) -> str:
        """The network, or all of them where nothing tells them apart."""
        return "every network" if row.shared and row.has_same_volumes else cells.title(cell.network)

    @property
    def readouts(self) -> dict[str, dict[str, str | TooltipRows]]:
        """What is shown beside each cell when it is pointed at, and where the picture of its volumes is."""
        shown = [(cell, row) for row in self.sheet.table.rows for cell in (row.cells[:1] if row.shared else row.cells)]
        return {f"{cell.network}/{cell.at}": self._readout(cell, row) for cell, row in shown}

    def _readout(self, cell: TableCell, row: TableRow) -> dict[str, str | TooltipRows]:
        others = [other for other in row.cells if other.runs != cell.runs] if row.shared else []
        size = self.given.get("size", "")
        return {
            "rows": cells.read_out(cell, self.whose(cell, row), others),
            "glance": _url(f"{PATH}/glance/{cell.network}", {"at": cell.at, OPTIONS[self.name]: size}),
        }


@dataclass(frozen=True, slots=True)
class TablePage:
    """Both tables, with the address of the page; `error` says what of the request was impossible."""

    query: TableQuery
    tables: dict[Name, Shown]
    error: tuple[str, str] | None = None

    def to(self, name: Name, size: str) -> str:
        """This page with one table at another size."""
        size = "" if size == str(OWN_SIZE[name]) else size
        return _url(PATH, {**self.query.model_dump(), OPTIONS[name]: size})

    def text(self, name: Name, ending: str) -> str:
        """A table to take along."""
        own = {OPTIONS[name]: self.query.model_dump()[OPTIONS[name]]}
        return _url(f"{PATH}.{ending}", {**own, "table": "" if name == "imagenet" else name})

    def size_control(self, name: Name) -> SizeControl:
        """The size of one table."""
        return size_control(self.tables[name].size, str(OWN_SIZE[name]), lambda size: self.to(name, size or ""))


def table_page(query: TableQuery, error: tuple[str, str] | None = None) -> TablePage:
    """The page that was asked for. Raises `ImpossibleChoice`."""
    return TablePage(query, tables(query), error)


def tables(query: TableQuery) -> dict[Name, Shown]:
    """Both tables. Raises `ImpossibleChoice`."""
    return {
        "imagenet": shown_table_one(*_size("imagenet", query.size)),
        "cifar": shown_cifar_table(*_size("cifar", query.cifar_size)),
    }


def shown_table_one(height: int, width: int) -> Shown:
    """The paper's Table 1 for an input of this size, ready for `parts/table_one.html`."""
    table = table_one(height, width)
    costs = imagenet_costs(table)
    sheet = Sheet(table, _heads(table), flops_footer(costs), why(costs))
    side = OWN_SIZE["imagenet"]
    quiet = "" if sheet.explained else f"The paper prints FLOPs for {side}×{side} alone."
    caption = "The paper’s Table 1: the ResNets for ImageNet"
    return Shown("imagenet", sheet, caption, quiet)


def shown_cifar_table(height: int, width: int, without: tuple[str, ...] = ()) -> Shown:
    """The same for the paper's networks of section 4.2, some of them left out."""
    table = cifar_table(height, width, without)
    costs = cifar_costs(table)
    sheet = Sheet(table, _heads(table), parameters_footer(costs), why(costs))
    return Shown("cifar", sheet, "The paper’s section 4.2: the ResNets for CIFAR-10", "")


def _heads(table: ArchitectureTable) -> tuple[str, ...]:
    return tuple(f"{column.totals.weighted_layers}-layer" for column in table.columns)


def _size(name: Name, text: str) -> tuple[int, int]:
    """Height and width. Raises `ImpossibleChoice` that names the parameter of this table."""
    if not text:
        return OWN_SIZE[name], OWN_SIZE[name]
    try:
        return parse_size("", text)
    except ImpossibleChoice as error:
        raise ImpossibleChoice(OPTIONS[name], str(error)) from error


def _url(path: str, parameters: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in parameters.items() if value})
    return f"{path}?{query}" if query else path
