"""Table 1 from traces equals the printed Table 1; at other sizes it follows the arithmetic."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

import pytest

from app.diagrams.tables.cells import cell_label
from app.diagrams.tables.footer import flops_footer, parameters_footer
from app.studies.table_costs import cifar_costs, imagenet_costs
from app.studies.table_one import ArchitectureTable, TableCell, TableRow, cifar_table, table_one
from tests.support import published

PRINTED = {  # the paper's Table 1, copied by hand: one line for each row, one string for each of the five networks
    "conv1": ["7×7, 64, stride 2"] * 5,
    "conv2_x": [
        "[3×3, 64; 3×3, 64] × 2",
        "[3×3, 64; 3×3, 64] × 3",
        "[1×1, 64; 3×3, 64; 1×1, 256] × 3",
        "[1×1, 64; 3×3, 64; 1×1, 256] × 3",
        "[1×1, 64; 3×3, 64; 1×1, 256] × 3",
    ],
    "conv3_x": [
        "[3×3, 128; 3×3, 128] × 2",
        "[3×3, 128; 3×3, 128] × 4",
        "[1×1, 128; 3×3, 128; 1×1, 512] × 4",
        "[1×1, 128; 3×3, 128; 1×1, 512] × 4",
        "[1×1, 128; 3×3, 128; 1×1, 512] × 8",
    ],
    "conv4_x": [
        "[3×3, 256; 3×3, 256] × 2",
        "[3×3, 256; 3×3, 256] × 6",
        "[1×1, 256; 3×3, 256; 1×1, 1024] × 6",
        "[1×1, 256; 3×3, 256; 1×1, 1024] × 23",
        "[1×1, 256; 3×3, 256; 1×1, 1024] × 36",
    ],
    "conv5_x": [
        "[3×3, 512; 3×3, 512] × 2",
        "[3×3, 512; 3×3, 512] × 3",
        "[1×1, 512; 3×3, 512; 1×1, 2048] × 3",
        "[1×1, 512; 3×3, 512; 1×1, 2048] × 3",
        "[1×1, 512; 3×3, 512; 1×1, 2048] × 3",
    ],
    "pool, fc": ["average pool, 1000-d fc, softmax"] * 5,
}
POOLING = ["3×3 max pool, stride 2"] * 5
T = TypeVar("T")
PAPER_NETWORKS = [*published.PAPER_BLOCKS]


def paper_cells(row: TableRow) -> list[TableCell]:
    """Return the cells of the networks in the paper's table."""
    return [cell for cell in row.cells if cell.network in PAPER_NETWORKS]


def paper_values(table: ArchitectureTable, values: Sequence[T]) -> tuple[T, ...]:
    """Return the values of a footer row for the networks in the paper's table."""
    return tuple(value for column, value in zip(table.columns, values, strict=True) if column.network in PAPER_NETWORKS)


def cells_by_place(table: ArchitectureTable) -> dict[str, dict[str, TableCell]]:
    """Return the cells by the path of their row, then by network."""
    return {row.cells[0].at: {cell.network: cell for cell in row.cells} for row in table.rows}


def test_cells_match_printed_table_1() -> None:
    groups = table_one(224, 224).groups
    rows = {name: [[cell_label(cell) for cell in paper_cells(row)] for row in rows] for name, rows in groups}

    assert rows.pop("conv2_x") == [POOLING, PRINTED["conv2_x"]]
    assert rows == {name: [words] for name, words in PRINTED.items() if name != "conv2_x"}


def test_rows_have_output_sizes_paper_cells() -> None:
    sizes = {row.name: row.output for row in table_one(224, 224).rows}

    assert sizes == {
        "conv1": (112, 112),
        "conv2_x": (56, 56),
        "conv3_x": (28, 28),
        "conv4_x": (14, 14),
        "conv5_x": (7, 7),
        "pool, fc": (1, 1),
    }


@pytest.mark.parametrize("network", PAPER_NETWORKS)
def test_cells_have_published_blocks_and_output_volumes(network: str) -> None:
    cells = cells_by_place(table_one(224, 224))

    layers = [cells[f"layer{number}"][network] for number in (1, 2, 3, 4)]
    assert [cell.blocks for cell in layers] == published.PAPER_BLOCKS[network]
    made = [cell.runs[-1].output_shape for cell in (cells["conv1"][network], *layers)]
    assert made == published.PAPER_VOLUMES[network]


def halved(side: int) -> int:
    """Return the output side of stride 2, counted: every second position from the first."""
    return len(range(0, side, 2))


@pytest.mark.parametrize("size", [(97, 131), (32, 32), (1, 1), (4096, 3)])
def test_every_network_halves_any_size_five_times(size: tuple[int, int]) -> None:
    table = table_one(*size)

    expected = [size]
    for _ in range(5):
        expected.append((halved(expected[-1][0]), halved(expected[-1][1])))
    conv1, pool, layer1, layer2, layer3, layer4, head = (row.cells for row in table.rows)
    rows = [(conv1, 1), (pool, 2), (layer1, 2), (layer2, 3), (layer3, 4), (layer4, 5)]
    assert {(cell.network, cell.at): cell.output for cells, _ in rows for cell in cells} == (
        {(cell.network, cell.at): expected[times] for cells, times in rows for cell in cells}
    )
    assert {cell.output for cell in head} == {(1, 1)}


def test_column_is_a_chain_of_volumes_with_network_totals() -> None:
    table = table_one(97, 131)

    for number, column in enumerate(table.columns):
        runs = [run for row in table.rows for run in row.cells[number].runs]
        assert runs[0].input_shape == (3, 97, 131)
        assert [(a.output_shape, b.input_shape) for a, b in pairwise(runs) if a.output_shape != b.input_shape] == []
        assert sum(run.params * run.count for run in runs) == column.totals.params
        assert sum(run.macs * run.count for run in runs) == column.totals.macs


def test_costs_have_printed_flops_and_macs_of_both_strides() -> None:
    costs = {cost.network: cost for cost in imagenet_costs(table_one(224, 224))}

    for network in ("resnet50", "resnet101", "resnet152"):
        assert costs[network].macs_paper == published.MACS_BY_STRIDE[network, "1x1"]
        assert costs[network].macs_pytorch == published.MACS_BY_STRIDE[network, "3x3"]
    assert costs["resnet34"].macs_paper == costs["resnet34"].macs_pytorch == published.RESNET34_BY_SHORTCUT["B"][1]
    printed = {name: flops.published.text for name in PAPER_NETWORKS if (flops := costs[name].published)}
    assert printed == {name: str(published.PAPER_GFLOPS[name]) for name in PAPER_NETWORKS}


def test_footer_formats_numbers_as_the_paper() -> None:
    table = table_one(224, 224)
    printed, on_1x1, on_3x3 = flops_footer(imagenet_costs(table))

    assert paper_values(table, printed.texts) == ("1.8 ×10⁹", "3.6 ×10⁹", "3.8 ×10⁹", "7.6 ×10⁹", "11.3 ×10⁹")
    assert paper_values(table, on_1x1.texts)[2:] == ("3.858 ×10⁹", "7.570 ×10⁹", "11.282 ×10⁹")
    assert paper_values(table, on_3x3.texts)[2:] == ("4.089 ×10⁹", "7.801 ×10⁹", "11.514 ×10⁹")
    assert paper_values(table, on_3x3.same) == (True, True, False, False, False)


def test_costs_at_other_size_have_no_published_number() -> None:
    costs = imagenet_costs(table_one(160, 224))

    assert [cost.published for cost in costs] == [None] * len(costs)
    assert [foot.full_name for foot in flops_footer(costs)] == [
        "MACs, stride on the first 1×1, as in the paper",
        "MACs, stride on the 3×3, as in PyTorch",
    ]


def test_cifar_table_has_layers_paper_cells() -> None:
    rows = {row.name: (row.output, [cell_label(cell) for cell in row.cells]) for row in cifar_table(32, 32).rows}

    blocks = [(depth - 2) // 6 for depth in published.CIFAR_PARAMS]
    assert rows == {
        "conv1": ((32, 32), ["3×3, 16"] * 6),
        "layer1": ((32, 32), [f"[3×3, 16; 3×3, 16] × {n}" for n in blocks]),
        "layer2": ((16, 16), [f"[3×3, 32; 3×3, 32] × {n}" for n in blocks]),
        "layer3": ((8, 8), [f"[3×3, 64; 3×3, 64] × {n}" for n in blocks]),
        "pool, fc": ((1, 1), ["average pool, 10-d fc, softmax"] * 6),
    }


def test_cifar_footer_has_printed_parameters_at_any_size() -> None:
    for side in (32, 48):
        printed, params, macs = parameters_footer(cifar_costs(cifar_table(side, side)))

        assert printed.texts == tuple(f"{text} M" for text in published.CIFAR_MILLIONS.values())
        assert params.plain == tuple(str(number) for number in published.CIFAR_PARAMS.values())
        assert (macs.plain == tuple(str(number) for number in published.CIFAR_MACS.values())) == (side == 32)
