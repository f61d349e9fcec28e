"""Windows with holes, and windows that reach past the edge: what they read, against PyTorch's modules."""

from itertools import product

import pytest
import torch
from torch import nn

from app.diagrams.sliding_window.axes import Axis, Magnifier, axes, slides
from app.diagrams.sliding_window.sentences import reading_sentence
from app.diagrams.views.derivation import derivation
from app.tracing.own import trace_own
from app.tracing.records import Pair, Step

MODULES: dict[str, tuple[nn.Module, Pair]] = {
    "dilation 2": (nn.Conv2d(1, 1, 3, padding=2, dilation=2), (28, 17)),
    "dilation 4 on a small map": (nn.Conv2d(1, 1, 3, padding=4, dilation=4), (3, 9)),
    "stride 2 and dilation 2": (nn.Conv2d(1, 1, 3, 2, 2, dilation=2), (14, 15)),
    "dilation of columns": (nn.Conv2d(1, 1, (3, 5), (1, 2), (1, 6), dilation=(1, 3)), (9, 24)),
    "strides of rows and columns": (nn.Conv2d(1, 1, 3, (2, 1), 1), (15, 14)),
    "ceiling of 15 and 10": (nn.AvgPool2d(2, 2, ceil_mode=True, count_include_pad=False), (15, 10)),
    "ceiling with padding": (nn.MaxPool2d(3, 2, 1, ceil_mode=True), (14, 9)),
    "ceiling that is the floor": (nn.MaxPool2d(3, 2, ceil_mode=True), (33, 31)),
    "fixed pooling": (nn.AvgPool2d(7, stride=1), (8, 10)),
}
each_module = pytest.mark.parametrize("name", MODULES)


def step_of(name: str) -> Step:
    module, (rows, columns) = MODULES[name]
    step = trace_own(nn.Sequential(module).eval(), (1, rows, columns), name="own", title=name).steps[0]
    assert slides(step)
    return step


def read_by_the_module(name: str, side: int) -> list[set[int]]:
    """The input rows (0) or columns (1) on which each output row or column depends: an image with ones in each."""
    module, sides = MODULES[name]
    for parameter in module.parameters():
        nn.init.ones_(parameter) if parameter.dim() > 1 else nn.init.zeros_(parameter)
    images = torch.zeros(sides[side], 1, *sides)
    for row in range(sides[side]):
        images.select(0, row).select(side + 1, row).fill_(1)
    with torch.inference_mode():
        reached = module(images)[:, 0].amax(2 - side) > 0
    return [{row for row in range(sides[side]) if reached[row, cell]} for cell in range(reached.shape[1])]


def inside(axis: Axis, cell: int) -> set[int]:
    return {row for row in axis.reads(cell) if 0 <= row < axis.inputs}


@each_module
@pytest.mark.parametrize("side", [0, 1])
def test_window_reads_the_rows_that_the_module_reads(name: str, side: int) -> None:
    axis, expected = axes(step_of(name))[side], read_by_the_module(name, side)
    assert [inside(axis, cell) for cell in range(axis.outputs)] == expected
    assert [axis.inside(cell) for cell in range(axis.outputs)] == [len(rows) for rows in expected]
    never = {*range(axis.inputs)}.difference(*expected)
    tail = {*range(axis.inputs + axis.padding - axis.tail, axis.inputs)}
    assert tail | {row for row in axis.holes if 0 <= row < axis.inputs} == never


def test_mean_in_ceil_mode_counts_the_values_inside() -> None:
    module, sides = MODULES["ceiling of 15 and 10"]
    rows, columns = axes(step_of("ceiling of 15 and 10"))
    image = torch.ones(1, 1, *sides, requires_grad=True)
    outputs = module(image)[0, 0]
    for row, column in product((0, 3, 7), (0, 4)):
        (gradient,) = torch.autograd.grad(outputs[row, column], image, retain_graph=True)
        assert float(gradient.max()) == 1 / (rows.inside(row) * columns.inside(column))


@each_module
def test_magnifier_contains_the_window_and_the_padded_input_the_magnifier(name: str) -> None:
    for axis in axes(step_of(name)):
        magnifier = Magnifier(axis)
        for cell in range(axis.outputs):
            visible = range(magnifier.start(cell), magnifier.start(cell) + magnifier.cells)
            assert {*axis.covers(cell)} <= {*visible} <= {*range(-axis.padding, axis.padded - axis.padding)}
            assert 0 <= axis.position(cell) <= 1


@pytest.mark.parametrize(
    ("name", "cell", "sentence"),
    [
        ("dilation 2", (0, 5), "rows −2, 0, 2 and columns 3, 5, 7; 3 of its 9 values are padding."),
        ("ceiling of 15 and 10", (7, 4), "rows 14 to 15 and columns 8 to 9; 2 of its 4 values are past the edge."),
        ("ceiling of 15 and 10", (0, 0), "rows 0 to 1 and columns 0 to 1; none of its 4 values is past the edge."),
        (
            "ceiling with padding",
            (7, 4),
            "rows 13 to 15 and columns 7 to 9; 7 of its 9 values are padding or past the edge.",
        ),
        ("fixed pooling", (1, 3), "rows 1 to 7 and columns 3 to 9."),
    ],
)
def test_sentence_states_what_is_read(name: str, cell: Pair, sentence: str) -> None:
    assert (
        reading_sentence(axes(step_of(name)), cell) == f"Output row {cell[0]}, column {cell[1]} reads input {sentence}"
    )


DERIVATIONS = {
    "dilation 2": ("dilation", "reads 3·3 values, 2 apart, of 5×5"),
    "dilation of columns": ("dilation", "reads 3·5 values, 1 and 3 apart, of 3×13"),
    "ceiling of 15 and 10": ("ceiling", "the last window reaches past the edge by a row, not counted"),
}


@pytest.mark.parametrize("name", DERIVATIONS)
def test_derivation_states_holes_and_edges(name: str) -> None:
    assert DERIVATIONS[name] in derivation(step_of(name))
