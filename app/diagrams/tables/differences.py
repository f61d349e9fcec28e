"""The table of differences: a quantity once if all networks agree on it, else once per distinct value."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ...studies.comparison import Comparison, ComparisonCell, ComparisonRow
from ...studies.stages import align_stages, have_common_sizes
from ...tracing.records import ReceptiveField, Trace
from ..scene.marks import ENDS
from ..text.formatting import (
    Notation,
    receptive_field_text,
    shape_text,
    short_count,
    size_in_bytes,
)
from ..text.labels import stage_label
from ..views.decks import FOLDABLE
from .csv_format import axis_cells, axis_columns, csv_text

QUANTITIES = {
    "output_shape": "volume",
    "params": "parameters",
    "macs": "MACs",
    "bytes": "memory",
    "receptive_field": "receptive field",
}
"""The columns, by the names of the records' fields."""


@dataclass(frozen=True, slots=True)
class DifferenceValue:
    """A value and the numbers (from 1) of the networks that have it; no numbers if all have it."""

    numbers: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """A link from a row to a place in network `number`; `words` name it if paths differ between networks."""

    number: int
    at: str
    words: str


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A row as text, with `cells` in the order of `QUANTITIES`.

    `inside` are the rows of its `blocks`; `folded` of them are omitted before the last two, until one of `opens` is
    opened. `partial` counts the blocks that some network lacks; the others differ in the quantities `differing`.
    `only` are operations, in any of the blocks, with the numbers of the networks that have more of them than others.
    """

    name: str
    places: tuple[PlaceLink, ...]
    cells: tuple[tuple[DifferenceValue, ...], ...]
    inside: tuple["DifferenceRow", ...] = ()
    blocks: int = 0
    folded: int = 0
    opens: tuple[str, ...] = ()
    partial: int = 0
    differing: tuple[str, ...] = ()
    only: tuple[DifferenceValue, ...] = ()


def difference_rows(
    comparison: Comparison, traces: Sequence[Trace], notation: Notation, opened: frozenset[str]
) -> tuple[DifferenceRow, ...]:
    """Return the rows as text; long layers are folded unless they are `opened` in some network (`2/layer3`)."""
    stages = align_stages(traces)
    by_size = have_common_sizes(stages)
    names = {
        f"1/{stage.factor}" if stage.factor else "head": stage_label(
            stage.factor, stage.size if by_size and stage.factor else None
        )
        for stage in stages
    }
    return tuple(_difference_row(row, names.get(row.key, row.key), notation, opened) for row in comparison.rows)


def _difference_row(row: ComparisonRow, name: str, notation: Notation, opened: frozenset[str]) -> DifferenceRow:
    by_stage = row.level == "stage"
    opens = tuple(f"{number}/{path}" for number, cell in _present(row) for path in cell.paths)
    fold = len(row.rows) > FOLDABLE and opened.isdisjoint(opens)
    common = [inner for inner in row.rows if all(inner.cells)]
    visible = [*row.rows[: ENDS[0]], *row.rows[-ENDS[1] :]] if fold else row.rows
    return DifferenceRow(
        name,
        tuple(_places(row, by_stage)),
        _cells(row, notation),
        tuple(_block(block, by_stage, notation) for block in visible),
        len(row.rows),
        len(row.rows) - len(visible),
        opens,
        len(row.rows) - len(common),
        tuple(label for name, label in QUANTITIES.items() if not all(getattr(inner.same, name) for inner in common)),
        tuple(dict.fromkeys(value for block in row.rows for value in _only(block))),
    )


def _block(row: ComparisonRow, by_stage: bool, notation: Notation) -> DifferenceRow:
    name, places = "" if by_stage else row.key, tuple(_places(row, by_stage))
    return DifferenceRow(name, places, _cells(row, notation), only=tuple(_only(row)))


def _only(row: ComparisonRow) -> Iterator[DifferenceValue]:
    """Each kind of operation that not all networks have, with the numbers of those that have it."""
    for kind in dict.fromkeys(kind for kinds in row.only for kind in kinds):
        numbers = tuple(number for number, kinds in enumerate(row.only, 1) if kind in kinds)
        most = max(kinds.count(kind) for kinds in row.only)
        yield DifferenceValue(numbers, kind if most == 1 else f"{most} × {kind}")


def _present(row: ComparisonRow) -> Iterator[tuple[int, ComparisonCell]]:
    return ((number, cell) for number, cell in enumerate(row.cells, 1) if cell)


def _places(row: ComparisonRow, by_stage: bool) -> Iterator[PlaceLink]:
    for number, cell in _present(row):
        yield PlaceLink(number, cell.paths[-1], ", ".join(cell.paths) if by_stage else "")


def _cells(row: ComparisonRow, notation: Notation) -> tuple[tuple[DifferenceValue, ...], ...]:
    return tuple(_values(row, name, notation) for name in QUANTITIES)


def _values(row: ComparisonRow, name: str, notation: Notation) -> tuple[DifferenceValue, ...]:
    """Return the distinct values of a quantity, in full if their short forms are equal."""
    owners: dict[Any, list[int]] = {}
    for number, cell in _present(row):
        owners.setdefault(getattr(cell, name), []).append(number)
    short = [_text(name, value, notation) for value in owners]
    texts = short if len({*short}) == len(short) else [_full_text(name, value, notation) for value in owners]
    if getattr(row.same, name):
        return (DifferenceValue((), texts[0]),)
    return tuple(DifferenceValue(tuple(numbers), text) for numbers, text in zip(owners.values(), texts, strict=True))


def _text(name: str, value: Any, notation: Notation) -> str:
    writers: dict[str, Callable[[Any], str]] = {
        "output_shape": lambda shape: shape_text(shape, notation),
        "params": lambda number: f"{number:,}" if number else "–",
        "macs": lambda number: short_count(number) if number else "–",
        "bytes": size_in_bytes,
        "receptive_field": receptive_field_text,
    }
    return writers[name](value)


def _full_text(name: str, value: Any, notation: Notation) -> str:
    """A value whose short text is that of another value: every digit, or the jump of a receptive field."""
    if isinstance(value, int):
        return f"{value:,}"
    text = _text(name, value, notation)
    return f"{text}, jump {value.jump}" if isinstance(value, ReceptiveField) else text


COLUMNS = (
    *("key", "level", "network", "paths", "output_shape", "params", "macs", "bytes"),
    *("receptive_field_min", "receptive_field_max", "same"),
    *axis_columns("min", "max"),
)


def differences_csv(comparison: Comparison, names: Sequence[str]) -> str:
    """Return a line per row and network with plain numbers; `same` lists the quantities on which all agree."""
    rows = (inner for row in comparison.rows for inner in (row, *row.rows))
    return csv_text([COLUMNS, *(line for row in rows for line in _csv_rows(row, names))])


def _csv_rows(row: ComparisonRow, names: Sequence[str]) -> Iterator[list[str | int]]:
    same = " ".join(name for name in QUANTITIES if getattr(row.same, name))
    for number, cell in _present(row):
        shape, field = "×".join(map(str, cell.output_shape)), cell.receptive_field
        numbers = (cell.params, cell.macs, cell.bytes, *((field.min, field.max) if field else ("", "")))
        axes = axis_cells(field, "min", "max")
        yield [row.key, row.level, names[number - 1], " ".join(cell.paths), shape, *numbers, same, *axes]
