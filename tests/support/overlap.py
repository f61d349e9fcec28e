"""The area that each element of a scene covers, and overlaps between elements."""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise

from app.diagrams.scene.marks import Extent
from app.diagrams.scene.projection import Cuboid
from app.diagrams.scene.scene import Scene

Point = tuple[float, float]
Polygon = tuple[Point, ...]

TOUCH = 0.5  # overlap in units of the picture that still counts as touching
ROUND = 24  # corners of the polygon for a circle
THROUGH = -0.001  # the same for lines, which have no width
SMOOTH = 8  # segments of a curve


class Area:
    """A convex polygon covered by an element, with a name for failure messages."""

    def __init__(self, name: str, polygon: Polygon) -> None:
        self.name, self.polygon = name, polygon
        across, down = [x for x, _ in polygon], [y for _, y in polygon]
        self.left, self.right, self.top, self.bottom = min(across), max(across), min(down), max(down)

    def collides(self, other: "Area", touch: float = TOUCH) -> bool:
        """Whether the areas share more than an edge, by the separating axis theorem."""
        if self.bottom - other.top <= touch or other.bottom - self.top <= touch or other.right - self.left <= touch:
            return False  # at once in nearly all cases
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        if wide <= touch or high <= touch:
            return False
        a, b = self.polygon, other.polygon
        return all(_overlap(a, b, axis) > touch for axis in (*_normals(a), *_normals(b)))


def rectangle(extent: Extent) -> Polygon:
    left, top, right, bottom = extent
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def silhouette(x: float, y: float, c: Cuboid) -> Polygon:
    """The six corners of a cuboid whose front face begins at (x, y)."""
    right, bottom = x + c.thickness, y + c.height
    back = ((right + c.dx, bottom - c.dy), (right + c.dx, y - c.dy), (x + c.dx, y - c.dy))
    return ((x, y), (x, bottom), (right, bottom), *back)


def disc(x: float, y: float, radius: float) -> Polygon:
    turns = [2 * math.pi * corner / ROUND for corner in range(ROUND)]
    return tuple((x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns)


def volumes(scene: Scene) -> list[Area]:
    return [Area(box.volume.path, silhouette(box.x, box.y, box.cuboid)) for box in scene.boxes]


def texts(scene: Scene) -> list[Area]:
    return [Area(repr(label.text), rectangle(label.extent)) for label in scene.labels]


def tiles(scene: Scene) -> list[Area]:
    return [Area(tile.volume.path, rectangle(tile.extent)) for tile in scene.tiles]


def junctions_and_folds(scene: Scene) -> list[Area]:
    """The areas of additions and folds."""
    folds = [(fold, (fold.x - fold.radius, fold.y - 13, fold.x + fold.radius, fold.y + 13)) for fold in scene.folds]
    return [
        *(Area("⊕", disc(junction.x, junction.y, junction.radius)) for junction in scene.junctions),
        *(Area(f"×{fold.count}", rectangle(extent)) for fold, extent in folds),
    ]


def brackets(scene: Scene) -> list[Area]:
    """The areas of brackets, without their ends, which touch the edges of volumes."""
    return [Area("bracket", rectangle((b.left, b.y - 1, b.right, b.y + 1))) for b in scene.brackets]


def everything(scene: Scene) -> list[Area]:
    """The areas of all elements."""
    return [
        *texts(scene),
        *volumes(scene),
        *tiles(scene),
        *junctions_and_folds(scene),
        *(Area(part.kind, silhouette(part.x, part.y, part.cuboid)) for part in scene.window_parts),
        *(Area(f"{link.kind} to {link.target}", tuple(trail(link.d))) for link in scene.links),
        *brackets(scene),
    ]


def _normals(polygon: Polygon) -> Iterator[Point]:
    for (x1, y1), (x2, y2) in pairwise((*polygon, polygon[0])):
        if length := math.hypot(x2 - x1, y2 - y1):
            yield (y1 - y2) / length, (x2 - x1) / length


def _overlap(a: Polygon, b: Polygon, axis: Point) -> float:
    """Length of the overlap of both polygons' projections on an axis."""
    on_a = [x * axis[0] + y * axis[1] for x, y in a]
    on_b = [x * axis[0] + y * axis[1] for x, y in b]
    return min(max(on_a), max(on_b)) - max(min(on_a), min(on_b))


class AreaIndex:
    """Areas sorted by their left edges, so that a search compares only areas that are close enough."""

    def __init__(self, areas: list[Area]) -> None:
        self.areas = sorted(areas, key=lambda area: area.left)
        self.lefts = [area.left for area in self.areas]
        self.widest = max((area.right - area.left for area in areas), default=0.0)

    def colliding(self, area: Area, touch: float = TOUCH) -> Iterator[Area]:
        first = bisect_left(self.lefts, area.left + touch - self.widest)
        last = bisect_right(self.lefts, area.right - touch)
        return (other for other in self.areas[first:last] if other is not area and area.collides(other, touch))


def collisions(areas: list[Area], others: list[Area]) -> list[str]:
    """Overlaps of areas with others."""
    index = AreaIndex(others)
    return [f"{area.name} on {other.name}" for area in areas for other in index.colliding(area)]


def covered_texts(scene: Scene) -> list[str]:
    """Texts that overlap volumes, junctions, folds or brackets."""
    return collisions(texts(scene), [*volumes(scene), *junctions_and_folds(scene), *brackets(scene)])


def mutual(areas: list[Area]) -> list[str]:
    """Overlaps of areas with each other, each in both directions."""
    return collisions(areas, areas)


def crossed(scene: Scene) -> list[str]:
    """Labels that a link between volumes crosses."""
    index = AreaIndex(texts(scene))
    return [
        f"{link.kind} to {link.target} through {label.name}"
        for link in scene.links
        if link.target
        for ends in pairwise(trail(link.d))
        for label in index.colliding(Area("", ends), touch=THROUGH)
    ]


def outside(scene: Scene) -> list[str]:
    """Names of elements that extend beyond the frame."""
    edges = (-TOUCH, -TOUCH, scene.width + TOUCH, scene.height + TOUCH)
    return [area.name for area in everything(scene) if not _within(area, edges)]


def _within(area: Area, edges: Extent) -> bool:
    left, top, right, bottom = edges
    return left <= area.left and top <= area.top and area.right <= right and area.bottom <= bottom


def trail(d: str) -> Iterator[Point]:
    """Points along an SVG path of absolute commands."""
    x = y = 0.0
    for command, numbers in re.findall(r"([MLHVQC])([^MLHVQC]*)", d):
        given = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        match command:
            case "H":
                given = [given[0], y]
            case "V":
                given = [x, given[0]]
        controls = [(x, y), *zip(given[::2], given[1::2], strict=True)]
        steps = SMOOTH if command in "QC" else 1
        yield from (_bezier(controls, step / steps) for step in range(1, steps + 1))
        x, y = controls[-1]


def _bezier(controls: list[Point], share: float) -> Point:
    """A point of a Bézier curve, by De Casteljau's construction."""
    if len(controls) == 1:
        return controls[0]
    between = [(x1 + (x2 - x1) * share, y1 + (y2 - y1) * share) for (x1, y1), (x2, y2) in pairwise(controls)]
    return _bezier(between, share)
