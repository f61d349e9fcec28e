"""Texts of a cell of Table 1: its bracket, its description for screen readers, and its tooltip."""

from collections.abc import Iterable

from ...networks.catalogue import NETWORKS
from ...studies.table_one import BlockRun, BracketLine, TableCell
from ...tracing.records import Pair
from ..text.formatting import shape_text, short_count
from ..text.labels import SHORTCUT_LABELS
from ..text.step_labels import times
from ..text.tooltips import TooltipRows

SOFTMAX = "softmax"
"""The paper's last line. It changes no shape, and no traced network ends with it."""


def title(network: str) -> str:
    """`ResNet-34`."""
    return NETWORKS[network].title


def size_label(size: Pair) -> str:
    """`112×112`."""
    return times(size)


def line_label(line: BracketLine, outside_block: bool) -> str:
    """`3×3, 64`; outside of a block with the stride: `7×7, 64, stride 2`."""
    stride = f", stride {line.stride[0]}" if outside_block and line.stride and line.stride != (1, 1) else ""
    match line.kind:
        case "conv" if line.kernel:
            return f"{times(line.kernel)}, {line.channels}{stride}"
        case "maxpool" if line.kernel:
            return f"{times(line.kernel)} max pool{stride}"
        case "avgpool":
            return "average pool"
    return f"{line.channels}-d fc"


def cell_lines(cell: TableCell) -> tuple[str, ...]:
    """Return the lines in the bracket of a block, or the operations outside of blocks as the paper lists them."""
    labels = tuple(line_label(line, not cell.blocks) for line in cell.lines)
    return (*labels, SOFTMAX) if cell.lines[-1].kind == "linear" else labels


def cell_label(cell: TableCell) -> str:
    """`[3×3, 64; 3×3, 64] × 3`, or `average pool, 1000-d fc, softmax`."""
    return f"[{'; '.join(cell_lines(cell))}] × {cell.blocks}" if cell.blocks else ", ".join(cell_lines(cell))


def cell_description(cell: TableCell, network: str) -> str:
    """Return the link's text for screen readers: the visible text and the target."""
    inputs, output = shape_text(cell.runs[0].input_shape), shape_text(cell.runs[-1].output_shape)
    return f"{cell_label(cell)}: {cell.at} of {network}, {inputs} in, {output} out"


def cell_tooltip(cell: TableCell, network: str, others: Iterable[TableCell] = ()) -> TooltipRows:
    """Return the tooltip of a cell: its volumes, one row for equal blocks, and its cost.

    `others` are cells with the same label and other volumes.
    """
    rows = [("is", f"{cell.at} of {network}"), *(row for run in cell.runs for row in _run_rows(run, bool(cell.blocks)))]
    together = [("together", _sum(cell))] if len(cell.runs) > 1 or cell.runs[0].count > 1 else []
    return [*rows, *together, *_others(others)]


def _others(others: Iterable[TableCell]) -> TooltipRows:
    """One row for each group of equal cells."""
    networks: dict[str, list[str]] = {}
    for cell in others:
        shapes = [shape_text(shape) for shape in (cell.runs[0].input_shape, *(run.output_shape for run in cell.runs))]
        networks.setdefault(f"{' → '.join(shapes)}\n{_sum(cell)}", []).append(title(cell.network))
    return [(", ".join(titles), words) for words, titles in networks.items()]


def _sum(cell: TableCell) -> str:
    return _cost(sum(run.params * run.count for run in cell.runs), sum(run.macs * run.count for run in cell.runs))


def _run_rows(run: BlockRun, block: bool) -> TooltipRows:
    name = run.first if run.count == 1 else f"{run.first} to {run.last.rpartition('.')[2]}"
    each = "" if run.count == 1 else "each "
    shortcut = f", {SHORTCUT_LABELS[run.shortcut]}" if block else ""
    shapes = f"{shape_text(run.input_shape)} → {shape_text(run.output_shape)}{shortcut}"
    return [(name, f"{shapes}\n{each}{_cost(run.params, run.macs)}")]


def _cost(params: int, macs: int) -> str:
    if not params and not macs:
        return "no parameters, no MACs"
    return f"{params:,} parameters, {short_count(macs)} MACs"
