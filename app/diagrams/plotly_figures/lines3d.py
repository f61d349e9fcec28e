"""Lines between volumes in 3-D: straight, arched over the volumes in between, or around a corner; solid or dashed."""

import math
from collections.abc import Iterator
from itertools import pairwise, takewhile

from ..scene.marks import Junction, Link
from .geometry3d import Point, Scene3D, Solid

SMOOTH = 32  # segments of a circle or a long curve
CLEAR = 2.0  # between a line's end and its volume
BESIDE = 30.0  # between a volume and the place at which a way below it leaves its line

Polyline = list[Point]


def links(space: Scene3D) -> list[tuple[Link, Polyline]]:
    """Return the scene's links between volumes as lines in 3-D, without rays and the legend's samples."""
    places = {volume.path: solid for volume, solid in space.volumes()}
    joints = {_joint_path(space, junction): joint(space, junction) for junction in space.scene.junctions}
    lines = []
    for link in space.scene.links:
        source = joints.get(link.source) or places.get(link.source)
        target = (None if link.source in joints else joints.get(link.target)) or places.get(link.target)
        if source and target:
            lines.append((link, _line(link, source, target, places)))
    return lines


def joint(space: Scene3D, junction: Junction) -> Solid:
    """Return the bounding cuboid of an addition's ⊕, which faces along y and has no depth."""
    x, r, lift = space.x(junction.x), junction.radius, space.axis - junction.y
    if junction.above:
        top = next(solid for volume, solid in space.volumes() if volume.path == junction.above).top_middle
        return Solid((top[0] - r, top[0] + r), (top[1], top[1]), (top[2], top[2] + 2 * r))
    z = 0.0 if abs(lift) < 2 * r else lift  # one on the main flow is a little below its axis in the flat picture
    return Solid((x - r, x + r), (0.0, 0.0), (z - r, z + r))


def _joint_path(space: Scene3D, junction: Junction) -> str:
    """Return the path by which links refer to a junction: its own, or that of the sum drawn behind it."""
    own = [link.target for link in space.scene.links if link.source == link.target]
    return junction.volume.path if junction.volume else next((path for path in own if path), "")


def _line(link: Link, source: Solid, target: Solid, places: dict[str, Solid]) -> Polyline:
    level = abs(source.middle[2] - target.middle[2]) < 1
    if link.kind == "flow" and level:
        return [_left(source.x[1], source, CLEAR), _left(target.x[0], target, -CLEAR)]
    if level:
        between = _between(link, target, places)
        return _arch(source.top_middle, target.top_middle, max(s.z[1] for s in (source, target, *between)))
    if abs(source.middle[2]) < abs(target.middle[2]):  # a way that leaves the main flow
        below = target.middle[2] < source.middle[2]
        foot = _left(source.x[1], source, BESIDE) if below else source.top_middle
        return _corner(foot, _left(target.x[0], target, -CLEAR))
    x, y, _ = target.middle
    foot = (x, y, target.z[0] - CLEAR) if source.middle[2] < target.middle[2] else target.top_middle
    return _corner(foot, _left(source.x[1], source, CLEAR))[::-1]


def _between(link: Link, target: Solid, places: dict[str, Solid]) -> list[Solid]:
    """Return the volumes of the flow that the link passes over."""
    order = list(places.values())
    first = next((n for n, path in enumerate(places) if path == link.source), 0)
    passed = takewhile(lambda solid: solid.x[0] <= target.x[1], order[first:])
    return [solid for solid in passed if solid.z[0] < target.z[1]]


def _left(x: float, solid: Solid, off: float) -> Point:
    return (x + off, solid.middle[1], solid.middle[2])


def _arch(start: Point, end: Point, over: float) -> Polyline:
    """Return an arch above the height `over`; wider arches are higher."""
    lift = min(44.0, max(9.0, 0.24 * (end[0] - start[0])))
    control = over + lift + (over + lift - min(start[2], end[2])) / 3
    return list(_cubic(start, (start[0], 0.0, control), (end[0], 0.0, control), end))


def _corner(foot: Point, side: Point) -> Polyline:
    """Return a line up or down, around a corner, and along the flow."""
    r = min(46.0, abs(side[2] - foot[2]) * 0.8, abs(side[0] - foot[0]) * 0.8)
    on, up = math.copysign(r, side[0] - foot[0]), math.copysign(r, side[2] - foot[2])
    start, end = (foot[0], 0.0, side[2] - up), (foot[0] + on, 0.0, side[2])
    near = 0.45  # with controls here a cubic approximates a quarter of a circle
    first, second = (foot[0], 0.0, side[2] - up * near), (foot[0] + on * near, 0.0, side[2])
    return [foot, *_cubic(start, first, second, end), side]


def _cubic(a: Point, b: Point, c: Point, d: Point) -> Iterator[Point]:
    """Yield a Bézier curve from a to d in the plane of the flow; longer curves have more points."""
    pieces = max(8, min(SMOOTH, round(math.dist(a, d) / 6)))
    for piece in range(pieces + 1):
        t = piece / pieces
        p, q, r, s = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        yield (p * a[0] + q * b[0] + r * c[0] + s * d[0], 0.0, p * a[2] + q * b[2] + r * c[2] + s * d[2])


def ring(middle: Point, radius: float) -> Polyline:
    """Return a circle that faces along y."""
    turns = [2 * math.pi * step / SMOOTH for step in range(SMOOTH + 1)]
    return [(middle[0] + radius * math.cos(t), middle[1], middle[2] + radius * math.sin(t)) for t in turns]


def arrow_head(line: Polyline, size: float) -> Polyline:
    """Return the arrow head at a line's end, in the plane of the flow."""
    (x1, _, z1), (x2, y, z2) = line[-2], line[-1]
    angle = math.atan2(z2 - z1, x2 - x1)
    wings = [(x2 - size * math.cos(angle + s), y, z2 - size * math.sin(angle + s)) for s in (0.42, -0.42)]
    return [wings[0], line[-1], wings[1]]


def dashes(line: Polyline, dash: float, gap: float) -> list[Polyline]:
    """Cut a line into dashes of about this length: dashes that a 3-D renderer draws depend on the zoom."""
    lengths = [math.dist(a, b) for a, b in pairwise(line)]
    count = max(1, round((sum(lengths) + gap) / (dash + gap)))
    period = (sum(lengths) + gap) / count
    own = period * dash / (dash + gap)
    return [[_at(line, lengths, n * period + own * share) for share in (0.0, 0.5, 1.0)] for n in range(count)]


def _at(line: Polyline, lengths: list[float], distance: float) -> Point:
    """Return the point at a distance along the line."""
    for (a, b), length in zip(pairwise(line), lengths, strict=True):
        if distance <= length and length:
            x, y, z = (p + (q - p) * distance / length for p, q in zip(a, b, strict=True))
            return (x, y, z)
        distance -= length
    return line[-1]
