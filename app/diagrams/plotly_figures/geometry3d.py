"""A scene stood up in three dimensions: where its volumes, lines and words are in space, before anyone draws them.

x runs along the flow, y away from the viewer (W), z up (H). Volumes are centred on the axis of the flow, y = z = 0;
what the scene lifts above the flow (a shortcut's own volume) is lifted by as much. The unit is that of the scene.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.diagrams.scene.marks import Box, Volume, WindowPart
from app.diagrams.scene.projection import RECEDE_X, RECEDE_Y, Cuboid
from app.diagrams.scene.scene import Scene

AIR = 3.5  # between volumes of a deck, whose fronts overlap in the flat picture and may not here
CLOSE = 14.0  # beyond what W takes, seen at the angle of the flat picture
LONGER = 1.1  # how much longer than in the flat picture the flow may be, before volumes are drawn less thick
THINNEST = 0.12  # of the thickness in the flat picture

Point = tuple[float, float, float]
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Solid:
    """A cuboid in space: from and to, on each axis."""

    x: Span
    y: Span
    z: Span

    @property
    def corners(self) -> list[Point]:
        """Eight, x changing slowest and z fastest."""
        return [(x, y, z) for x in self.x for y in self.y for z in self.z]

    @property
    def middle(self) -> Point:
        """Its centre."""
        return (sum(self.x) / 2, sum(self.y) / 2, sum(self.z) / 2)

    @property
    def crown(self) -> Point:
        """The middle of its top."""
        return (sum(self.x) / 2, sum(self.y) / 2, self.z[1])

    def grown(self, by: float) -> "Solid":
        """Larger by so much on every side."""
        x, y, z = ((low - by, high + by) for low, high in (self.x, self.y, self.z))
        return Solid(x, y, z)


@dataclass(frozen=True, slots=True)
class Stage:
    """The scene's boxes, junctions and parts in space, in the scene's order.

    `stretch` are pairs of x in the scene and x in space, rising; between them everything is in proportion.
    `thinned` is the share of its thickness in the scene that every volume has here.
    """

    scene: Scene
    axis: float
    thinned: float
    stretch: tuple[tuple[float, float], ...]

    def x(self, flat: float) -> float:
        """Where something of the flat picture is along the flow."""
        pairs = self.stretch
        after = bisect_right(pairs, flat, key=lambda pair: pair[0])
        if after in (0, len(pairs)):
            end = pairs[min(after, len(pairs) - 1)]
            return flat - end[0] + end[1]
        (a, b), (c, d) = pairs[after - 1], pairs[after]
        return b + (d - b) * (flat - a) / (c - a)

    def solid(self, box: Box) -> Solid:
        """A volume in its place."""
        thick, lift = self.thinned * box.cuboid.thickness, self.axis - _height(box)
        left = self.x(box.x) if abs(lift) < 1 else self.x(box.x + box.cuboid.thickness / 2) - thick / 2
        deep, high = box.cuboid.dx / RECEDE_X / 2, box.cuboid.height / 2
        return Solid((left, left + thick), (-deep, deep), (lift - high, lift + high))

    def part(self, part: WindowPart) -> Solid:
        """A kernel, ring or cell, on the volume that it belongs to: the one that it is nearest to."""
        owner = min(self.scene.boxes, key=lambda box: abs(_centre(box.x, box.cuboid) - _centre(part.x, part.cuboid)))
        solid = self.solid(owner)
        back = (part.x - owner.x) / RECEDE_X
        top = solid.z[1] - (part.y - owner.y + back * RECEDE_Y)
        front = solid.y[0] + back
        return Solid(solid.x, (front, front + part.cuboid.dx / RECEDE_X), (top - part.cuboid.height, top))

    def volumes(self) -> list[tuple[Volume, Solid]]:
        """Every volume with its place."""
        return [(box.volume, self.solid(box)) for box in self.scene.boxes]


def stage(scene: Scene) -> Stage:
    """The scene in space. Volumes that overlap in a deck are set apart; if that makes the flow much longer, all
    volumes are drawn less thick by the same share, so that equal ones stay equal and larger ones larger."""
    axis = max(_height(box) for box in scene.boxes)
    row = sorted((box for box in scene.boxes if axis - _height(box) < 1), key=lambda box: box.x)
    gaps = [_gap(before, after, scene) for before, after in pairwise(row)]
    thick = sum(box.cuboid.thickness for box in row)
    room = (row[-1].x + row[-1].cuboid.thickness - row[0].x) * LONGER - sum(gaps)
    thinned = max(THINNEST, min(1.0, room / thick))
    return Stage(scene, axis, thinned, tuple(_stretch(row, gaps, thinned)))


def _stretch(row: Sequence[Box], gaps: Sequence[float], thinned: float) -> list[tuple[float, float]]:
    pairs, x = [], row[0].x
    for box, gap, following in zip(row, [*gaps, 0.0], [*row[1:], None], strict=True):
        right = box.x + box.cuboid.thickness
        pairs.append((box.x, x))
        x += thinned * box.cuboid.thickness
        if following is None or right < following.x:
            pairs.append((right, x))
        x += gap
    return pairs


def _gap(before: Box, after: Box, scene: Scene) -> float:
    """As in the flat picture, or in a network, where nothing is drawn between two volumes, what keeps them apart."""
    gap = after.x - before.x - before.cuboid.thickness
    folded = any(before.x < fold.x < after.x for fold in scene.folds)
    close = (before.cuboid.dx + after.cuboid.dx) / 2 + CLOSE
    return max(AIR, min(gap, close) if scene.view == "network" and not folded else gap)


def _height(box: Box) -> float:
    """How far down the middle of the silhouette is; on the axis of the flow, unless it is lifted."""
    return box.y + (box.cuboid.height - box.cuboid.dy) / 2


def _centre(x: float, cuboid: Cuboid) -> float:
    return x + cuboid.width / 2
