"""The costs of a network for a narrow screen: a row for each group, with a bar in pieces, one for each volume."""

from collections.abc import Sequence
from itertools import accumulate, groupby

from ...networks.outline import PartTotals
from ...tracing.records import Trace
from ...tracing.sums import sum_steps
from ..scene.marks import Label
from ..scene.scene import Scene
from ..text.text_metrics import shorten
from ..views.downward import EDGE, MARGIN, WIDTH
from .columns import Column, scene_columns
from .costs import GAP, LOWEST, MEASURES, Bar, BarColumn, CostChart, Measure, column_costs, share_text

BARS, LONGEST = 106.0, 116.0  # x of the bars, behind the names, and the length of the longest one
VALUE, SHARE = 294.0, WIDTH - EDGE  # right edges of the numbers
HEAD, ROW, THICK = 34.0, 26.0, 14.0  # heights of a title, of a row and of a bar
BASELINE = 17.5  # of a row's text


def downward_chart(scene: Scene, trace: Trace) -> CostChart:
    """Return the costs of `cost_chart`, a section for each measure. Rows without a value are left out."""
    columns = scene_columns(scene, trace)
    drawing = _Rows(columns, [sum_steps(map(trace.step, column.steps)) for column in columns], trace)
    for measure in MEASURES:
        drawing.add_section(measure)
    drawn = (
        BarColumn(column, tuple(bars), tuple(hits), column_costs(column, whole, trace))
        for column, whole, bars, hits in zip(columns, drawing.sums, drawing.bars, drawing.hits, strict=True)
    )
    return CostChart(WIDTH, drawing.y + EDGE, tuple(drawn), tuple(drawing.labels), ())


class _Rows:
    """Rows drawn from top to bottom; `y` is the lower edge so far, `groups` are indices of columns."""

    def __init__(self, columns: Sequence[Column], sums: Sequence[PartTotals], trace: Trace) -> None:
        self.sums, self.trace, self.y = sums, trace, 0.0
        by_name = groupby(range(len(columns)), lambda index: _name(columns[index]))
        self.groups = [(name, list(indices)) for name, indices in by_name]
        self.labels: list[Label] = []
        self.bars: list[list[Bar]] = [[] for _ in columns]
        self.hits: list[list[Bar]] = [[] for _ in columns]

    def add_section(self, measure: Measure) -> None:
        """Add the title with the sum, and the rows of a measure."""
        values = [getattr(each, measure.quantity) for each in self.sums]
        rows = [(name, indices, sum(values[index] for index in indices)) for name, indices in self.groups]
        self.labels.append(Label(MARGIN, self.y + HEAD - 10, measure.title, "name", "start"))
        self.labels.append(Label(VALUE, self.y + HEAD - 10, measure.text(sum(values)), "name", "end"))
        self.y += HEAD
        unit = LONGEST / max(1, *(total for _, _, total in rows))
        for name, indices, total in rows:
            if total:
                self._add_texts(
                    name, measure.text(total), share_text(total, getattr(self.trace.totals, measure.quantity))
                )
                self._add_bar(indices, [values[index] * unit for index in indices])
                self.y += ROW

    def _add_texts(self, name: str, value: str, part: str) -> None:
        y = self.y + BASELINE
        self.labels.append(Label(MARGIN, y, shorten(name, BARS - MARGIN - 6), "shape", "start"))
        self.labels.append(Label(VALUE, y, value, "shape", "end"))
        self.labels.append(Label(SHARE, y, part, "note", "end"))

    def _add_bar(self, indices: Sequence[int], lengths: Sequence[float]) -> None:
        """Add a piece for each volume, with an area for the finger; the outer ones reach to the ends of the row."""
        starts = [*accumulate(lengths, initial=BARS)]
        edges = [0.0, *starts[1:-1], WIDTH]
        for number, (index, length) in enumerate(zip(indices, lengths, strict=True)):
            left, right = edges[number : number + 2]
            self.hits[index].append(Bar(left, self.y, right - left, ROW))
            width = max(LOWEST, length - min(GAP, length / 4)) if length else 0.0  # at most a quarter is a gap
            self.bars[index].append(Bar(starts[number], self.y + (ROW - THICK) / 2, round(width, 2), THICK))


def _name(column: Column) -> str:
    """Return the group of a column: the place that a click on it leads to, or the layer of a fold."""
    return column.volume.link_path if column.volume else column.key
