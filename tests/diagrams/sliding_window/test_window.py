"""The rows and columns that a window reads, compared with PyTorch's modules and `unfold`."""

import re
from functools import cache
from itertools import product
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from app.diagrams.sliding_window.axes import Axis, axes
from app.diagrams.views.place import find_place
from app.tracing.records import Pair
from app.web.explorer.page import explore
from app.web.explorer.view import PageQuery
from tests.support.traces import trace_network
from tests.support.window_samples import OPERATIONS, each_operation, ends_and_middle, operation, plan


@cache
def read_by_the_module(name: str, side: int) -> list[set[int]]:
    """The input rows (0) or columns (1) that each output row or column depends on, found by running the module.

    The batch has one image per row, with ones in that row and zeros elsewhere. Images have 8 columns, enough for the
    window: rows and columns are independent.
    """
    traced_step, module = operation(name)
    channels, rows = traced_step.input_shapes[0][0], traced_step.input_shapes[0][side + 1]
    images = torch.zeros(rows, channels, *((rows, 8) if side == 0 else (8, rows)))
    for row in range(rows):
        images.select(0, row).select(side + 1, row).fill_(1)
    with torch.inference_mode():
        reached = module(images).amax(1).amax(2 - side)  # row of the input × row of the output
    return [{row for row in range(rows) if reached[row, cell] > 0} for cell in range(reached.shape[1])]


@each_operation
@pytest.mark.parametrize("side", [0, 1])
def test_axis_reads_match_module(name: str, side: int) -> None:
    axis = axes(operation(name)[0])[side]
    expected = read_by_the_module(name, side)
    assert axis.outputs == len(expected)
    assert [inside(axis, cell) for cell in range(axis.outputs)] == expected
    assert [axis.inside(cell) for cell in range(axis.outputs)] == [len(rows) for rows in expected]


def inside(axis: Axis, cell: int) -> set[int]:
    return {row for row in axis.reads(cell) if 0 <= row < axis.inputs}


def padded_places(module: Any, sides: Pair) -> tuple[Tensor, set[Pair]]:
    """The cells (row, column) under the window of every output cell, and all cells of the padded input.

    Found by `unfold` on a plane that contains its own coordinates.
    """
    kernel, stride, padding = (
        torch.nn.modules.utils._pair(n) for n in (module.kernel_size, module.stride, module.padding)
    )
    rows, columns = (torch.arange(-pad, side + pad) for side, pad in zip(sides, padding, strict=True))
    plane = torch.stack(torch.meshgrid(rows, columns, indexing="ij")).double()
    unfolded = F.unfold(plane[:, None], kernel, stride=stride).long()
    return unfolded.permute(2, 1, 0), {*product(rows.tolist(), columns.tolist())}


WITH_KERNEL = [name for name in OPERATIONS if not name.startswith(("adaptive", "zero"))]


@pytest.mark.parametrize("name", WITH_KERNEL)
def test_window_matches_unfold(name: str) -> None:
    traced_step, module = operation(name)
    rows, columns = axes(traced_step)
    windows, _ = padded_places(module, (rows.inputs, columns.inputs))
    for row, column in ends_and_middle(traced_step):
        under = {*map(tuple, windows[row * columns.outputs + column].tolist())}
        assert set(product(rows.reads(row), columns.reads(column))) == under


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_KERNEL)
def test_unread_cells_match_unfold(name: str) -> None:
    traced_step, module = operation(name)
    over = rows, columns = axes(traced_step)
    windows, places = padded_places(module, (rows.inputs, columns.inputs))
    distinct = windows.flatten(0, 1).unique(dim=0)
    read = {*map(tuple, distinct.tolist())}
    marked = {place for place in places if any(unread(axis, at) for axis, at in zip(over, place, strict=True))}
    assert places - read == marked


def unread(axis: Axis, row: int) -> bool:
    """Whether a row is drawn as unread: in the gap after a window, or in the tail after the last one."""
    place = row + axis.padding
    return place >= axis.padded - axis.tail or (axis.gap > 0 and place % axis.stride >= axis.kernel)


SENTENCES = [
    ("7×7/2 at 224", (0, 0), "rows −3 to 3 and columns −3 to 3; 33 of its 49 values are padding."),
    ("7×7/2 at 224", (56, 56), "rows 109 to 115 and columns 109 to 115; none of its 49 values is padding."),
    ("7×7/2 at 224", (111, 111), "rows 219 to 225 and columns 219 to 225; 24 of its 49 values are padding."),
    ("7×7/2 at 97×131", (48, 65), "rows 93 to 99 and columns 127 to 133; 33 of its 49 values are padding."),
    ("7×7/2 at 1", (0, 0), "rows −3 to 3 and columns −3 to 3; 48 of its 49 values are padding."),
    ("max pooling 3×3/2", (0, 0), "rows −1 to 1 and columns −1 to 1; 5 of its 9 values are padding."),
    ("max pooling 3×3/2", (55, 55), "rows 109 to 111 and columns 109 to 111; none of its 9 values is padding."),
    ("1×1/2", (27, 3), "row 54 and column 6."),
    ("VGG pooling, odd", (31, 47), "rows 62 to 63 and columns 94 to 95."),
    ("adaptive to one cell", (0, 0), "rows 0 to 3 and columns 0 to 4."),
    ("adaptive, runs of two lengths", (1, 1), "rows 1 to 2 and columns 2 to 4."),
]


@pytest.mark.parametrize(("name", "cell", "sentence"), SENTENCES)
def test_sentence_states_rows_columns_and_padding(name: str, cell: Pair, sentence: str) -> None:
    assert plan(name, cell).sentence == f"Output row {cell[0]}, column {cell[1]} reads input {sentence}"


@each_operation
def test_stated_padding_matches_module(name: str) -> None:
    traced_step, _ = operation(name)
    for row, column in ends_and_middle(traced_step):
        window = plan(name, (row, column))
        values = len(window.axes[0].reads(row)) * len(window.axes[1].reads(column))
        found = len(read_by_the_module(name, 0)[row]) * len(read_by_the_module(name, 1)[column])
        stated = re.search(r"; (\d+|none) of its (\d+) values", window.sentence)
        assert (stated is not None) == any(traced_step.padding or ())
        assert values - found == (int(stated[1].replace("none", "0")) if stated else 0)
        assert stated is None or values == int(stated[2])


CHANNELS = [
    ("7×7/2 at 224", "Each of the 64 output channels does so in all 3 input channels."),
    (
        "grouped",
        "Each of the 256 output channels does so in 8 of the 256 input channels. The picture shows the first group.",
    ),
    ("max pooling 3×3/2", "Every channel does so by itself."),
    ("zero-padding shortcut", "Channels 1 to 64 copy the value of the same channel; the other 64 are zeros."),
]


@pytest.mark.parametrize(("name", "sentence"), CHANNELS)
def test_channel_sentence_states_channels(name: str, sentence: str) -> None:
    assert plan(name, (0, 0)).channels == sentence


@each_operation
def test_magnifier_contains_window_and_next_window(name: str) -> None:
    traced_step, _ = operation(name)
    for magnifier in plan(name, (0, 0)).magnifiers:
        axis = magnifier.axis
        for cell in range(axis.outputs):
            visible = range(magnifier.start(cell), magnifier.start(cell) + magnifier.cells)
            following = axis.reads(min(cell + 1, axis.outputs - 1))
            assert visible.start >= -axis.padding
            assert visible.stop <= axis.inputs + axis.padding
            assert {*axis.reads(cell), *following} <= {*visible}, (traced_step.path, cell)


def test_places_without_window_have_no_plan() -> None:
    for at in ("fc", "layer2.0.add", "layer2.0", "layer2", ""):
        assert explore("resnet34", PageQuery.model_validate({"at": at})).window_plan is None


def test_every_operation_with_a_window_has_a_plan() -> None:
    bottlenecks = {"block": "bottleneck", "depths": "2,1"}
    for network, options in (("custom", bottlenecks), ("resnet10", {"shortcut": "A"}), ("vgg19", {})):
        trace = trace_network(network, **options)
        for traced_step in trace.steps:
            found = explore(network, PageQuery.model_validate({"at": traced_step.path, **options}))
            place = find_place(trace, traced_step.path)
            assert place.operation
            windows = {s.path for s in trace.steps if s.kind in ("conv", "maxpool", "avgpool", "pad")}
            assert (found.window_plan is not None) == bool(windows & {*place.operation.steps}), traced_step.path
