"""The window in the oblique picture: within the padded input, in proportion to its position."""

from typing import Literal

import pytest
from torch import nn

from app.diagrams.scene.marks import WindowPart
from app.diagrams.scene.projection import RECEDE_X, RECEDE_Y, ScaleKind
from app.diagrams.sliding_window.window import THINNEST, SlidingWindow
from app.diagrams.views.context import ViewContext
from app.diagrams.views.place import find_place, place_scene
from app.tracing.own import trace_own
from tests.support import overlap
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


@each_operation
@pytest.mark.parametrize("scale", ["readable", "true"])
def test_rays_are_clear_of_texts_and_the_label_is_above_them(name: str, scale: ScaleKind) -> None:
    traced_step, _ = operation(name)
    for cell in ends_and_middle(traced_step):
        scene = page(name, cell, scale).scene
        rays = [[*overlap.trail(link.d)] for link in scene.links if link.kind == "ray"]
        assert len(rays) == 4
        lines = [overlap.Area("ray", tuple(ends)) for ends in rays]
        assert [text.name for text in overlap.texts(scene) for ray in lines if text.collides(ray, -0.001)] == []
        label = next(label for label in scene.labels if label.style == "step")
        assert label.y < max(y for ends in rays for _, y in ends)


def test_only_window_parts_depend_on_cell() -> None:
    first, last = (page("7×7/2 at 224", cell).scene for cell in ((0, 0), (111, 111)))
    assert (first.width, first.height, first.labels, first.boxes) == (last.width, last.height, last.labels, last.boxes)
    assert first.window_parts != last.window_parts


@pytest.mark.parametrize("scale", ["readable", "true"])
@pytest.mark.parametrize("inputs", [2, 8, 64, 1024])
@pytest.mark.parametrize("groups", [1, 2, 8, "depthwise"])
def test_window_is_as_thick_as_the_channels_of_a_group(
    scale: ScaleKind, inputs: int, groups: int | Literal["depthwise"]
) -> None:
    """Also in a depthwise convolution that makes two channels of each."""
    count = inputs if groups == "depthwise" else min(groups, inputs)
    network = nn.Sequential(nn.Conv2d(inputs, 2 * inputs, 3, padding=1, groups=count)).eval()
    trace = trace_own(network, (inputs, 28, 28), name="own", title="own")
    step = trace.steps[0]
    scene = place_scene(ViewContext(trace, scale), find_place(trace, step.path))
    given, made = scene.boxes
    window = SlidingWindow(step, scene.scale or pytest.fail("no scale"), given, made)
    for part, box in ((window.kernel(), given), (window.output_cell(), made)):
        channels, group = box.volume.shape[0], box.volume.shape[0] // count
        assert part.cuboid.thickness == pytest.approx(
            min(box.cuboid.thickness, max(THINNEST, box.cuboid.thickness * group / channels))
        )
        assert part.cuboid.thickness == box.cuboid.thickness or count > 1
    assert scene.window_parts[-2:] == (window.kernel(), window.output_cell())
