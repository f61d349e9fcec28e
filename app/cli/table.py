"""The table of steps on the terminal, with totals and warnings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import chain, groupby, pairwise
from typing import NamedTuple

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..diagrams.text.formatting import receptive_field_text, short_count, size_in_bytes
from ..diagrams.text.step_labels import step_label
from ..diagrams.views.place import Place
from ..networks.outline import Operation
from ..tracing.records import Step, Trace
from ..tracing.sums import sum_steps
from .check import times
from .messages import printable
from .network import TracedNetwork

NONE = "–"
GAP = 2  # spaces between columns
UNLIMITED = 10_000  # columns, where the output is no terminal


class Column(NamedTuple):
    """A column: its title, what it says about a step, and whether that is a number."""

    title: str
    text: Callable[[Step], str]
    is_number: bool = False


def _inputs(step: Step) -> str:
    """`3×224×224`; `2 of 64×56×56` for equal shapes."""
    runs = [(shape, len([*same])) for shape, same in groupby(step.input_shapes)]
    return " + ".join(f"{count} of {times(shape)}" if count > 1 else times(shape) for shape, count in runs)


def _params(step: Step) -> str:
    return f"{step.params:,}" if step.params else "shared" if step.shared else NONE


def _macs(step: Step) -> str:
    return "not counted" if step.macs is None else short_count(step.macs) if step.macs else NONE


PATH = Column("path", lambda step: step.path)
KIND = Column("kind", step_label)
SHAPES = Column("in → out", lambda step: f"{_inputs(step)} → {times(step.output_shape)}")
OUT = Column("out", lambda step: times(step.output_shape))
PARAMS, MACS = Column("params", _params, True), Column("MACs", _macs, True)
FIELD = Column("receptive field", lambda step: receptive_field_text(step.receptive_field), True)

LAYOUTS = (
    (PATH, KIND, SHAPES, PARAMS, MACS, FIELD),
    (PATH, KIND, SHAPES, PARAMS, MACS),
    (PATH, KIND, OUT, PARAMS, MACS),
    (PATH, OUT, PARAMS, MACS),
    (PATH, OUT, MACS),
    (PATH, OUT),
)
"""Columns of the widest to the narrowest table. The first that fits is printed."""


def print_table(network: TracedNetwork, place: Place | None) -> None:
    """Print the steps of a network, or of one place in it, with their totals."""
    console = Console()
    if console.is_terminal:
        return _print(network, place, console)
    text = StringIO()
    _print(network, place, Console(width=UNLIMITED, file=text, color_system=None))
    print("\n".join(line.rstrip() for line in text.getvalue().splitlines()))
    return None


def _print(network: TracedNetwork, place: Place | None, console: Console) -> None:
    trace = network.trace
    steps = trace.steps if place is None else _steps_of(place, trace)
    console.print(Text(printable(_heading(network, place)), "bold"), end="\n\n")
    table, left_out = _fitting_table(steps, _sections(trace), console)
    console.print(table)
    if left_out:
        console.print(Text(f"Left out, for a terminal of {console.width} columns: {', '.join(left_out)}.", "dim"))
    console.print()
    console.print(_grid(_total_rows(trace) if place is None else _place_rows(steps)))
    for warning in trace.warnings:
        console.print(Text(printable(f"Warning: {warning}"), "yellow"))


def _heading(network: TracedNetwork, place: Place | None) -> str:
    """`ResNet-50 · input 3×224×224 (the size that it was published for)`; shapes are C×H×W."""
    trace = network.trace
    inputs = [f"{each.path} {times(each.shape)}" for each in trace.inputs or (trace.input,)]
    reason = f" ({network.size_reason})" if network.size_reason else ""
    return " · ".join([network.name, *([place.step or place.at] if place else []), ", ".join(inputs) + reason])


def _steps_of(place: Place, trace: Trace) -> Sequence[Step]:
    if place.step:
        return [trace.step(place.step)]
    if place.operation:
        operations: Sequence[Operation] = [place.operation]
    elif place.block:
        operations = place.block.operations
    else:
        operations = [each for block in (place.layer.blocks if place.layer else ()) for each in block.operations]
    paths = {path for operation in operations for path in operation.steps}
    return [step for step in trace.steps if step.path in paths]


def _sections(trace: Trace) -> Mapping[str, str]:
    """The layer of each step, by path; the stem and the head are sections too."""
    layers = [(layer.path, [each for block in layer.blocks for each in block.operations]) for layer in trace.layers]
    sections = [("stem", trace.stem), *layers, ("head", trace.head)]
    return {path: name for name, operations in sections for operation in operations for path in operation.steps}


def _fitting_table(
    steps: Sequence[Step], sections: Mapping[str, str], console: Console
) -> tuple[Table, tuple[str, ...]]:
    """The table with as many columns as the terminal is wide enough for, and the titles of the others."""
    texts = {column: [printable(column.text(step)) for step in steps] for column in {*chain(*LAYOUTS)}}
    widths = {column: max(map(cell_len, [column.title, *cells])) for column, cells in texts.items()}
    fitting = (columns for columns in LAYOUTS if _width(columns, widths) <= console.width)
    columns = next(fitting, LAYOUTS[-1])
    widths[PATH] -= max(0, _width(columns, widths) - console.width)  # longer paths end in an ellipsis
    names = [sections.get(step.path) for step in steps]
    table = _table([(column, texts[column], widths[column]) for column in columns], names)
    shown = {column.title for column in columns} | ({SHAPES.title} if OUT in columns else set())
    return table, tuple(column.title for column in LAYOUTS[0] if column.title not in shown)


def _width(columns: Sequence[Column], widths: Mapping[Column, int]) -> int:
    return sum(widths[column] for column in columns) + GAP * (len(columns) - 1)


def _table(columns: Sequence[tuple[Column, Sequence[str], int]], sections: Sequence[str | None]) -> Table:
    """A table with a gap between sections. Widths are stated: rich would measure every cell several times."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, GAP - 1, 0, 0), show_edge=False)
    for column, _, width in columns:
        table.add_column(
            column.title, justify="right" if column.is_number else "left", no_wrap=True, width=max(width, 1)
        )
    rows = zip(*(texts for _, texts, _ in columns), strict=True)
    for (section, cells), (after, _) in pairwise([*zip(sections, rows, strict=True), (None, ())]):
        table.add_row(*map(Text, cells), end_section=section != after)
    return table


def _total_rows(trace: Trace) -> Iterator[tuple[str, str]]:
    totals = trace.totals
    uncounted = f", without {totals.uncounted:,} steps that are not counted" if totals.uncounted else ""
    yield "parameters", f"{totals.params:,}"
    yield from _stored_rows(totals.biases, totals.buffers)
    if totals.unused_params:
        yield "unused parameters", f"{totals.unused_params:,}, of modules that did not run"
    yield "MACs", f"{totals.macs:,}{uncounted}"
    yield "activations", f"{size_in_bytes(totals.bytes)} in float32"
    yield "weighted layers", f"{totals.weighted_layers:,}"
    on_shortcuts = f", {totals.shortcut_convolutions:,} of them on shortcuts" if totals.shortcut_convolutions else ""
    yield "convolutions", f"{totals.convolutions:,}{on_shortcuts}"
    yield "receptive field", f"{receptive_field_text(totals.receptive_field)} at the end of the last layer"
    yield "last volume", f"{times(totals.last_volume)}"
    yield "steps", f"{totals.steps:,}"


def _place_rows(steps: Sequence[Step]) -> Iterator[tuple[str, str]]:
    sums = sum_steps(steps)
    without = f", without {sums.uncounted:,} steps that are not counted" if sums.uncounted else ""
    yield "parameters", f"{sums.params:,}"
    yield from _stored_rows(sums.biases, sums.buffers)
    yield "MACs", f"{sums.macs:,}{without}"
    yield "activations", f"{size_in_bytes(sums.bytes)} in float32"
    yield "convolutions", f"{sums.convolutions:,}"
    yield "steps", f"{len(steps):,}"


def _stored_rows(biases: int, buffers: int) -> Iterator[tuple[str, str]]:
    yield "biases", f"{biases:,} of the parameters"
    yield "buffers", f"{buffers:,}"


def _grid(rows: Iterator[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name, value in rows:
        grid.add_row(Text(name, "dim"), value)
    return grid
