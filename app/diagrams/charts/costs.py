"""The costs of what a picture shows, as bars in the picture's own columns."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from ...networks.outline import PartTotals
from ...tracing.records import Trace
from ...tracing.sums import sum_steps
from ..scene.marks import Label
from ..scene.scene import Scene
from ..text.formatting import percentage, short_count, size_in_bytes
from ..text.tooltips import TooltipRows
from .columns import Column, scene_columns

LEFT = 20.0  # of the titles, in front of the first bar: nothing that is only read has a bar
TALLEST, LOWEST = 44.0, 0.8  # a bar of a small value can be seen
GAP = 0.8  # between two bars
ROW = 86.0
TOP = 30.0  # of the first row's tallest bar: the values are above it
LABEL_GAP = 6.0
MEAN = "A pale bar is the mean of the blocks that are folded there; the numbers above and below it are sums."
APART = 52.0  # from a column to the next, where each has labels of its own

Quantity = Literal["macs", "params", "bytes"]


class Measure(NamedTuple):
    """A quantity: its title in the chart, its name in a tooltip, and how its values are written."""

    quantity: Quantity
    title: str
    name: str
    text: Callable[[int], str]


MEASURES = (
    Measure("macs", "MACs", "MACs", short_count),
    Measure("params", "Parameters", "parameters", short_count),
    Measure("bytes", "Volumes", "memory", size_in_bytes),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle of the chart; y grows downwards."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class BarColumn:
    """A column of the picture with a bar for each measure, and its numbers for a tooltip and for screen readers.

    `hits` are the areas that react to a pointer. A bar that is a `mean` is drawn pale.
    """

    column: Column
    bars: tuple[Bar, ...]
    hits: tuple[Bar, ...]
    rows: TooltipRows
    mean: bool = False

    @property
    def description(self) -> str:
        """The numbers in one line."""
        return ", ".join([f"Costs of {self.rows[0][1]}", *(f"{name} {value}" for name, value in self.rows[1:])])


@dataclass(frozen=True, slots=True)
class CostChart:
    """Bars below a picture, in its coordinates. `base_lines` are the y of the zero of each row."""

    width: float
    height: float
    columns: tuple[BarColumn, ...]
    labels: tuple[Label, ...]
    base_lines: tuple[float, ...]

    @property
    def tooltips(self) -> dict[str, TooltipRows]:
        """The numbers of each column, by its key."""
        return {each.column.key: each.rows for each in self.columns}


def cost_chart(scene: Scene, trace: Trace) -> CostChart:
    """Return the chart of a picture: MACs, parameters and memory of the volumes, a row of bars each.

    A fold has a bar as high as its average block. Shares are those of the whole network.
    """
    columns = scene_columns(scene, trace)
    sums = [sum_steps(map(trace.step, column.steps)) for column in columns]
    base_lines = tuple(TOP + TALLEST + number * ROW for number in range(len(MEASURES)))
    rows = list(zip(MEASURES, base_lines, strict=True))
    bars = [_bars(columns, sums, measure.quantity, base) for measure, base in rows]
    labels = [label for measure, base in rows for label in _labels(scene, trace, columns, sums, measure, base)]
    if scene.folds:
        labels.append(Label(LEFT, base_lines[-1] + 34, MEAN, "note", "start"))
    height = base_lines[-1] + (46 if scene.folds else 26)
    drawn = (
        BarColumn(
            *(column, own, (Bar(column.left, 0.0, column.width, height),), column_costs(column, whole, trace)),
            mean=column.volume is None,
        )
        for column, whole, own in zip(columns, sums, zip(*bars, strict=True), strict=True)
    )
    return CostChart(scene.width, height, tuple(drawn), tuple(labels), base_lines)


def _bars(columns: Sequence[Column], sums: Sequence[PartTotals], quantity: Quantity, base: float) -> list[Bar]:
    values = [getattr(whole, quantity) / column.count for column, whole in zip(columns, sums, strict=True)]
    unit = TALLEST / (max(values, default=0) or 1)
    heights = [round(max(LOWEST, value * unit) if value else 0, 2) for value in values]
    return [
        Bar(column.left, round(base - height, 2), column.width - GAP, height)
        for column, height in zip(columns, heights, strict=True)
    ]


def _labels(
    scene: Scene,
    trace: Trace,
    columns: Sequence[Column],
    sums: Sequence[PartTotals],
    measure: Measure,
    base: float,
) -> Iterator[Label]:
    """Yield the title with the sum of the picture, and value and share of each group as far as they fit."""
    values = [getattr(whole, measure.quantity) for whole in sums]
    total, whole = sum(values), getattr(trace.totals, measure.quantity)
    yield Label(LEFT, base - 37, measure.title, "name", "start")
    yield Label(LEFT, base - 20, measure.text(total), "shape", "start")
    if total != whole:
        yield Label(LEFT, base - 4, f"{share_text(total, whole)} of all", "note", "start")
    ends = [0.0, 0.0]
    for left, right, own in _groups(scene, columns, values):
        middle = round((left + right) / 2, 1)
        value = Label(middle, base - TALLEST - 5, measure.text(own), "step")
        share = Label(middle, base + 13, share_text(own, whole), "note")
        for row, label in enumerate((value, share)):
            if own and label.extent[0] > ends[row] + LABEL_GAP:
                ends[row] = label.extent[2]
                yield label


def _groups(scene: Scene, columns: Sequence[Column], values: Sequence[int]) -> Iterator[tuple[float, float, int]]:
    """Yield left edge, right edge and value of each group: of what a bracket holds, or, where columns are apart from
    each other, of each column."""
    apart = scene.view != "network" and all(after.left - before.left > APART for before, after in pairwise(columns))
    spans = [(bracket.left, bracket.right) for bracket in scene.brackets]
    for left, right in _runs(columns) if apart or not spans else spans:
        own = [n for n, column in enumerate(columns) if left - 1 <= column.left <= right]
        if own:
            yield left, max(columns[n].right for n in own), sum(values[n] for n in own)


def _runs(columns: Sequence[Column]) -> list[tuple[float, float]]:
    """Return left and right edge of each column; columns that volumes above each other share are one."""
    runs: list[tuple[float, float]] = []
    for column in columns:
        shared = bool(runs) and column.left < runs[-1][1] + 0.5
        runs[-1:] = [(runs[-1][0], column.right)] if shared else [*runs[-1:], (column.left, column.right)]
    return runs


def share_text(part: int, whole: int) -> str:
    """Return the part as a percentage."""
    return percentage(part / whole if whole else 0)


def column_costs(column: Column, sums: PartTotals, trace: Trace) -> TooltipRows:
    """Return the numbers of a column for its tooltip."""
    name = f"{column.count} folded blocks of {column.key}" if column.volume is None else column.volume.at
    rows = [("Costs", name)]
    for measure in MEASURES:
        value, whole = getattr(sums, measure.quantity), getattr(trace.totals, measure.quantity)
        unit = " bytes" if measure.quantity == "bytes" else ""
        rows.append((measure.name, f"{value:,}{unit}, {share_text(value, whole)} of the network"))
    return rows
