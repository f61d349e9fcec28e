"""Labels of the 3-D view: below the line of their group, however large the other volumes of the group are."""

import pytest

from app.diagrams.plotly_figures.annotations import annotations, group_solid
from app.diagrams.plotly_figures.geometry3d import scene_3d
from app.diagrams.views.context import ViewContext
from app.diagrams.views.place import find_place, place_scene
from tests.support.traces import trace_network


@pytest.mark.parametrize("at", ["layer2", "layer3", "layer4"])
def test_label_of_a_small_volume_is_below_the_line_of_its_block(at: str) -> None:
    trace = trace_network("resnet50")
    space = scene_3d(place_scene(ViewContext(trace), find_place(trace, at)))
    first = group_solid(space, space.scene.brackets[0])
    feet = [each for each in annotations(space) if each.side == "foot" and first.x[0] <= each.point[0] <= first.x[1]]

    assert {"block 1"} < {each.text for each in feet}
    assert {(each.point[1], each.point[2]) for each in feet} == {(first.y[0], first.z[0])}
    heights = [solid.z[0] for volume, solid in space.volumes() if volume.at.startswith(f"{at}.0")]
    assert first.z[0] == min(heights)
    assert max(heights) > min(heights)  # of the volumes that the block's first convolution strides
