"""What compared networks cost more or less than the first one, place by place, as bars from a zero line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...studies.comparison import Comparison, ComparisonRow
from ..scene.marks import TEXT_SIZE, Extent, Label
from ..scene.palette import SERIES
from ..text.text_metrics import shorten, width
from ..text.tooltips import TooltipRows
from .costs import LABEL_GAP, LEFT, LOWEST, MEASURES, Measure
from .difference_places import FIRST, WIDTH, ChartPlace, even_places

TALLEST = 36.0  # of a bar, up or down
ROW = 112.0
TOP = 44.0  # of the first row's tallest bar, below the legend
WIDEST = 26.0  # of a bar
FILLED = 0.8  # of a place's width


@dataclass(frozen=True, slots=True)
class DifferenceBar:
    """A bar of one network; y grows downwards."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class DifferenceColumn:
    """A place: its bars, and its numbers for a tooltip and for screen readers. A stage is no place of its own."""

    key: str
    is_place: bool
    left: float
    width: float
    bars: tuple[DifferenceBar, ...]
    rows: TooltipRows

    @property
    def description(self) -> str:
        """The numbers in one line."""
        return "; ".join([self.rows[0][1], *(f"{name} {value}" for name, value in self.rows[1:])])


@dataclass(frozen=True, slots=True)
class DifferenceChart:
    """The chart; `legend` has x, colour and name of each network but the first; `zero_lines` are the y of the zeros."""

    width: float
    height: float
    columns: tuple[DifferenceColumn, ...]
    labels: tuple[Label, ...]
    legend: tuple[tuple[float, str, str], ...]
    zero_lines: tuple[float, ...]

    @property
    def tooltips(self) -> dict[str, TooltipRows]:
        """The numbers of each place, by its key."""
        return {column.key: column.rows for column in self.columns}


def difference_chart(
    comparison: Comparison, names: Sequence[str], drawn: Sequence[ChartPlace] = (), width: float = WIDTH
) -> DifferenceChart:
    """Return the chart of a comparison; `names` are those of its networks. `drawn` are its places in a drawing of this
    width, if they are below its volumes."""
    rows, standing = comparison.rows, drawn or even_places(len(comparison.rows))
    zeros = tuple(TOP + TALLEST + number * ROW for number in range(len(MEASURES)))
    charts = [_row(measure, zero, rows, standing) for measure, zero in zip(MEASURES, zeros, strict=True)]
    columns = [
        DifferenceColumn(
            row.key,
            row.level != "stage",
            place.left,
            place.right - place.left,
            tuple(bar for chart in charts for bar in chart.bars(number)),
            _tooltip(row, names),
        )
        for number, (row, place) in enumerate(zip(rows, standing, strict=True))
    ]
    lowest = zeros[-1] + TALLEST + 34
    labels = [label for chart in charts for label in chart.labels(width)]
    labels += _names(rows, standing, lowest)
    return DifferenceChart(width, lowest + 16, tuple(columns), tuple(labels), tuple(_legend(names)), zeros)


def differences(row: ComparisonRow, measure: Measure) -> list[int]:
    """Return by how much each network but the first differs from it; a network without the place has 0 there."""
    first, *others = (getattr(cell, measure.quantity) if cell else 0 for cell in row.cells)
    return [other - first for other in others]


def signed(value: int, measure: Measure) -> str:
    """`+1.20 G`, `−64.4 k`, `the same`."""
    return f"{'+' if value > 0 else '−'}{measure.text(abs(value))}" if value else "the same"


@dataclass(frozen=True, slots=True)
class _Row:
    """One measure around its zero line: its differences at each place, and the height of a bar of 1."""

    measure: Measure
    zero: float
    values: Sequence[Sequence[int]]
    unit: float
    places: Sequence[ChartPlace]

    def spans(self, number: int) -> Iterator[tuple[float, float, int, str]]:
        """Left edge, width, difference and colour of each network's bar at a place."""
        values = self.values[number]
        wide = min(WIDEST, FILLED * self.places[number].room / len(values))
        left = self.places[number].middle - wide * len(values) / 2
        for index, value in enumerate(values):
            yield left + index * wide, wide, value, SERIES[index + 1]

    def bars(self, number: int) -> Iterator[DifferenceBar]:
        for left, wide, value, colour in self.spans(number):
            if value:
                height = max(LOWEST, abs(value) * self.unit)
                y = self.zero - height if value > 0 else self.zero
                yield DifferenceBar(round(left, 2), round(y, 2), round(wide - 1, 2), round(height, 2), colour)

    def labels(self, width: float) -> Iterator[Label]:
        """The title, and the differences that fit, the largest first: more above the bars, less below them.

        Each is at the end of its bar.
        """
        yield Label(LEFT, self.zero + 4, self.measure.title, "name", "start")
        numbers = range(len(self.values))
        taken = [(bar.x, bar.y, bar.x + bar.width, bar.y + bar.height) for each in numbers for bar in self.bars(each)]
        spans = [span for number in numbers for span in self.spans(number) if span[2]]
        for left, wide, value, _ in sorted(spans, key=lambda span: -abs(span[2])):
            length = max(LOWEST, abs(value) * self.unit)
            y = self.zero - length - 5 if value > 0 else self.zero + length + 12
            label = Label(round(left + wide / 2, 1), round(y, 1), signed(value, self.measure), "step")
            start, top, end, bottom = label.extent
            if start > LEFT and end < width and not any(_overlap(label.extent, other) for other in taken):
                taken.append((start - LABEL_GAP, top, end + LABEL_GAP, bottom))
                yield label


def _overlap(one: Extent, other: Extent) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _row(measure: Measure, zero: float, rows: Sequence[ComparisonRow], places: Sequence[ChartPlace]) -> _Row:
    values = [differences(row, measure) for row in rows]
    highest = max(abs(value) for own in values for value in own)
    return _Row(measure, zero, values, TALLEST / (highest or 1), places)


def _names(rows: Sequence[ComparisonRow], places: Sequence[ChartPlace], y: float) -> Iterator[Label]:
    """Yield the name of each place, shortened only if it is wider than its neighbours leave room for."""
    named = [Label(round(place.middle, 1), y, row.key, "name") for row, place in zip(rows, places, strict=True)]
    for number, label in enumerate(named):
        rooms = [label.x * 2]
        for other in (*named[max(0, number - 1) : number], *named[number + 1 : number + 2]):
            apart = abs(other.x - label.x) - LABEL_GAP
            rooms.append(max(apart, 2 * apart - (other.extent[2] - other.extent[0])))
        yield replace(label, text=shorten(label.text, min(rooms), TEXT_SIZE["name"], bold=True))


def _legend(names: Sequence[str]) -> Iterator[tuple[float, str, str]]:
    x = FIRST
    for name, colour in zip(names[1:], SERIES[1:], strict=False):
        yield round(x, 1), colour, name
        x += 24 + width(name, 12) + 24


def _tooltip(row: ComparisonRow, names: Sequence[str]) -> TooltipRows:
    rows = [(f"Differences from {names[0]}", row.key)]
    for number, name in enumerate(names[1:]):
        values = [f"{measure.name} {signed(differences(row, measure)[number], measure)}" for measure in MEASURES]
        rows.append((name, ", ".join(values)))
    return rows
