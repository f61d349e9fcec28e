"""A walking kernel in the oblique picture: within the padded input, and as far from its edges as it is in truth."""

import pytest

from app.diagrams.scene.marks import WindowPart
from app.diagrams.scene.projection import RECEDE_X, RECEDE_Y, ScaleKind
from tests.support.window_samples import each_operation, ends_and_middle, operation, page


def edges(part: WindowPart) -> tuple[float, float, float, float]:
    """Near top, near bottom, nearest and farthest of a part, as lengths down and back."""
    back = part.x / RECEDE_X
    near = part.y + back * RECEDE_Y
    return near, near + part.cuboid.height, back, back + part.cuboid.dx / RECEDE_X


@each_operation
@pytest.mark.parametrize("scale", ["readable", "true"])
def test_in_the_oblique_picture_the_window_keeps_within_the_padded_input(name: str, scale: ScaleKind) -> None:
    traced_step, _ = operation(name)
    for cell in ends_and_middle(traced_step):
        walk = page(name, cell, scale).window_plan
        assert walk
        ring, kernel = edges(walk.window.ring()), edges(walk.window.kernel())
        for side in (0, 1):
            start, end = ring[2 * side : 2 * side + 2]
            reads, padded = walk.axes[side].reads(cell[side]), walk.axes[side].padded
            before, after = kernel[2 * side] - start, end - kernel[2 * side + 1]
            rows_before = reads.start + walk.axes[side].padding
            rows_after = padded - rows_before - len(reads)
            assert before >= -1e-9
            assert after >= -1e-9
            assert before * rows_after == pytest.approx(after * rows_before, abs=1e-6)


def test_at_true_scale_what_the_floor_leaves_is_as_wide_as_it_is() -> None:
    walk = page("7×7/2 at 224", (111, 111), "true").window_plan
    assert walk
    ring, kernel = edges(walk.window.ring()), edges(walk.window.kernel())
    assert ring[1] - kernel[1] == pytest.approx(1 * walk.window.scale.side)
    assert ring[3] - kernel[3] == pytest.approx(1 * walk.window.scale.side)


def test_nothing_of_the_picture_but_the_window_moves() -> None:
    first, last = (page("7×7/2 at 224", cell).scene for cell in ((0, 0), (111, 111)))
    assert (first.width, first.height, first.labels, first.boxes) == (last.width, last.height, last.labels, last.boxes)
    assert first.window_parts != last.window_parts
