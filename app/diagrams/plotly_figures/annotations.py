"""The words of a scene in space: each stays with the volume, the group or the line that it is about."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from app.diagrams.plotly_figures.geometry3d import Point, Solid, Stage
from app.diagrams.plotly_figures.lines3d import Line, links
from app.diagrams.scene.marks import TEXT_SIZE, Bracket, Label, TextStyle

Side = Literal["foot", "over", "under", "on"]

LINE = 1.3  # from one line of text to the next, as a multiple of its size
FREE: dict[Side, float] = {"foot": 10, "over": 4, "under": 6, "on": 0}
LOWER = 17.0  # by how much a group's name is further down where its volumes have words of their own
NEAR = 70.0  # how far a line may be from the words about it: arches are higher in space than in the flat picture
RANK: dict[TextStyle, int] = {"name": 0, "shape": 1, "step": 2, "note": 3}


@dataclass(frozen=True, slots=True)
class Sign:
    """A line of text `off` pixels away from a point: at the foot of a volume, over or under a line, or right on it."""

    at: Point
    text: str
    style: TextStyle
    side: Side
    off: float = 0.0


def signs(stage: Stage) -> list[Sign]:
    """The scene's words, but for the legend and the arithmetic; what matters most comes first."""
    labels = _joined([label for label in stage.scene.labels if label.anchor == "middle"])
    groups = [(bracket, label) for label in labels if (bracket := _bracket(stage, label))]
    named = [_foot(span(stage, bracket), label) for bracket, label in groups]
    others = _upwards([label for label in labels if label not in [own for _, own in groups]])
    lines = [line for _, line in links(stage)] if others else []
    lone = [_lone(stage, label, lines) for label in others]
    lower = LOWER if any(sign.side == "foot" for sign in lone) else 0.0
    every = sorted([*_stacked(named, lower), *_stacked(lone, 0.0)], key=lambda sign: RANK[sign.style])
    folds = [Sign((stage.x(fold.x), 0.0, 0.0), f"×{fold.count}", "name", "on") for fold in stage.scene.folds]
    return [*folds, *every]


def span(stage: Stage, bracket: Bracket) -> Solid:
    """The room that all volumes of a group take together."""
    near = [box for box in stage.scene.boxes if bracket.left - 1 <= box.x <= bracket.right]
    solids = [stage.solid(box) for box in near]
    return Solid(*(_hull([getattr(solid, axis) for solid in solids]) for axis in "xyz"))


def _hull(spans: list[tuple[float, float]]) -> tuple[float, float]:
    return min(low for low, _ in spans), max(high for _, high in spans)


def _joined(labels: list[Label]) -> list[Label]:
    """A shape that takes two lines in the flat picture takes one in space."""
    whole: list[Label] = []
    for label in labels:
        if whole and label.style == "shape" and label.text.startswith("×") and whole[-1].x == label.x:
            whole[-1] = replace(whole[-1], text=whole[-1].text + label.text)
        else:
            whole.append(label)
    return whole


def _bracket(stage: Stage, label: Label) -> Bracket | None:
    near = [b for b in stage.scene.brackets if abs((b.left + b.right) / 2 - label.x) < 0.2 and label.y > b.y]
    return near[0] if near else None


def _upwards(labels: list[Label]) -> list[Label]:
    """Words over a line from its lowest row up; those below a volume stay as they are, from its foot down."""
    return sorted(labels, key=lambda label: -label.y if label.style == "step" else label.y)


def _lone(stage: Stage, label: Label, lines: list[Line]) -> Sign:
    above = [box for box in stage.scene.boxes if abs(box.x + box.cuboid.thickness / 2 - label.x) < 0.2]
    above = [box for box in above if box.extent[3] < label.y]
    if above:
        return _foot(stage.solid(max(above, key=lambda box: box.extent[3])), label)
    x, z = stage.x(label.x), stage.axis - label.y
    heights = [height for line in lines if (height := _height(line, x)) is not None and abs(height - z) < NEAR]
    if heights:
        return Sign((x, 0.0, min(heights, key=lambda height: abs(height - z))), label.text, label.style, "over")
    return Sign((x, 0.0, z), label.text, label.style, "under")


def _height(line: Line, x: float) -> float | None:
    """How high a line is at x, if it passes there."""
    for (x1, _, z1), (x2, _, z2) in pairwise(line):
        if x1 <= x <= x2 and x1 < x2:
            return z1 + (z2 - z1) * (x - x1) / (x2 - x1)
    return None


def _foot(solid: Solid, label: Label) -> Sign:
    return Sign((solid.middle[0], solid.y[0], solid.z[0]), label.text, label.style, "foot")


def _stacked(given: list[Sign], further: float) -> list[Sign]:
    """Signs at one point in rows, each further off than the one before."""
    taken: dict[Point, float] = {}
    placed = []
    for sign in given:
        placed.append(replace(sign, off=taken.setdefault(sign.at, FREE[sign.side] + further)))
        taken[sign.at] += TEXT_SIZE[sign.style] * LINE
    return placed
