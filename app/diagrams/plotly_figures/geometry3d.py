"""Positions of a scene's volumes in three dimensions, in the unit of the scene.

x runs along the flow, y away from the viewer (W), z up (H). Volumes are centred on the axis of the flow, y = z = 0;
a volume above the flow in the scene (on a shortcut) is equally far above it in 3-D.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..scene.marks import Box, Volume, WindowPart
from ..scene.projection import RECEDE_X, RECEDE_Y, Cuboid
from ..scene.scene import Scene

AIR = 3.5  # between volumes of a deck, whose fronts overlap in the flat picture
CLOSE = 14.0  # between neighbours, in addition to half of their depths as projected in the flat picture
MOST_LENGTH = 1.1  # of the flat picture's length; a longer flow gets thinner volumes
LEAST_THICKNESS = 0.12  # of the flat picture's thickness

Point = tuple[float, float, float]
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Solid:
    """A cuboid: its span on each axis."""

    x: Span
    y: Span
    z: Span

    @property
    def corners(self) -> list[Point]:
        """The eight corners, x changing slowest and z fastest."""
        return [(x, y, z) for x in self.x for y in self.y for z in self.z]

    @property
    def middle(self) -> Point:
        """Its centre."""
        return (sum(self.x) / 2, sum(self.y) / 2, sum(self.z) / 2)

    @property
    def top_middle(self) -> Point:
        """Middle of the top face."""
        return (sum(self.x) / 2, sum(self.y) / 2, self.z[1])

    def grow(self, by: float) -> "Solid":
        """The cuboid, larger by `by` on every side."""
        x, y, z = ((low - by, high + by) for low, high in (self.x, self.y, self.z))
        return Solid(x, y, z)


@dataclass(frozen=True, slots=True)
class Scene3D:
    """A scene in three dimensions.

    `stretch` are rising pairs of x in the scene and x in 3-D, interpolated linearly; `thickness` is the factor by
    which volumes are thinner than in the scene.
    """

    scene: Scene
    axis: float
    thickness: float
    stretch: tuple[tuple[float, float], ...]

    def x(self, flat: float) -> float:
        """Convert x of the flat picture."""
        pairs = self.stretch
        after = bisect_right(pairs, flat, key=lambda pair: pair[0])
        if after in (0, len(pairs)):
            end = pairs[min(after, len(pairs) - 1)]
            return flat - end[0] + end[1]
        (a, b), (c, d) = pairs[after - 1], pairs[after]
        return b + (d - b) * (flat - a) / (c - a)

    def solid(self, box: Box) -> Solid:
        """Return the cuboid of a box."""
        thick, lift = self.thickness * box.cuboid.thickness, self.axis - _height(box)
        left = self.x(box.x) if abs(lift) < 1 else self.x(box.x + box.cuboid.thickness / 2) - thick / 2
        deep, high = box.cuboid.dx / RECEDE_X / 2, box.cuboid.height / 2
        return Solid((left, left + thick), (-deep, deep), (lift - high, lift + high))

    def part(self, part: WindowPart) -> Solid:
        """Return the cuboid of a kernel, padding ring or output cell, on the volume closest to it."""
        owner = min(self.scene.boxes, key=lambda box: abs(_centre(box.x, box.cuboid) - _centre(part.x, part.cuboid)))
        solid = self.solid(owner)
        back = (part.x - owner.x) / RECEDE_X
        top = solid.z[1] - (part.y - owner.y + back * RECEDE_Y)
        front = solid.y[0] + back
        return Solid(solid.x, (front, front + part.cuboid.dx / RECEDE_X), (top - part.cuboid.height, top))

    def volumes(self) -> list[tuple[Volume, Solid]]:
        """Return every volume with its cuboid."""
        return [(box.volume, self.solid(box)) for box in self.scene.boxes]


def scene_3d(scene: Scene) -> Scene3D:
    """Lay a scene out in 3-D. Volumes that overlap in a deck are moved apart; if that makes the flow much longer, all
    volumes become thinner by the same factor, so that their sizes stay comparable."""
    axis = _main_height(scene)
    row = sorted((box for box in scene.boxes if abs(axis - _height(box)) < 1), key=lambda box: box.x)
    gaps = [_gap(before, after, scene) for before, after in pairwise(row)]
    thick = sum(box.cuboid.thickness for box in row)
    room = (row[-1].x + row[-1].cuboid.thickness - row[0].x) * MOST_LENGTH - sum(gaps)
    thickness = max(LEAST_THICKNESS, min(1.0, room / thick))
    return Scene3D(scene, axis, thickness, tuple(_stretch(row, gaps, thickness)))


def _main_height(scene: Scene) -> float:
    """Return the y of the main flow: that of the most volumes, the lower one of two."""
    heights = Counter(round(_height(box)) for box in scene.boxes)
    main = max(heights, key=lambda y: (heights[y], y))
    return max(y for box in scene.boxes if round(y := _height(box)) == main)


def _stretch(row: Sequence[Box], gaps: Sequence[float], thickness: float) -> list[tuple[float, float]]:
    pairs, x = [], row[0].x
    for box, gap, following in zip(row, [*gaps, 0.0], [*row[1:], None], strict=True):
        right = box.x + box.cuboid.thickness
        pairs.append((box.x, x))
        x += thickness * box.cuboid.thickness
        if following is None or right < following.x:
            pairs.append((right, x))
        x += gap
    return pairs


def _gap(before: Box, after: Box, scene: Scene) -> float:
    """Return the gap of the flat picture; in a network, where nothing is drawn in between, at most a close one."""
    gap = after.x - before.x - before.cuboid.thickness
    folded = any(before.x < fold.x < after.x for fold in scene.folds)
    close = (before.cuboid.dx + after.cuboid.dx) / 2 + CLOSE
    return max(AIR, min(gap, close) if scene.view == "network" and not folded else gap)


def _height(box: Box) -> float:
    """Return the y of the silhouette's centre: the axis of the flow, unless the box is above it."""
    return box.y + (box.cuboid.height - box.cuboid.dy) / 2


def _centre(x: float, cuboid: Cuboid) -> float:
    return x + cuboid.width / 2
