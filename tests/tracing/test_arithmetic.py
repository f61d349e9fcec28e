"""Formulas from numbers to numbers: a row of independent figures for each, and more where a mistake is likely."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.nn import functional as F

from app.tracing import arithmetic
from app.tracing.arithmetic import (
    Window,
    adaptive_text,
    adaptive_window,
    flatten_text,
    linear_text,
    output_side,
    output_sides,
    pad_text,
    size_in_bytes,
    window_text,
)
from app.tracing.recorder.calls import InnerCall
from app.tracing.recorder.windows import macs_of

STEM = Window((7, 7), (2, 2), (3, 3))
POOL = Window((3, 3), (2, 2), (1, 1))
HALVING = Window((2, 2), (2, 2))
HALVING_UP = Window((2, 2), (2, 2), ceil_mode=True)
DILATED = Window((3, 3), (1, 1), (4, 4), dilation=(4, 4))


def product(name: str, weight: tuple[int, ...], output: tuple[int, ...]) -> InnerCall:
    """A call of a convolution or linear layer. For one image, its output alone counts beside the weight."""
    return InnerCall(name, (None, torch.empty(weight, device="meta")), {}, (), output)


ROWS: list[tuple[Callable[..., Any], tuple[Any, ...], Any]] = [
    (output_side, (224, 7, 2, 3), 112),
    (output_side, (225, 7, 2, 3), 113),
    (output_side, (226, 7, 2, 3), 113),
    (output_side, (112, 3, 2, 1), 56),
    (output_side, (33, 3, 2, 1), 17),
    (output_side, (33, 1, 2, 0), 17),
    (output_side, (33, 2, 2, 0), 16),
    (output_side, (1, 2, 2, 0), 0),
    (output_side, (15, 2, 2, 0, True), 8),
    (output_sides, (HALVING_UP, (15, 28)), (8, 14)),
    (output_sides, (DILATED, (28, 17)), (28, 17)),
    (size_in_bytes, ((64, 112, 112),), 3_211_264),
    (size_in_bytes, ((1000,),), 4000),
    (adaptive_window, ((7, 7), (1, 1)), Window((7, 7), (7, 7))),
    (adaptive_window, ((5, 7), (1, 1)), Window((5, 7), (5, 7))),
    (adaptive_window, ((7, 14), (7, 7)), Window((1, 2), (1, 2))),
    (adaptive_window, ((8, 16), (7, 7)), Window((2, 4), (1, 2))),
    (adaptive_window, ((10, 1), (7, 7)), Window((3, 1), (1, 0))),
    (window_text, (STEM, (3, 224, 224)), "⌊(224 + 2·3 − 7) / 2⌋ + 1 = 112"),
    (window_text, (STEM, (3, 225, 225)), "⌊(225 + 2·3 − 7) / 2⌋ + 1 = 113"),
    (window_text, (POOL, (64, 33, 33)), "⌊(33 + 2·1 − 3) / 2⌋ + 1 = 17"),
    (window_text, (HALVING, (64, 33, 33)), "⌊(33 + 2·0 − 2) / 2⌋ + 1 = 16"),
    (window_text, (HALVING_UP, (64, 15, 15)), "⌈(15 + 2·0 − 2) / 2⌉ + 1 = 8"),
    (
        window_text,
        (Window((2, 2), (2, 2), (1, 1), ceil_mode=True), (64, 3, 3)),
        "⌈(3 + 2·1 − 2) / 2⌉ + 1 − 1 that would begin beyond the input = 2",
    ),
    (window_text, (DILATED, (512, 28, 28)), "⌊(28 + 2·4 − (4·2 + 1)) / 1⌋ + 1 = 28"),
    (
        window_text,
        (STEM, (3, 160, 225)),
        "height ⌊(160 + 2·3 − 7) / 2⌋ + 1 = 80, width ⌊(225 + 2·3 − 7) / 2⌋ + 1 = 113",
    ),
    (adaptive_text, ((512, 7, 7), (512, 1, 1)), "mean of 7·7 = 49 values per channel"),
    (adaptive_text, ((512, 128, 96), (512, 1, 1)), "mean of 128·96 = 12,288 values per channel"),
    (adaptive_text, ((512, 8, 16), (512, 7, 7)), "8×16 cut into 7×7 windows, the mean of each"),
    (
        pad_text,
        (Window((1, 1), (2, 2)), (16, 33, 33), (32, 17, 17)),
        "⌊(33 + 2·0 − 1) / 2⌋ + 1 = 17; 16 + 16 zero channels = 32",
    ),
    (linear_text, (512, 1000), "1,000 sums of 512 products"),
    (flatten_text, ((512, 7, 7),), "512·7·7 = 25,088"),
    (
        arithmetic.UNCHANGED["norm"],
        ((1024, 7, 7),),
        "(x − mean) / deviation · weight + bias, for each of 1,024 channels",
    ),
    (arithmetic.UNCHANGED["relu"], ((64, 7, 7),), "max(0, x) of every value"),
    (arithmetic.UNCHANGED["dropout"], ((4096,),), "nothing is dropped outside training"),
    (arithmetic.UNCHANGED["add"], ((64, 7, 7),), "value by value: residual + shortcut"),
]


@pytest.mark.parametrize(("formula", "numbers", "result"), ROWS)
def test_formula_matches_independent_figures(
    formula: Callable[..., Any], numbers: tuple[Any, ...], result: Any
) -> None:
    assert formula(*numbers) == result


def test_every_formula_has_a_row() -> None:
    functions = [
        f for _, f in inspect.getmembers(arithmetic, inspect.isfunction) if f.__module__ == arithmetic.__name__
    ]
    formulas = {function for function in functions if not function.__name__.startswith("_")}

    assert formulas | {*arithmetic.UNCHANGED.values()} == {formula for formula, _, _ in ROWS}


@pytest.mark.parametrize("outputs", [1, 2, 3, 7])
@pytest.mark.parametrize("inputs", [1, 5, 7, 8, 14, 16, 33])
def test_adaptive_window_is_the_largest_that_pytorch_averages(inputs: int, outputs: int) -> None:
    shares = F.adaptive_avg_pool1d(torch.eye(inputs)[None], outputs)[0]  # each input's share in each output
    largest = int((shares > 0).sum(dim=0).max())

    assert adaptive_window((inputs, inputs), (outputs, outputs)).kernel == (largest, largest)


@pytest.mark.parametrize("side", range(1, 40))
@pytest.mark.parametrize("window", [STEM, POOL, Window((3, 3), (1, 1), (1, 1)), Window((1, 1), (2, 2))])
def test_output_side_equals_pytorchs(window: Window, side: int) -> None:
    (kernel, _), (stride, _), (padding, _) = window.kernel, window.stride, window.padding
    real = F.conv1d(torch.zeros(1, 1, side), torch.zeros(1, 1, kernel), stride=stride, padding=padding)

    assert output_side(side, kernel, stride, padding) == real.shape[2]


@pytest.mark.parametrize("side", range(2, 30))
@pytest.mark.parametrize(("kernel", "stride", "padding"), [(2, 2, 0), (3, 2, 1), (2, 2, 1), (3, 3, 1), (2, 1, 0)])
def test_output_side_in_ceil_mode_equals_pytorchs(side: int, kernel: int, stride: int, padding: int) -> None:
    real = F.max_pool1d(torch.zeros(1, 1, side), kernel, stride, padding, ceil_mode=True)

    assert output_side(side, kernel, stride, padding, ceil_mode=True) == real.shape[2]


@pytest.mark.parametrize(
    ("call", "macs"),
    [
        (product("conv2d", (64, 3, 7, 7), (1, 64, 112, 112)), 118_013_952),
        (product("conv2d", (64, 3, 7, 7), (1, 64, 80, 112)), 84_295_680),
        (product("conv2d", (128, 4, 3, 3), (1, 128, 56, 56)), 14_450_688),
        (product("linear", (1000, 512), (1, 1000)), 512_000),
    ],
)
def test_macs_are_outputs_times_the_weights_of_one(call: InnerCall, macs: int) -> None:
    assert macs_of(call) == macs
