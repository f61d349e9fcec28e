"""The window in the oblique picture: within the padded input, in proportion to its position."""

import pytest

from app.diagrams.scene.marks import WindowPart
from app.diagrams.scene.projection import RECEDE_X, RECEDE_Y, ScaleKind
from tests.support.window_samples import each_operation, ends_and_middle, operation, page


def edges(part: WindowPart) -> tuple[float, float, float, float]:
    """Top, bottom, front and back edge of a part, as lengths down and back."""
    back = part.x / RECEDE_X
    near = part.y + back * RECEDE_Y
    return near, near + part.cuboid.height, back, back + part.cuboid.dx / RECEDE_X


@each_operation
@pytest.mark.parametrize("scale", ["readable", "true"])
def test_kernel_stays_within_padding_ring(name: str, scale: ScaleKind) -> None:
    traced_step, _ = operation(name)
    for cell in ends_and_middle(traced_step):
        plan = page(name, cell, scale).window_plan
        assert plan
        ring, kernel = edges(plan.window.ring()), edges(plan.window.kernel())
        for side in (0, 1):
            start, end = ring[2 * side : 2 * side + 2]
            reads, padded = plan.axes[side].reads(cell[side]), plan.axes[side].padded
            before, after = kernel[2 * side] - start, end - kernel[2 * side + 1]
            rows_before = reads.start + plan.axes[side].padding
            rows_after = padded - rows_before - len(reads)
            assert before >= -1e-9
            assert after >= -1e-9
            assert before * rows_after == pytest.approx(after * rows_before, abs=1e-6)


def test_unread_rows_are_visible_at_true_scale() -> None:
    plan = page("7×7/2 at 224", (111, 111), "true").window_plan
    assert plan
    ring, kernel = edges(plan.window.ring()), edges(plan.window.kernel())
    assert ring[1] - kernel[1] == pytest.approx(1 * plan.window.scale.side)
    assert ring[3] - kernel[3] == pytest.approx(1 * plan.window.scale.side)


def test_only_window_parts_depend_on_cell() -> None:
    first, last = (page("7×7/2 at 224", cell).scene for cell in ((0, 0), (111, 111)))
    assert (first.width, first.height, first.labels, first.boxes) == (last.width, last.height, last.labels, last.boxes)
    assert first.window_parts != last.window_parts
