"""The table of differences: each quantity once where all networks agree on it, else once for each that has another."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.diagrams.scene.marks import ENDS
from app.diagrams.tables.axis_columns import axis_cells, axis_columns
from app.diagrams.text.formatting import Notation, receptive_field_text, shape_text, short_count, size_in_bytes
from app.diagrams.text.labels import stage_label
from app.diagrams.views.decks import FOLDABLE
from app.studies.comparison import Comparison, ComparisonCell, ComparisonRow
from app.studies.stages import align_stages, have_common_sizes
from app.tracing.records import Trace

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
    """What some of the networks have, by their numbers from 1; no numbers where it is what all of them have."""

    numbers: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """Where a row is in one of the networks: its number, the path it leads to, and words where paths differ."""

    number: int
    at: str
    words: str


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A row in words, `cells` in the order of `QUANTITIES`.

    `inside` are the blocks; `folded` of them are left out before the last two, and what `opens` shows them. `partial`
    are those that are not in every network; what is in all of them is not the same in what is `differing`.
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


def difference_rows(
    comparison: Comparison, traces: Sequence[Trace], style: Notation, opened: frozenset[str]
) -> tuple[DifferenceRow, ...]:
    """The rows in words; long layers are folded unless one of the networks has them `opened` (`2/layer3`)."""
    stages = align_stages(traces)
    by_size = have_common_sizes(stages)
    names = {
        f"1/{stage.factor}" if stage.factor else "head": stage_label(
            stage.factor, stage.size if by_size and stage.factor else None
        )
        for stage in stages
    }
    return tuple(_line(row, names.get(row.key, row.key), style, opened) for row in comparison.rows)


def _line(row: ComparisonRow, name: str, style: Notation, opened: frozenset[str]) -> DifferenceRow:
    by_stage = row.level == "stage"
    opens = tuple(f"{number}/{path}" for number, cell in _present(row) for path in cell.paths)
    fold = len(row.rows) > FOLDABLE and opened.isdisjoint(opens)
    whole = [inner for inner in row.rows if all(inner.cells)]
    kept = [*row.rows[: ENDS[0]], *row.rows[-ENDS[1] :]] if fold else row.rows
    return DifferenceRow(
        name,
        tuple(_places(row, by_stage)),
        _cells(row, style),
        tuple(_block(block, by_stage, style) for block in kept),
        len(row.rows),
        len(row.rows) - len(kept),
        opens,
        len(row.rows) - len(whole),
        tuple(word for name, word in QUANTITIES.items() if not all(getattr(inner.same, name) for inner in whole)),
    )


def _block(row: ComparisonRow, by_stage: bool, style: Notation) -> DifferenceRow:
    return DifferenceRow("" if by_stage else row.key, tuple(_places(row, by_stage)), _cells(row, style))


def _present(row: ComparisonRow) -> Iterator[tuple[int, ComparisonCell]]:
    return ((number, cell) for number, cell in enumerate(row.cells, 1) if cell)


def _places(row: ComparisonRow, by_stage: bool) -> Iterator[PlaceLink]:
    for number, cell in _present(row):
        yield PlaceLink(number, cell.paths[-1], ", ".join(cell.paths) if by_stage else "")


def _cells(row: ComparisonRow, style: Notation) -> tuple[tuple[DifferenceValue, ...], ...]:
    return tuple(_values(row, name, style) for name in QUANTITIES)


def _values(row: ComparisonRow, name: str, style: Notation) -> tuple[DifferenceValue, ...]:
    """The values of one quantity, each with the networks that have it, in full where shorter they would look alike."""
    owners: dict[Any, list[int]] = {}
    for number, cell in _present(row):
        owners.setdefault(getattr(cell, name), []).append(number)
    short = [_text(name, value, style) for value in owners]
    texts = short if len({*short}) == len(short) else [f"{value:,}" for value in owners]
    if getattr(row.same, name):
        return (DifferenceValue((), texts[0]),)
    return tuple(DifferenceValue(tuple(numbers), text) for numbers, text in zip(owners.values(), texts, strict=True))


def _text(name: str, value: Any, style: Notation) -> str:
    writers: dict[str, Callable[[Any], str]] = {
        "output_shape": lambda shape: shape_text(shape, style),
        "params": lambda number: f"{number:,}" if number else "–",
        "macs": lambda number: short_count(number) if number else "–",
        "bytes": size_in_bytes,
        "receptive_field": receptive_field_text,
    }
    return writers[name](value)


COLUMNS = (
    *("key", "level", "network", "paths", "output_shape", "params", "macs", "bytes"),
    *("receptive_field_min", "receptive_field_max", "same"),
    *axis_columns("min", "max"),
)


def differences_csv(comparison: Comparison, names: Sequence[str]) -> str:
    """A line for every network of every row, numbers as plain numbers; `same` are the quantities all agree on."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in comparison.rows:
        for inner in (row, *row.rows):
            writer.writerows(_csv_lines(inner, names))
    return text.getvalue()


def _csv_lines(row: ComparisonRow, names: Sequence[str]) -> Iterator[list[str | int]]:
    same = " ".join(name for name in QUANTITIES if getattr(row.same, name))
    for number, cell in _present(row):
        shape, field = "×".join(map(str, cell.output_shape)), cell.receptive_field
        numbers = (cell.params, cell.macs, cell.bytes, field.min, field.max)
        axes = axis_cells(field, "min", "max")
        yield [row.key, row.level, names[number - 1], " ".join(cell.paths), shape, *numbers, same, *axes]
