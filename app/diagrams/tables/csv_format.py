"""Tables as CSV, and the columns for a receptive field per axis."""

import csv
import io
from collections.abc import Iterable

from ...tracing.records import ReceptiveField

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV with LF line endings."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(_harmless, row) for row in rows)
    return text.getvalue()


def _harmless(cell: object) -> object:
    """The cell, with an apostrophe before text that a spreadsheet would run as a formula.

    Paths are names of modules, which may begin with any character.
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def axis_columns(*names: str) -> list[str]:
    """Return the column names for fields of `AxisReceptiveField`."""
    return [f"receptive_field_{axis}_{name}" for axis in ("height", "width") for name in names]


def axis_cells(field: ReceptiveField | None, *names: str) -> list[int | str]:
    """Return one row's cells in the order of `axis_columns`, empty if height and width are equal."""
    axes = (field.height, field.width) if field else (None, None)
    return [getattr(axis, name) if axis else "" for axis in axes for name in names]
