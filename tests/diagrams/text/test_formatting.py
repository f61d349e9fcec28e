"""Parts of sentences that depend on numbers."""

import pytest

from app.diagrams.text.formatting import flops_text, ratio_text, sides_text, size_change


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ((64, 56, 56), (128, 28, 28), "halves 56×56 to 28×28"),
        ((64, 25, 33), (128, 13, 17), "halves 25×33 to 13×17, rounding up"),
        ((64, 49, 66), (64, 25, 33), "halves 49×66 to 25×33, rounding up"),
        ((3, 32, 32), (16, 32, 32), "leaves 32×32 as it is"),
        ((64, 1, 1), (128, 1, 1), "leaves 1×1 as it is"),
        ((64, 1, 8), (128, 1, 4), "takes 1×8 to 1×4"),
    ],
)
def test_a_stride_is_told_by_what_it_does(before: tuple[int, ...], after: tuple[int, ...], words: str) -> None:
    assert size_change(before, after) == words


def test_numbers_are_written_to_the_digits_that_matter() -> None:
    assert [ratio_text(value) for value in (5.36, 1.02, 15.01)] == ["5.4 times", "1.02 times", "15 times"]
    assert [flops_text(value) for value in (19_632_062_464, 3_663_761_408, 40_551_040)] == [
        "19.6 × 10⁹",
        "3.66 × 10⁹",
        "40.6 × 10⁶",
    ]
    assert [sides_text(shape) for shape in ((64, 25, 33), (1000,))] == ["25×33", "1×1"]
