"""The paper's Table 1 from traces: the networks of a family in columns, what stands between two sizes in rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from app.networks.catalogue import CIFAR, IMAGENET, NETWORKS
from app.networks.options import Options, configure
from app.networks.outline import Block, Operation, ShortcutKind
from app.tracing.records import Pair, Shape, Step, StepKind, Trace
from app.tracing.tracer import trace

Steps = dict[str, Step]

TABLES_KEPT = 4  # with their traces, some ten thousand steps each; a page asks for two, and one of them stays the same


@dataclass(frozen=True, slots=True)
class Line:
    """One convolution, pooling or linear layer, as a line within a bracket names it."""

    kind: StepKind
    channels: int
    kernel: Pair | None
    stride: Pair | None


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive blocks that are alike, from `first` to `last`; or one operation. Sums are those of one of them."""

    first: str
    last: str
    count: int
    given: Shape
    made: Shape
    shortcut: ShortcutKind
    params: int
    macs: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What one network has in a row: the operations of one block as `lines`, and how many such `blocks`.

    No `blocks` where operations stand by themselves, as in the stem and in the head. `parts` are the layer or the
    operations by path, `at` is the first of them, and `runs` are the volumes.
    """

    network: str
    parts: tuple[str, ...]
    lines: tuple[Line, ...]
    blocks: int
    runs: tuple[Run, ...]

    @property
    def at(self) -> str:
        return self.parts[0]

    @property
    def output(self) -> Pair:
        """H×W of what the cell puts out; of a vector 1×1."""
        _, height, width = (*self.runs[-1].made, 1, 1)[:3]
        return height, width


@dataclass(frozen=True, slots=True)
class Row:
    """A row under the paper's name; `tone` is the layer's own name, or `stem` or `head`."""

    name: str
    tone: str
    cells: tuple[Cell, ...]

    @property
    def output(self) -> Pair:
        """H×W: every network of a family puts out the same."""
        return self.cells[0].output

    @property
    def shared(self) -> bool:
        """Whether it says the same of every network, as the paper prints it."""
        return self.tone in ("stem", "head")

    @property
    def alike(self) -> bool:
        """Whether the volumes are the same too: those of the head are not."""
        return all(cell.runs == self.cells[0].runs for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table for an input of `size`, H×W; every column is the trace of its network."""

    size: Pair
    columns: tuple[Trace, ...]
    rows: tuple[Row, ...]

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The rows by name: conv2_x begins with the stem's pooling."""
        return [(name, list(rows)) for name, rows in groupby(self.rows, key=lambda row: row.name)]


def table_one(height: int, width: int) -> Table:
    """The table of the ImageNet networks. Raises `ImpossibleChoice` for a size that is out of bounds."""
    return _table(IMAGENET, height, width, ())


def cifar_table(height: int, width: int, without: tuple[str, ...] = ()) -> Table:
    """The same of the paper's networks for CIFAR-10, some of them left out."""
    return _table(CIFAR, height, width, without)


@lru_cache(maxsize=TABLES_KEPT)
def _table(family: str, height: int, width: int, without: tuple[str, ...]) -> Table:
    names = [network.name for network in NETWORKS.values() if network.family == family and network.name not in without]
    columns = tuple(trace(configure(name, Options()), height, width) for name in names)
    rows = []
    for row in zip(*(_column(column) for column in columns), strict=True):
        name, tone, _ = row[0]
        rows.append(Row(name, tone, tuple(cell for *_, cell in row)))
    return Table((height, width), columns, tuple(rows))


def _column(column: Trace) -> Iterator[tuple[str, str, Cell]]:
    """A network's cells from top to bottom, each with the name and the tone of its row.

    The paper names layers conv2_x and so on in its table for ImageNet, after the first convolution and the pooling.
    """
    steps = {step.path: step for step in column.steps}
    first, *pools = column.stem
    yield "conv1", "stem", _alone(column, steps, first)
    for number, layer in enumerate(column.layers, 2):
        if number == 2 and pools:
            yield "conv2_x", "stem", _alone(column, steps, *pools)
        lines = tuple(_line(op, steps) for op in layer.blocks[0].operations if op.kind == "convolution")
        cell = Cell(column.network, (layer.path,), lines, len(layer.blocks), _runs(layer.blocks, steps))
        yield f"conv{number}_x" if pools else layer.path, layer.path, cell
    yield "pool, fc", "head", _alone(column, steps, *column.head)


def _alone(column: Trace, steps: Steps, *operations: Operation) -> Cell:
    runs = tuple(_run(operation.path, (operation,), steps) for operation in operations)
    lines = tuple(_line(operation, steps) for operation in operations)
    return Cell(column.network, tuple(operation.path for operation in operations), lines, 0, runs)


def _line(operation: Operation, steps: Steps) -> Line:
    step = next(step for path in operation.steps if (step := steps[path]).kind != "flatten")
    return Line(step.kind, step.output_shape[0], step.kernel_size, step.stride)


def _runs(blocks: tuple[Block, ...], steps: Steps) -> tuple[Run, ...]:
    every = [_run(block.path, block.operations, steps, block.shortcut) for block in blocks]
    alike = groupby(every, key=lambda run: (run.given, run.made, run.shortcut, run.params, run.macs))
    return tuple(Run(run[0].first, run[-1].last, len(run), *key) for key, group in alike if (run := list(group)))


def _run(path: str, operations: tuple[Operation, ...], steps: Steps, shortcut: ShortcutKind = "none") -> Run:
    own = [steps[name] for operation in operations for name in operation.steps]
    params, macs = sum(step.params for step in own), sum(step.macs for step in own)
    return Run(path, path, 1, own[0].input_shapes[0], own[-1].output_shape, shortcut, params, macs)
