"""Long skips of the network view: volumes that are used again beyond their neighbour, as arches above the decks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..dataflow import Dataflow
from ..scene.builder import SceneBuilder
from ..scene.marks import Box, Junction, LinkKind, Symbol
from ..scene.svg_paths import bridge, line
from .decks import Group

LANE = 15.0  # from one arch to the next
MOST_ROOM = 130.0  # for all arches; above this they are closer together
JUNCTION = 7.0  # radius
CLEAR = 3.0  # between a junction and its volume
RADIUS = 14.0

SYMBOLS: dict[str, Symbol] = {"add": "+", "mul": "×", "concat": "‖"}

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Skip:
    """A volume that is used again. `first` and `last` are the numbers of its ends along the flow."""

    source: str
    target: str
    kind: LinkKind
    symbol: Symbol
    first: int
    last: int


def find_skips(flow: Dataflow, groups: Sequence[Group]) -> list[Skip]:
    """The volumes that a group reads although they are not its neighbour's, one for each pair of volume and group.

    Blocks of one layer that read others of it are left to the view of the layer.
    """
    order = [(volume.path, number) for number, group in enumerate(groups) for volume in group.volumes]
    place = {path: index for index, (path, _) in enumerate(order)}
    group_of = dict(order)
    junctions = _Junctions(flow)
    found: dict[tuple[str, int], Skip] = {}
    for group in groups:
        for volume in group.volumes:
            for source in volume.inputs:
                index = place.get(source, -1)
                if index < 0 or group_of[source] == group_of[volume.path]:
                    continue
                following = order[index + 1][1]
                key = (source, group_of[volume.path])
                if following != group_of[volume.path] and key not in found:
                    symbol = junctions.symbol(volume.path, source)
                    kind: LinkKind = "identity" if symbol == "+" else "skip"
                    found[key] = Skip(source, volume.path, kind, symbol, index, place[volume.path])
    return [*found.values()]


class _Junctions:
    """Finds the step at which a skip joins the flow."""

    def __init__(self, flow: Dataflow) -> None:
        self.trace, self.flow = flow.trace, flow

    def symbol(self, target: str, source: str) -> Symbol:
        """The sign of the step of a unit that reads another unit's volume."""
        own = self.flow.owners.get(source)
        paths = {source, *(own.steps if own else ())}
        steps = [self.trace.step(path) for path in self.flow.owners[target].steps]
        reader = next((step for step in steps if paths & set(step.inputs)), steps[0])
        return SYMBOLS.get(reader.kind, "•") if len(set(reader.inputs)) > 1 else "•"


@dataclass(frozen=True, slots=True)
class SkipLanes:
    """Skips with their lanes, counted from the lowest."""

    lanes: tuple[tuple[Skip, int], ...]

    @property
    def count(self) -> int:
        """The number of lanes."""
        return max((lane for _, lane in self.lanes), default=-1) + 1

    @property
    def pitch(self) -> float:
        """The distance between lanes."""
        return min(LANE, MOST_ROOM / max(1, self.count))

    @property
    def height(self) -> float:
        """The room above the volumes that they take."""
        return self.count * self.pitch

    def draw(self, builder: SceneBuilder, tops: Mapping[str, Point], boxes: Sequence[Box], ceiling: float) -> None:
        """Add an arch for each skip whose ends are drawn, and a junction at its end. `tops` are the ends by path."""
        joined: set[str] = set()
        for skip, lane in self.lanes:
            if skip.source not in tops or skip.target not in tops:
                continue
            (x1, y1), (x2, y2) = tops[skip.source], tops[skip.target]
            plain = skip.symbol == "•"
            clear = min([y2, *(box.extent[1] for box in boxes if _near(box, x2))])
            end = y2 - 1 if plain else clear - 2 * JUNCTION - CLEAR
            path = bridge(x1, y1, x2, end, ceiling - lane * self.pitch, RADIUS)
            builder.add_link(skip.kind, path, skip.source, skip.target, arrow=plain)
            if not plain and skip.target not in joined:
                junction = Junction(
                    round(x2, 1), round(clear - JUNCTION - CLEAR, 1), None, JUNCTION, skip.symbol, skip.target
                )
                builder.junctions.append(junction)
                joined.add(skip.target)
                if y2 - clear > 1:
                    builder.add_link(skip.kind, line(x2, clear - CLEAR, x2, y2), skip.target, skip.target, arrow=False)


def _near(box: Box, x: float) -> bool:
    """Whether a junction at x is above the box."""
    return box.extent[0] - JUNCTION < x < box.extent[2] + JUNCTION


def skip_lanes(skips: Sequence[Skip]) -> SkipLanes:
    """Give each skip a lane: shorter ones are lower, and those of one lane do not overlap."""
    placed: list[tuple[Skip, int]] = []
    for skip in sorted(skips, key=lambda each: each.last - each.first):
        below = [lane for other, lane in placed if max(skip.first, other.first) < min(skip.last, other.last)]
        placed.append((skip, max(below, default=-1) + 1))
    return SkipLanes(tuple(placed))
