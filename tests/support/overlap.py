"""The plane of a picture: which points its things cover, and which of two things are in each other's way."""

import math
import re
from collections.abc import Iterator
from itertools import combinations, pairwise, product

from app.diagrams.scene.marks import Extent
from app.diagrams.scene.projection import Cuboid
from app.diagrams.scene.scene import Scene

Point = tuple[float, float]
Polygon = tuple[Point, ...]

TOUCH = 0.5  # how far, in units of the picture, two things may reach into each other and still only touch
ROUND = 24  # corners of the polygon that stands for a circle
THROUGH = -0.001  # a line has no width that anything could reach into
SMOOTH = 8  # pieces into which a curve is cut


class Thing:
    """A convex polygon that something in the picture covers, with a name for whoever reads the failure."""

    def __init__(self, name: str, polygon: Polygon) -> None:
        self.name, self.polygon = name, polygon
        across, down = [x for x, _ in polygon], [y for _, y in polygon]
        self.left, self.right, self.top, self.bottom = min(across), max(across), min(down), max(down)

    def collides(self, other: "Thing", touch: float = TOUCH) -> bool:
        """Whether both share more than an edge: there is no line with one of them on either side."""
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
    """Six corners: the front face, which begins at (x, y), and the back face moved right and up."""
    right, bottom = x + c.thickness, y + c.height
    back = ((right + c.dx, bottom - c.dy), (right + c.dx, y - c.dy), (x + c.dx, y - c.dy))
    return ((x, y), (x, bottom), (right, bottom), *back)


def disc(x: float, y: float, radius: float) -> Polygon:
    turns = [2 * math.pi * corner / ROUND for corner in range(ROUND)]
    return tuple((x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns)


def volumes(scene: Scene) -> list[Thing]:
    return [Thing(box.volume.path, silhouette(box.x, box.y, box.cuboid)) for box in scene.boxes]


def texts(scene: Scene) -> list[Thing]:
    return [Thing(repr(label.text), rectangle(label.extent)) for label in scene.labels]


def tiles(scene: Scene) -> list[Thing]:
    return [Thing(tile.volume.path, rectangle(tile.extent)) for tile in scene.tiles]


def signs(scene: Scene) -> list[Thing]:
    """Additions and folds."""
    folds = [(fold, (fold.x - fold.radius, fold.y - 13, fold.x + fold.radius, fold.y + 13)) for fold in scene.folds]
    return [
        *(Thing("⊕", disc(junction.x, junction.y, junction.radius)) for junction in scene.junctions),
        *(Thing(f"×{fold.count}", rectangle(extent)) for fold, extent in folds),
    ]


def brackets(scene: Scene) -> list[Thing]:
    """The bars of brackets; their ends are as tall as a line of text, and stand at the edges of volumes."""
    return [Thing("bracket", rectangle((b.left, b.y - 1, b.right, b.y + 1))) for b in scene.brackets]


def everything(scene: Scene) -> list[Thing]:
    """All that is drawn, kernels, lines and brackets too."""
    return [
        *texts(scene),
        *volumes(scene),
        *tiles(scene),
        *signs(scene),
        *(Thing(part.kind, silhouette(part.x, part.y, part.cuboid)) for part in scene.window_parts),
        *(Thing(f"{link.kind} to {link.target}", tuple(trail(link.d))) for link in scene.links),
        *brackets(scene),
    ]


def _normals(polygon: Polygon) -> Iterator[Point]:
    for (x1, y1), (x2, y2) in pairwise((*polygon, polygon[0])):
        if length := math.hypot(x2 - x1, y2 - y1):
            yield (y1 - y2) / length, (x2 - x1) / length


def _overlap(a: Polygon, b: Polygon, axis: Point) -> float:
    """How much of a line in the direction of `axis` the shadows of both share."""
    on_a = [x * axis[0] + y * axis[1] for x, y in a]
    on_b = [x * axis[0] + y * axis[1] for x, y in b]
    return min(max(on_a), max(on_b)) - max(min(on_a), min(on_b))


def collisions(these: list[Thing], those: list[Thing]) -> list[str]:
    return [f"{one.name} on {other.name}" for one, other in product(these, those) if one.collides(other)]


def mutual(things: list[Thing]) -> list[str]:
    """Collisions of things among themselves."""
    return [f"{one.name} on {other.name}" for one, other in combinations(things, 2) if one.collides(other)]


def crossed(scene: Scene) -> list[str]:
    """Texts that a line between volumes runs through; each line is taken as the thin pieces that make it up."""
    words = texts(scene)
    return [
        f"{link.kind} to {link.target} through {word.name}"
        for link in scene.links
        if link.target
        for ends in pairwise(trail(link.d))
        for word in words
        if Thing("", ends).collides(word, touch=THROUGH)
    ]


def outside(scene: Scene) -> list[str]:
    """What reaches beyond the picture's frame."""
    edges = (-TOUCH, -TOUCH, scene.width + TOUCH, scene.height + TOUCH)
    return [thing.name for thing in everything(scene) if not _within(thing, edges)]


def _within(thing: Thing, edges: Extent) -> bool:
    left, top, right, bottom = edges
    return left <= thing.left and top <= thing.top and thing.right <= right and thing.bottom <= bottom


def trail(d: str) -> Iterator[Point]:
    """Points along an SVG path of absolute commands, close enough to each other to know where it runs."""
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
    """De Casteljau's construction; with two points it is a straight line."""
    if len(controls) == 1:
        return controls[0]
    between = [(x1 + (x2 - x1) * share, y1 + (y2 - y1) * share) for (x1, y1), (x2, y2) in pairwise(controls)]
    return _bezier(between, share)
