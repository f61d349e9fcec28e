"""The query parameters of the explorer: what to trace, which place to show and how."""

import re
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from ...diagrams.sliding_window.axes import Axes, nearest_cell
from ...diagrams.sliding_window.plan import cell_parameter
from ...networks.bounds import ImpossibleChoice
from ...tracing.records import Pair
from ..advice.inverse import MAX_VALUES
from ..query import MEMORY, MemoryQuery
from ..urls import opened_paths

MAX_PATH = 400  # characters: module paths of a user's own network are longer than those of the catalogue


class PageQuery(MemoryQuery):
    """A trace, a place in it and its presentation. `row` and `column` are a cell, from a form without script."""

    at: str = Field("", max_length=MAX_PATH)
    scale: Literal["readable", "true"] = "readable"
    shapes: Literal["hwc", "nchw"] = "hwc"
    open: str = Field("", max_length=MAX_PATH)
    cell: str = Field("", max_length=40)
    panel: Literal["", "counts", "inputs", "memory"] = ""
    note: str = Field("", max_length=40)
    map: str = Field("", max_length=40)
    values: int | None = Field(None, ge=1, le=MAX_VALUES)
    view: Literal["2d", "3d"] = "2d"
    chart: bool = False
    lecture: bool = False
    row: str = Field("", max_length=20)
    column: str = Field("", max_length=20)

    @model_validator(mode="before")
    @classmethod
    def _cell_from_form(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values.get("row") and values.get("column"):
            return {"cell": f"{values['row']},{values['column']}", **values}
        return values

    @property
    def window(self) -> Pair:
        """The output cell (row, column) at which a sliding window is shown. Raises `ImpossibleChoice`."""
        numbers = re.fullmatch(r"([0-9]{1,9}),([0-9]{1,9})", self.cell or "0,0")
        if not numbers:
            raise ImpossibleChoice("cell", f"cell is {self.cell!r}; it has to be a row and a column, as 3,5.")
        return int(numbers[1]), int(numbers[2])

    def within(self, axes: Axes | None) -> Self:
        """The query with the nearest cell of the output, or without a cell if the place has no sliding window."""
        cell = self.window
        return self.model_copy(update={"cell": (axes and cell_parameter(nearest_cell(cell, axes))) or ""})

    @property
    def open_panel(self) -> str:
        """The panel below the summary that is open. What is asked for opens its panel too."""
        if self.panel or not self.model_fields_set.isdisjoint(MEMORY):
            return self.panel or "memory"
        return "inputs" if self.map or self.values else ""

    @property
    def opened(self) -> frozenset[str]:
        """The layers that are unfolded."""
        return opened_paths(self.open)
