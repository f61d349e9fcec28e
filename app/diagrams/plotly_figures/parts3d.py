"""What the page's script needs of a 3-D scene: the volumes that can be pointed at, and the stops of the tour."""

from typing import Any

from ..scene.marks import Bracket, Volume
from .annotations import group_solid
from .geometry3d import Scene3D, Solid
from .lines3d import joint

Part = dict[str, Any]
"""A part of the scene: `spans` are its ends on the axes x, y and z."""


def pointed_volumes(space: Scene3D) -> list[Part]:
    """Return path, place and spans of every volume and of every junction that stands for one."""
    junctions = [(each.volume, joint(space, each)) for each in space.scene.junctions if each.volume]
    return [
        {"path": volume.path, "place": volume.link_path, **_spans(solid)}
        for volume, solid in [*space.volumes(), *junctions]
    ]


def tour_stops(space: Scene3D) -> list[Part]:
    """Return a text and the spans of every group along the flow; of every volume where there are no groups."""
    groups = [(_group_text(space, bracket), group_solid(space, bracket)) for bracket in space.scene.brackets]
    volumes = [(volume.description, solid) for volume, solid in sorted(space.volumes(), key=lambda pair: pair[1].x)]
    return [{"words": words, **_spans(solid)} for words, solid in groups or volumes]


def _group_text(space: Scene3D, bracket: Bracket) -> str:
    """`layer1 · 56×56×64 · 3 blocks`: the labels under the bracket; the last volume of a group that has none."""
    middle = (bracket.left + bracket.right) / 2
    under = [label for label in space.scene.labels if label.y > bracket.y and abs(label.x - middle) < 0.2]
    texts = [label.text for label in sorted(under, key=lambda label: label.y)]
    return " · ".join(texts).replace(" · ×", "×") or _last_volume(space, bracket).at


def _last_volume(space: Scene3D, bracket: Bracket) -> Volume:
    return [box.volume for box in space.scene.boxes if bracket.left - 1 <= box.x <= bracket.right][-1]


def _spans(solid: Solid) -> Part:
    return {"spans": [[round(end, 2) for end in span] for span in (solid.x, solid.y, solid.z)]}
