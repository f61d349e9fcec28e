"""Heights and columns of a graph: how much room its volumes, labels, junctions and lines need."""

from collections import defaultdict
from dataclasses import dataclass

from ..dataflow import Dataflow
from ..scene.marks import Symbol, Volume
from ..scene.projection import Scale
from ..text import text_metrics
from .context import WIDTH, ViewContext
from .flow import FlowDrawing
from .lanes import Grid, PlacedWay

MARGIN = 34.0
JUNCTION = 15.0  # radius
JUNCTION_ROOM = 58.0  # from the edge of a column to the arrow behind its junctions
GUTTER = 12.0  # between the labels of a column and the lines that leave it
LINES_APART = 8.0  # between lines that leave a column
LEAST_ARROW = 60.0
BARE_ARROW = 34.0  # without a label
LABEL_GAP = 19.0
LINE_HEIGHT = 15.0
LANES_APART = 16.0
BARE_LANE = 22.0  # height of a lane of lines alone
NAME_ROOM = 130.0  # width of a name under a volume


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A node as drawn: its volume, the lines above the arrow to it, and the junction before that.

    The junction stands for `junction_volume` unless that is the node's own. `name` is written below the volume. A
    volume from outside (`given`) has no arrow.
    """

    volume: Volume
    labels: tuple[str, ...] = ()
    symbol: Symbol | None = None
    junction_volume: Volume | None = None
    name: str = ""
    given: bool = False

    @property
    def junction_path(self) -> str:
        """The path of the volume that the junction stands for."""
        return self.junction_volume.path if self.junction_volume else self.volume.path


class GraphLayout(FlowDrawing):
    """The places of a graph's nodes. `lines` has the y of every lane, `lefts` and `ends` the edges of the columns."""

    def __init__(
        self, context: ViewContext, scale: Scale, flow: Dataflow, layout: Grid, nodes: dict[str, GraphNode]
    ) -> None:
        super().__init__(context, scale)
        self.flow, self.grid, self.nodes = flow, layout, nodes
        self.leaving: dict[int, list[PlacedWay]] = defaultdict(list)
        for placed in layout.ways:
            if placed.way.source in layout.places:
                self.leaving[layout.places[placed.way.source].column].append(placed)
        self.lines: dict[int, float] = {}
        self.ends: list[float] = []

    def _in_lane(self, lane: int) -> list[GraphNode]:
        return [self.nodes[path] for path, place in self.grid.places.items() if place.lane == lane]

    def _place_lanes(self, y: float) -> float:
        """Set the height of the axis of every lane, from the highest down."""
        for lane in reversed(self.grid.lanes):
            nodes = self._in_lane(lane)
            if not nodes:
                self.lines[lane] = y + BARE_LANE - 4
                y += BARE_LANE + 4
                continue
            half = max(self.scale.cuboid(node.volume.sides).silhouette for node in nodes) / 2
            above = max(half, JUNCTION - 4, max(LINE_HEIGHT * len(node.labels) + 2 for node in nodes))
            below = max(half, JUNCTION + 10) + LABEL_GAP + 6 + (17 if any(node.name for node in nodes) else 0)
            self.lines[lane] = y + above
            y += above + below + LANES_APART
        return y

    def _place_columns(self) -> None:
        """Set the left edge of every volume and the right edge of every column."""
        spare = min(110.0, max(0.0, (WIDTH - self._measure(0.0)) / max(1, self.grid.columns - 1)))
        self._measure(spare)

    def _measure(self, spare: float) -> float:
        self.ends, x = [], MARGIN
        self.lefts: dict[int, float] = {}
        for column in range(self.grid.columns):
            nodes = [self.nodes[path] for path, place in self.grid.places.items() if place.column == column]
            lead = JUNCTION_ROOM if any(node.symbol for node in nodes) else 6.0
            arrow = max((self._arrow_length(node) + spare for node in nodes if not node.given), default=0.0)
            hang = max((self._hang(node) for node in nodes), default=0.0)
            left = x + (lead + max(arrow, hang + 6) if arrow else hang)
            self.lefts[column] = left
            end = max((left + self._reach(node) for node in nodes), default=left)
            self.ends.append(end)
            x = end + GUTTER + LINES_APART * len(self.leaving[column])
        return x

    def _arrow_length(self, node: GraphNode) -> float:
        least = LEAST_ARROW if node.labels else BARE_ARROW
        return max([least, *(text_metrics.width(text) + 20 for text in node.labels)])

    def _label_half(self, node: GraphNode) -> float:
        return max(self.shape_width(node.volume), text_metrics.width(node.name)) / 2

    def _hang(self, node: GraphNode) -> float:
        """How far the labels below a volume extend to the left of it."""
        return max(0.0, self._label_half(node) - self.scale.cuboid(node.volume.sides).thickness / 2)

    def _reach(self, node: GraphNode) -> float:
        """How far a volume and the labels below it extend to the right of its left edge."""
        cuboid = self.scale.cuboid(node.volume.sides)
        return max(cuboid.width, cuboid.thickness / 2 + self._label_half(node)) + 4

    def _column_start(self, column: int) -> float:
        """The edge behind the lines that leave the column before."""
        if column == 0:
            return MARGIN
        return self.ends[column - 1] + GUTTER + LINES_APART * len(self.leaving[column - 1]) - 6
