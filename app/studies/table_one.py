"""The paper's Table 1 from traces: the networks of a family in columns, a row for each size of volumes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from ..networks.catalogue import CIFAR, IMAGENET, NETWORKS
from ..networks.options import Options, configure
from ..networks.outline import Block, Operation, ShortcutKind
from ..tracing import tracer
from ..tracing.records import Pair, Shape, StepKind, Trace

CACHED_TABLES = 4  # with their traces, some ten thousand steps each; a page shows two, and one of them rarely changes


@dataclass(frozen=True, slots=True)
class BracketLine:
    """A convolution, pooling or linear layer as one line within a bracket."""

    kind: StepKind
    channels: int
    kernel: Pair | None
    stride: Pair | None


@dataclass(frozen=True, slots=True)
class BlockRun:
    """Consecutive equal blocks from `first` to `last`, or a single operation; the sums are those of one block."""

    first: str
    last: str
    count: int
    input_shape: Shape
    output_shape: Shape
    shortcut: ShortcutKind
    params: int
    macs: int


@dataclass(frozen=True, slots=True)
class TableCell:
    """One network in one row: the operations of one block as `lines`, and the number of such `blocks`.

    `blocks` is 0 for the operations of the stem and the head. `paths` are the layer or the operations, `at` is the
    first of them, and `runs` have the volumes.
    """

    network: str
    paths: tuple[str, ...]
    lines: tuple[BracketLine, ...]
    blocks: int
    runs: tuple[BlockRun, ...]

    @property
    def at(self) -> str:
        return self.paths[0]

    @property
    def output(self) -> Pair:
        """H×W of the output; 1×1 for a vector."""
        _, height, width = (*self.runs[-1].output_shape, 1, 1)[:3]
        return height, width


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row under the paper's name; `tone` is the layer's path, or `stem` or `head`."""

    name: str
    tone: str
    cells: tuple[TableCell, ...]

    @property
    def output(self) -> Pair:
        """H×W, the same for every network of a family."""
        return self.cells[0].output

    @property
    def shared(self) -> bool:
        """Whether all networks have the same words, which the paper prints once."""
        return self.tone in ("stem", "head")

    @property
    def has_same_volumes(self) -> bool:
        """Whether all networks have the same volumes; those of the head differ."""
        return all(cell.runs == self.cells[0].runs for cell in self.cells)


@dataclass(frozen=True, slots=True)
class ArchitectureTable:
    """The table for an input of `size`, H×W; every column is the trace of a network."""

    size: Pair
    columns: tuple[Trace, ...]
    rows: tuple[TableRow, ...]

    @property
    def groups(self) -> list[tuple[str, list[TableRow]]]:
        """The rows by name: conv2_x begins with the stem's pooling."""
        return [(name, list(rows)) for name, rows in groupby(self.rows, key=lambda row: row.name)]


def table_one(height: int, width: int) -> ArchitectureTable:
    """Return the table of the ImageNet networks. Raises `ImpossibleChoice` for a size that is out of bounds."""
    return _table(IMAGENET, height, width, ())


def cifar_table(height: int, width: int, without: tuple[str, ...] = ()) -> ArchitectureTable:
    """Return the table of the paper's CIFAR-10 networks, except those in `without`. Raises `ImpossibleChoice`."""
    return _table(CIFAR, height, width, without)


@lru_cache(maxsize=CACHED_TABLES)
def _table(family: str, height: int, width: int, without: tuple[str, ...]) -> ArchitectureTable:
    names = [network.name for network in NETWORKS.values() if network.family == family and network.name not in without]
    columns = tuple(tracer.trace(configure(name, Options()), height, width) for name in names)
    rows = []
    for row in zip(*(_column(column) for column in columns), strict=True):
        name, tone, _ = row[0]
        rows.append(TableRow(name, tone, tuple(cell for *_, cell in row)))
    return ArchitectureTable((height, width), columns, tuple(rows))


def _column(column: Trace) -> Iterator[tuple[str, str, TableCell]]:
    """Yield a network's cells from top to bottom, each with the name and the tone of its row.

    The paper's ImageNet table names layers conv2_x and so on, after the first convolution and the pooling.
    """
    first, *pools = column.stem
    yield "conv1", "stem", _operations_cell(column, first)
    for number, layer in enumerate(column.layers, 2):
        if number == 2 and pools:
            yield "conv2_x", "stem", _operations_cell(column, *pools)
        lines = tuple(_line(op, column) for op in layer.blocks[0].operations if op.kind == "convolution")
        cell = TableCell(column.network, (layer.path,), lines, len(layer.blocks), _runs(layer.blocks, column))
        yield f"conv{number}_x" if pools else layer.path, layer.path, cell
    yield "pool, fc", "head", _operations_cell(column, *column.head)


def _operations_cell(column: Trace, *operations: Operation) -> TableCell:
    runs = tuple(_run(operation.path, (operation,), column) for operation in operations)
    lines = tuple(_line(operation, column) for operation in operations)
    return TableCell(column.network, tuple(operation.path for operation in operations), lines, 0, runs)


def _line(operation: Operation, column: Trace) -> BracketLine:
    step = next(step for path in operation.steps if (step := column.step(path)).kind != "flatten")
    return BracketLine(step.kind, step.output_shape[0], step.kernel_size, step.stride)


def _runs(blocks: tuple[Block, ...], column: Trace) -> tuple[BlockRun, ...]:
    single = [_run(block.path, block.operations, column, block.shortcut) for block in blocks]
    equal = groupby(single, key=lambda run: (run.input_shape, run.output_shape, run.shortcut, run.params, run.macs))
    return tuple(BlockRun(run[0].first, run[-1].last, len(run), *key) for key, group in equal if (run := list(group)))


def _run(path: str, operations: tuple[Operation, ...], column: Trace, shortcut: ShortcutKind = "none") -> BlockRun:
    own = [column.step(name) for operation in operations for name in operation.steps]
    params, macs = sum(step.params for step in own), sum(step.counted_macs for step in own)
    return BlockRun(path, path, 1, own[0].input_shapes[0], own[-1].output_shape, shortcut, params, macs)
