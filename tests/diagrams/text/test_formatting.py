"""Numbers and shapes as text."""

import pytest

from app.diagrams.text.formatting import change_text, flops_text, ratio_text, sides_text, size_change


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ((64, 56, 56), (128, 28, 28), "halves 56×56 to 28×28"),
        ((64, 25, 33), (128, 13, 17), "halves 25×33 to 13×17, rounding up"),
        ((64, 49, 66), (64, 25, 33), "halves 49×66 to 25×33, rounding up"),
        ((3, 32, 32), (16, 32, 32), "leaves 32×32 as it is"),
        ((64, 1, 1), (128, 1, 1), "leaves 1×1 as it is"),
        ((64, 1, 8), (128, 1, 4), "takes 1×8 to 1×4"),
    ],
)
def test_size_change_describes_stride(before: tuple[int, ...], after: tuple[int, ...], text: str) -> None:
    assert size_change(before, after) == text


def test_ratios_flops_and_sides_are_formatted() -> None:
    assert [ratio_text(value) for value in (5.36, 1.02, 15.01)] == ["5.4 times", "1.02 times", "15 times"]
    assert [flops_text(value) for value in (19_632_062_464, 3_663_761_408, 40_551_040)] == [
        "19.6 × 10⁹",
        "3.66 × 10⁹",
        "40.6 × 10⁶",
    ]
    assert [sides_text(shape) for shape in ((64, 25, 33), (1000,))] == ["25×33", "1×1"]


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (21_621_160 / 143_667_240, "−85 %"),
        (21_797_672 / 21_621_160, "+0.82 %"),
        (1.0, "the same"),
        (1.000001, "+<0.01 %"),
        (1.5, "+50 %"),
        (1.9951, "2×"),
        (2.44, "2.4×"),
        (13.4, "13×"),
        (1234.5, "1,234×"),
        (0.0151, "0.015×"),
        (0.00001, "<0.001×"),
    ],
)
def test_ratio_is_written_as_change_or_as_factor(ratio: float, text: str) -> None:
    assert change_text(ratio) == text
