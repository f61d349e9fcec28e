"""Heights and columns of a graph: how much room its volumes, labels, junctions and lines need."""

from collections import defaultdict
from dataclasses import dataclass, replace

from ..dataflow import Dataflow
from ..scene.marks import Symbol, Volume
from ..scene.projection import Scale
from ..scene.scene import FRAME
from ..text import text_metrics
from .context import WIDTH, ViewContext
from .flow import FlowDrawing
from .lanes import Grid, PlacedWay

WIDEST = FRAME - 16  # beside a scroll bar; wider pictures have tight gaps
TIGHT_WIDTH = FRAME - 40  # to which arrows between tight gaps get longer, in the narrower frame of a comparison
LINE = 120.0  # width of the parts into which long labels are broken where gaps are tight
TIGHTER = ((160.0, 1.0), (160.0, 0.92), (LINE, 1.0), (LINE, 0.92), (LINE, 0.84), (LINE, 0.76), (LINE, 0.68))
"""The width above which a label is long, and the size of the volumes, one after the other until a picture fits."""
JUNCTION = 15.0  # radius
LINES_APART = 8.0  # between lines that leave a column
LABEL_GAP = 19.0
LINE_HEIGHT = 15.0
LANES_APART = 16.0
BARE_LANE = 22.0  # height of a lane of lines alone
NAME_ROOM = 130.0  # width of a name under a volume


@dataclass(frozen=True, slots=True)
class Gaps:
    """Distances along the flow: the picture's `margin`; the `gutter` between the labels of a column and the lines that
    leave it; the `stem` of a junction; the least length of an `arrow`, of a `bare` one without a label, and how much
    longer than its `label` it is.
    """

    margin: float
    gutter: float
    stem: float
    arrow: float
    bare: float
    label: float


ROOMY = Gaps(margin=34.0, gutter=12.0, stem=22.0, arrow=60.0, bare=34.0, label=20.0)
TIGHT = Gaps(margin=12.0, gutter=7.0, stem=12.0, arrow=46.0, bare=24.0, label=6.0)


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
    """The places of a graph's nodes. `lines` has the y of every lane, `lefts` the left edge of every volume.

    Of the columns, `ends` has the right edges, and `joints` the x of the junctions.
    """

    def __init__(
        self, context: ViewContext, scale: Scale, flow: Dataflow, layout: Grid, nodes: dict[str, GraphNode]
    ) -> None:
        super().__init__(context, scale)
        self.flow, self.grid, self.nodes = flow, layout, nodes
        self.leaving: dict[int, list[PlacedWay]] = defaultdict(list)
        for placed in layout.ways:
            if placed.way.source in layout.places:
                self.leaving[layout.places[placed.way.source].column].append(placed)
        self.gaps = ROOMY
        self.lines: dict[int, float] = {}
        self.lefts: dict[str, float] = {}
        self.ends: list[float] = []
        self.joints: list[float] = []

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
        """Set the edges of every volume and column. What would not fit the frame is drawn tightly."""
        room = WIDTH - ROOMY.gutter
        if self._measure(0.0) + ROOMY.margin > WIDEST:
            room = TIGHT_WIDTH - TIGHT.margin
            self._tighten()
        arrows = self.grid.columns - 1 + len(self.grid.tucked)
        self._measure(min(110.0, max(0.0, (room - self._measure(0.0)) / max(1, arrows))))

    def _tighten(self) -> None:
        """Narrow the gaps and break long labels; break more and draw smaller volumes if the picture then fits."""
        self.gaps = TIGHT
        scale, nodes = self.scale, self.nodes
        for most, share in (*TIGHTER, TIGHTER[0]):
            self.scale = self.context.fitted or scale.smaller(share)
            self.nodes = {path: _narrowed(node, most) for path, node in nodes.items()}
            if self._measure(0.0) + TIGHT.margin <= WIDEST:
                return

    def _measure(self, spare: float) -> float:
        """Set the columns from left to right, with arrows longer by `spare`; returns the right edge of the last one."""
        self.ends.clear()
        self.joints.clear()
        x = self.gaps.margin
        for column in range(self.grid.columns):
            own = {path: self.nodes[path] for path, place in self.grid.places.items() if place.column == column}
            tucked = {path: own.pop(path) for path in self.grid.tucked if path in own}
            joint = max([x + self.gaps.stem + JUNCTION, *(self._joint(x, node, spare) for node in tucked.values())])
            lead = joint - x + JUNCTION + 6 if any(node.symbol for node in own.values()) else 6.0
            arrow = max((self._arrow_length(node) + spare for node in own.values() if not node.given), default=0.0)
            hang = max((self._hang(node) for node in own.values()), default=0.0)
            self.lefts |= dict.fromkeys(own, x + (lead + max(arrow, hang + 6) if arrow else hang))
            self.lefts |= {path: joint - self._top_middle(node) for path, node in tucked.items()}
            self.joints.append(joint)
            ends = (self.lefts[path] + self._reach(node) for path, node in (own | tucked).items())
            self.ends.append(max(ends, default=x))
            x = self._column_start(column + 1) + 6
        return self.ends[-1]

    def _joint(self, x: float, node: GraphNode, spare: float) -> float:
        """The least x of a junction with a node below it, whose arrow begins at x."""
        return x + 6 + max(self._arrow_length(node) + spare, self._hang(node) + 6) + self._top_middle(node)

    def _top_middle(self, node: GraphNode) -> float:
        """Distance from the left edge of a volume to the middle of its top's back edge."""
        cuboid = self.scale.cuboid(node.volume.sides)
        return cuboid.dx + cuboid.thickness / 2

    def _arrow_length(self, node: GraphNode) -> float:
        least = self.gaps.arrow if node.labels else self.gaps.bare
        return max([least, *(text_metrics.width(text) + self.gaps.label for text in node.labels)])

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
            return self.gaps.margin
        return self.ends[column - 1] + self.gaps.gutter + LINES_APART * len(self.leaving[column - 1]) - 6


def _narrowed(node: GraphNode, most: float) -> GraphNode:
    """The node with its labels wider than `most` broken between names, or else between words."""
    return replace(node, labels=tuple(line for text in node.labels for line in _broken(text, most)))


def _broken(text: str, most: float) -> list[str]:
    if text_metrics.width(text) <= most:
        return [text]
    return [line for part in text_metrics.wrap_chain(text, LINE) for line in text_metrics.wrap(part, LINE)]
