"""A walking kernel reads what PyTorch reads: the modules themselves are asked."""

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
from tests.support.traces import traced
from tests.support.window_samples import OPERATIONS, each_operation, ends_and_middle, operation, plan


@cache
def read_by_the_module(name: str, side: int) -> list[set[int]]:
    """The input rows (0) or columns (1) that reach each row or column of the output.

    The module is given one image for every row: nothing but zeros, and ones in that row. It has some columns only,
    enough for the window in the other direction: rows and columns do not depend on each other.
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
def test_every_output_row_and_column_reads_what_the_module_reads(name: str, side: int) -> None:
    axis = axes(operation(name)[0])[side]
    expected = read_by_the_module(name, side)
    assert axis.outputs == len(expected)
    assert [inside(axis, cell) for cell in range(axis.outputs)] == expected
    assert [axis.inside(cell) for cell in range(axis.outputs)] == [len(rows) for rows in expected]


def inside(axis: Axis, cell: int) -> set[int]:
    return {row for row in axis.reads(cell) if 0 <= row < axis.inputs}


def padded_places(module: Any, sides: Pair) -> tuple[Tensor, set[Pair]]:
    """For every output cell in reading order the places (row, column) under its window, and all places there are.

    By PyTorch's own unfolding of a plane that is numbered throughout, padding included.
    """
    kernel, stride, padding = (
        torch.nn.modules.utils._pair(n) for n in (module.kernel_size, module.stride, module.padding)
    )
    rows, columns = (torch.arange(-pad, side + pad) for side, pad in zip(sides, padding, strict=True))
    plane = torch.stack(torch.meshgrid(rows, columns, indexing="ij")).double()
    unfolded = F.unfold(plane[:, None], kernel, stride=stride).long()
    return unfolded.permute(2, 1, 0), {(int(r), int(c)) for r, c in product(rows, columns)}


WITH_KERNEL = [name for name in OPERATIONS if not name.startswith(("adaptive", "zero"))]


@pytest.mark.parametrize("name", WITH_KERNEL)
def test_the_window_lies_where_unfolding_the_padded_input_puts_it(name: str) -> None:
    traced_step, module = operation(name)
    rows, columns = axes(traced_step)
    windows, _ = padded_places(module, (rows.inputs, columns.inputs))
    for row, column in ends_and_middle(traced_step):
        under = {(int(r), int(c)) for r, c in windows[row * columns.outputs + column]}
        assert set(product(rows.reads(row), columns.reads(column))) == under


@pytest.mark.parametrize("name", WITH_KERNEL)
def test_what_is_marked_as_never_read_is_under_no_window(name: str) -> None:
    traced_step, module = operation(name)
    over = rows, columns = axes(traced_step)
    windows, places = padded_places(module, (rows.inputs, columns.inputs))
    read = {(int(r), int(c)) for r, c in torch.unique(windows.flatten(0, 1), dim=0)}
    marked = {place for place in places if any(unread(axis, at) for axis, at in zip(over, place, strict=True))}
    assert places - read == marked


def unread(axis: Axis, row: int) -> bool:
    """Whether a row is drawn as unread: in the gap after each window, or in the tail behind the last."""
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
def test_the_words_say_what_is_read(name: str, cell: Pair, sentence: str) -> None:
    assert plan(name, cell).sentence == f"Output row {cell[0]}, column {cell[1]} reads input {sentence}"


@each_operation
def test_the_padding_that_is_said_is_what_the_module_does_not_find_in_its_input(name: str) -> None:
    traced_step, _ = operation(name)
    for row, column in ends_and_middle(traced_step):
        walk = plan(name, (row, column))
        values = len(walk.axes[0].reads(row)) * len(walk.axes[1].reads(column))
        found = len(read_by_the_module(name, 0)[row]) * len(read_by_the_module(name, 1)[column])
        said = re.search(r"; (\d+|none) of its (\d+) values", walk.sentence)
        assert (said is not None) == any(traced_step.padding or ())
        assert values - found == (int(said[1].replace("none", "0")) if said else 0)
        assert said is None or values == int(said[2])


CHANNELS = [
    ("7×7/2 at 224", "Each of the 64 output channels does so in all 3 input channels."),
    ("grouped", "Each of the 256 output channels does so in 8 of the 256 input channels."),
    ("max pooling 3×3/2", "Every channel does so by itself."),
    ("zero-padding shortcut", "Channels 1 to 64 copy the value of the same channel; the other 64 are zeros."),
]


@pytest.mark.parametrize(("name", "sentence"), CHANNELS)
def test_it_is_said_which_channels_are_read(name: str, sentence: str) -> None:
    assert plan(name, (0, 0)).channels == sentence


@each_operation
def test_the_loupe_shows_the_window_and_the_next_one_wherever_it_stands(name: str) -> None:
    traced_step, _ = operation(name)
    for lens in plan(name, (0, 0)).magnifiers:
        axis = lens.axis
        for cell in range(axis.outputs):
            seen = range(lens.start(cell), lens.start(cell) + lens.cells)
            following = axis.reads(min(cell + 1, axis.outputs - 1))
            assert seen.start >= -axis.padding
            assert seen.stop <= axis.inputs + axis.padding
            assert {*axis.reads(cell), *following} <= {*seen}, (traced_step.path, cell)


def test_additions_and_linear_layers_do_not_walk() -> None:
    for at in ("fc", "layer2.0.add", "layer2.0", "layer2", ""):
        assert explore("resnet34", PageQuery.model_validate({"at": at})).window_plan is None


def test_every_operation_with_a_window_has_a_plan() -> None:
    for network, options in (("resnet50", {}), ("resnet34", {"shortcut": "A"}), ("vgg19", {})):
        trace = traced(network, **options)
        for traced_step in trace.steps:
            found = explore(network, PageQuery.model_validate({"at": traced_step.path, **options}))
            place = find_place(trace, traced_step.path)
            assert place.operation
            windows = {s.path for s in trace.steps if s.kind in ("conv", "maxpool", "avgpool", "pad")}
            assert (found.window_plan is not None) == bool(windows & {*place.operation.steps}), traced_step.path
