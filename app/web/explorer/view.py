"""The query parameters of the explorer's pages: which volumes to trace, and how and where they are looked at."""

import re
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from app.diagrams.sliding_window.axes import Axes, nearest_cell
from app.diagrams.sliding_window.plan import cell_parameter
from app.networks.bounds import ImpossibleChoice
from app.tracing.records import Pair
from app.web.query import TraceQuery


class PageQuery(TraceQuery):
    """A trace, and how and where it is looked at. All of it optional."""

    at: str = Field("", max_length=80)
    scale: Literal["readable", "true"] = "readable"
    shapes: Literal["hwc", "nchw"] = "hwc"
    open: str = Field("", max_length=80)
    cell: str = Field("", max_length=40)

    @model_validator(mode="before")
    @classmethod
    def _cell_of_form(cls, given: dict[str, Any]) -> dict[str, Any]:
        """A form sent without script gives the cell as a row and a column."""
        return {"cell": f"{given['row']},{given['column']}", **given} if {"row", "column"} <= given.keys() else given

    @property
    def window(self) -> Pair:
        """The output cell, as row and column, at which a kernel is shown. Raises `ImpossibleChoice`."""
        asked = re.fullmatch(r"([0-9]{1,9}),([0-9]{1,9})", self.cell or "0,0")
        if not asked:
            raise ImpossibleChoice("cell", f"The cell {self.cell!r} is not a row and a column, as 3,5.")
        return int(asked[1]), int(asked[2])

    def within(self, over: Axes | None) -> Self:
        """The same with its cell where there is one: the nearest, or none where nothing slides."""
        cell = self.window
        return self.model_copy(update={"cell": (over and cell_parameter(nearest_cell(cell, over))) or ""})

    @property
    def opened(self) -> frozenset[str]:
        """The layers whose long decks are not folded."""
        return frozenset(self.open.split(",")) if self.open else frozenset()
