"""A scene's labels in the 3-D view, each attached to its volume, group or line."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from ..scene.marks import TEXT_SIZE, Box, Bracket, Label, TextStyle
from .geometry3d import Point, Scene3D, Solid
from .lines3d import Polyline, links

Side = Literal["foot", "over", "under", "on"]

LINE_HEIGHT = 1.3  # as a multiple of the text size
CLEARANCE: dict[Side, float] = {"foot": 10, "over": 4, "under": 6, "on": 0}
GROUP_OFFSET = 17.0  # of a group's name, where its volumes have labels of their own
NEAR = 70.0  # largest distance of a label from its line: arches are higher in 3-D than in the flat picture
RANK: dict[TextStyle, int] = {"name": 0, "shape": 1, "step": 2, "note": 3}


@dataclass(frozen=True, slots=True)
class Annotation:
    """A text `offset` pixels from a point: at the foot of a volume, over or under a line, or on the point."""

    point: Point
    text: str
    style: TextStyle
    side: Side
    offset: float = 0.0


def annotations(space: Scene3D) -> list[Annotation]:
    """Return the scene's labels without legend and arithmetic, the most important first."""
    labels = _joined([label for label in space.scene.labels if label.anchor == "middle"])
    groups = [(bracket, label) for label in labels if (bracket := _bracket(space, label))]
    named = [_foot(group_solid(space, bracket), label) for bracket, label in groups]
    others = _upwards([label for label in labels if label not in [own for _, own in groups]])
    lines = [line for _, line in links(space)] if others else []
    singles = [_single(space, label, lines) for label in others]
    lower = GROUP_OFFSET if any(annotation.side == "foot" for annotation in singles) else 0.0
    labelled = sorted([*_stack(named, lower), *_stack(singles, 0.0)], key=lambda annotation: RANK[annotation.style])
    folds = [Annotation((space.x(fold.x), 0.0, 0.0), f"×{fold.count}", "name", "on") for fold in space.scene.folds]
    return [*folds, *labelled]


def group_solid(space: Scene3D, bracket: Bracket) -> Solid:
    """Return the bounding cuboid of a group's volumes."""
    near = [box for box in space.scene.boxes if bracket.left - 1 <= box.x <= bracket.right]
    solids = [space.solid(box) for box in near]
    return Solid(*(_hull([getattr(solid, axis) for solid in solids]) for axis in "xyz"))


def _hull(spans: list[tuple[float, float]]) -> tuple[float, float]:
    return min(low for low, _ in spans), max(high for _, high in spans)


def _joined(labels: list[Label]) -> list[Label]:
    """Join a shape that takes two lines in the flat picture."""
    whole: list[Label] = []
    for label in labels:
        if whole and label.style == "shape" and label.text.startswith("×") and whole[-1].x == label.x:
            whole[-1] = replace(whole[-1], text=whole[-1].text + label.text)
        else:
            whole.append(label)
    return whole


def _bracket(space: Scene3D, label: Label) -> Bracket | None:
    near = [b for b in space.scene.brackets if abs((b.left + b.right) / 2 - label.x) < 0.2 and label.y > b.y]
    return near[0] if near else None


def _upwards(labels: list[Label]) -> list[Label]:
    """Sort labels over a line from the lowest up, and labels below a volume from the highest down."""
    return sorted(labels, key=lambda label: -label.y if label.style == "step" else label.y)


def _single(space: Scene3D, label: Label, lines: list[Polyline]) -> Annotation:
    above = [box for box in space.scene.boxes if abs(box.x + box.cuboid.thickness / 2 - label.x) < 0.2]
    above = [box for box in above if box.extent[3] < label.y]
    if above:
        box = max(above, key=lambda box: box.extent[3])
        return _foot(_above_line(space, box), label)
    x, z = space.x(label.x), space.axis - label.y
    heights = [height for line in lines if (height := _height(line, x)) is not None and abs(height - z) < NEAR]
    if heights:
        nearest = min(heights, key=lambda height: max(z - height, 2 * (height - z)))  # rather one below the label
        return Annotation((x, 0.0, nearest), label.text, label.style, "over")
    return Annotation((x, 0.0, z), label.text, label.style, "under")


def _above_line(space: Scene3D, box: Box) -> Solid:
    """A volume down to the line of its group, which is that of the largest volume: its label is below both."""
    own = space.solid(box)
    brackets = [each for each in space.scene.brackets if each.left - 1 <= box.x <= each.right]
    return replace(own, y=group_solid(space, brackets[0]).y, z=group_solid(space, brackets[0]).z) if brackets else own


def _height(line: Polyline, x: float) -> float | None:
    """Return the height of a line at x, if it passes there."""
    for (x1, _, z1), (x2, _, z2) in pairwise(line):
        if x1 <= x <= x2 and x1 < x2:
            return z1 + (z2 - z1) * (x - x1) / (x2 - x1)
    return None


def _foot(solid: Solid, label: Label) -> Annotation:
    return Annotation((solid.middle[0], solid.y[0], solid.z[0]), label.text, label.style, "foot")


def _stack(items: list[Annotation], extra: float) -> list[Annotation]:
    """Stack the annotations of one point, each at a larger offset than the one before."""
    taken: dict[Point, float] = {}
    placed = []
    for annotation in items:
        placed.append(
            replace(annotation, offset=taken.setdefault(annotation.point, CLEARANCE[annotation.side] + extra))
        )
        taken[annotation.point] += TEXT_SIZE[annotation.style] * LINE_HEIGHT
    return placed
