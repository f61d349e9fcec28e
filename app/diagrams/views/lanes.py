"""Layout of a dataflow on a grid: the main flow along lane 0, other ways in lanes above (positive) and below it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ..dataflow import Dataflow, Way

Side = Callable[[Way], int]
"""On which side of the main flow a way is drawn: 1 above, -1 below, 0 where there is room."""


@dataclass(frozen=True, slots=True)
class Place:
    """A column, counted from the main entry's 0, and a lane."""

    column: int
    lane: int


@dataclass(frozen=True, slots=True)
class PlacedWay:
    """A way in its lane."""

    way: Way
    lane: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The place of every node and every volume from outside, by path, and the lane of every way.

    A `tucked` node stands below the junction in the main flow at which its way ends, in the same column.
    """

    places: dict[str, Place]
    ways: tuple[PlacedWay, ...]
    tucked: tuple[str, ...] = ()

    @property
    def columns(self) -> int:
        """The number of columns."""
        return max(place.column for place in self.places.values()) + 1

    @property
    def lanes(self) -> range:
        """All lanes, from the lowest to the highest."""
        used = [*(placed.lane for placed in self.ways), 0]
        return range(min(used), max(used) + 1)


def grid(flow: Dataflow, side: Side) -> Grid:
    """Place a dataflow."""
    columns = _columns(flow)
    for way in flow.ways:
        _centre(flow, way, columns)
    ways = _place_ways(flow, columns, side)
    lanes = dict.fromkeys((flow.entry, *(node.path for node in flow.main)), 0)
    for placed in ways:
        lanes |= {node.path: placed.lane for node in placed.way.nodes}
    for placed in ways:  # a volume from outside is in the lane of the first way that begins there
        lanes.setdefault(placed.way.source, placed.lane)
    return _tuck(Grid({path: Place(columns[path], lane) for path, lane in lanes.items() if path}, tuple(ways)))


def _tuck(loose: Grid) -> Grid:
    """Move the last node of a way below the main flow under its junction if a column is saved."""
    for placed in loose.ways:
        target, last = placed.way.target, placed.way.nodes[-1].path if placed.way.nodes else ""
        below = [way for way in loose.ways if way.way.target == target and way.lane < 0]
        if not last or placed.lane >= 0 or below != [placed] or loose.places[target].lane:
            continue
        column = loose.places[last].column
        alone = [path for path, place in loose.places.items() if place.column == column] == [last]
        if alone and loose.places[target].column == column + 1:
            places = {
                path: replace(place, column=place.column - (place.column > column))
                for path, place in loose.places.items()
            }
            return _tuck(replace(loose, places=places, tucked=(*loose.tucked, last)))
    return loose


def _columns(flow: Dataflow) -> dict[str, int]:
    """The column of each node: one after the last of its sources. Other entries are just before their first reader."""
    columns = {flow.entry: 0}
    others = [path for path in flow.entries if path != flow.entry]
    for node in flow.nodes:
        before = [columns.get(path, 0) for path in flow.sources(node)]
        columns[node.path] = max(before, default=0) + 1
    for path in others:
        columns[path] = min(columns[node.path] for node in flow.nodes if path in flow.sources(node)) - 1
    return columns


def _centre(flow: Dataflow, way: Way, columns: dict[str, int]) -> None:
    """Move a short way's nodes to the middle between its ends, unless other ways begin or end at them."""
    if not way.nodes or not way.target or way.source not in columns:
        return
    inside = {node.path for node in way.nodes}
    if any(other is not way and (other.source in inside or other.target in inside) for other in flow.ways):
        return
    spare = columns[way.target] - 1 - columns[way.nodes[-1].path]
    for node in way.nodes:
        columns[node.path] += spare // 2


def _place_ways(flow: Dataflow, columns: dict[str, int], side: Side) -> list[PlacedWay]:
    """Give every way a lane: shorter ways are closer to the main flow, and ways in one lane do not overlap."""
    spans = {id(way): _span(way, columns) for way in flow.ways}
    lanes: dict[int, int] = {}
    order = sorted(flow.ways, key=lambda way: spans[id(way)][1] - spans[id(way)][0])
    for way in order:
        direction = side(way) or _less_used(lanes.values())
        conflicts = [
            abs(lanes[id(other)])
            for other in order
            if lanes.get(id(other), 0) * direction > 0 and _overlap(spans[id(way)], spans[id(other)])
        ]
        lanes[id(way)] = direction * (max(conflicts, default=0) + 1)
    return [PlacedWay(way, lanes[id(way)]) for way in flow.ways]


def _span(way: Way, columns: dict[str, int]) -> tuple[int, int]:
    """The first and last column of a way, with its ends."""
    inside = [columns[node.path] for node in way.nodes]
    ends = [columns[path] for path in (way.source, way.target) if path in columns]
    return min((*inside, *ends)), max((*inside, *ends))


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return max(one[0], other[0]) < min(one[1], other[1])


def _less_used(lanes: Iterable[int]) -> int:
    numbers = [*lanes]
    return 1 if sum(lane > 0 for lane in numbers) <= sum(lane < 0 for lane in numbers) else -1
