"""Draws a dataflow: the longest way along an axis, the others above and below it, joints where they meet."""

import math
from collections import defaultdict
from dataclasses import dataclass

from ..dataflow import Dataflow
from ..scene.builder import place_box
from ..scene.marks import Box, Junction, LinkKind, Symbol, Volume
from ..scene.projection import Scale
from ..scene.svg_paths import corner_way, line, step_way
from ..text import text_metrics
from .context import ViewContext
from .flow import WIDTH, FlowDrawing
from .lanes import Grid, PlacedWay

MARGIN = 34.0
JOINT = 15.0  # radius
JOINT_ROOM = 58.0  # from the edge of a column to the arrow behind its joints
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
    """A node as drawn: its volume, the lines above the arrow to it, and the joint before that.

    The joint stands for `joint_volume` unless that is the node's own. `name` is written below the volume. A volume
    from outside (`given`) has no arrow.
    """

    volume: Volume
    labels: tuple[str, ...] = ()
    symbol: Symbol | None = None
    joint_volume: Volume | None = None
    name: str = ""
    given: bool = False

    @property
    def joint_path(self) -> str:
        """The path of the volume that the joint stands for."""
        return self.joint_volume.path if self.joint_volume else self.volume.path


class GraphDrawing(FlowDrawing):
    """Places the nodes of a grid. `nodes` has a node for each place."""

    def __init__(
        self, context: ViewContext, scale: Scale, flow: Dataflow, layout: Grid, nodes: dict[str, GraphNode]
    ) -> None:
        super().__init__(context, scale)
        self.flow, self.grid, self.nodes = flow, layout, nodes
        self.leaving: dict[int, list[PlacedWay]] = defaultdict(list)
        for placed in layout.ways:
            if placed.way.source in layout.places:
                self.leaving[layout.places[placed.way.source].column].append(placed)
        self.boxes: dict[str, Box] = {}
        self.joints: dict[str, Junction] = {}
        self.lines: dict[int, float] = {}
        self.ends: list[float] = []

    def draw(self) -> float:
        """Draw everything from the left margin and the top; returns the lowest y."""
        lowest = self._place_lanes(26.0)
        self._place_columns()
        for path, node in self.nodes.items():
            self._add_node(path, node)
        self._link_main()
        for placed in self.grid.ways:
            self._link_way(placed)
        return lowest

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
            above = max(half, JOINT - 4, max(LINE_HEIGHT * len(node.labels) + 2 for node in nodes))
            below = max(half, JOINT + 10) + LABEL_GAP + 6 + (17 if any(node.name for node in nodes) else 0)
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
            lead = JOINT_ROOM if any(node.symbol for node in nodes) else 6.0
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
        return max([least, *(text_metrics.width(text, 11) + 26 for text in node.labels)])

    def _label_half(self, node: GraphNode) -> float:
        return max(self.shape_width(node.volume), text_metrics.width(node.name, 11)) / 2

    def _hang(self, node: GraphNode) -> float:
        """How far the labels below a volume extend to the left of it."""
        return max(0.0, self._label_half(node) - self.scale.cuboid(node.volume.sides).thickness / 2)

    def _reach(self, node: GraphNode) -> float:
        """How far a volume and the labels below it extend to the right of its left edge."""
        cuboid = self.scale.cuboid(node.volume.sides)
        return max(cuboid.width, cuboid.thickness / 2 + self._label_half(node)) + 4

    def _add_node(self, path: str, node: GraphNode) -> None:
        place = self.grid.places[path]
        left, axis = self.lefts[place.column], self.lines[place.lane]
        box = self.boxes[path] = self.add_box(place_box(node.volume, self.scale, left, axis), LABEL_GAP)
        if node.name:
            self.add_label(box.middle, round(box.extent[3] + LABEL_GAP + 16, 1), node.name, "note")
        if node.given:
            return
        y, start = axis + 8, self._column_start(place.column) + 6
        if node.symbol:
            x = round(start + 22 + JOINT, 1)
            joint = self.joints[path] = Junction(x, y, node.joint_volume, symbol=node.symbol)
            self.builder.junctions.append(joint)
            start = x + JOINT + 3
            self.builder.add_link("flow", line(start, y, box.x - 5, y), node.joint_path, node.volume.path)
        for row, text in enumerate(reversed(node.labels)):
            self.add_label((start + box.x) / 2 - 2, y - 9 - LINE_HEIGHT * row, text)

    def _column_start(self, column: int) -> float:
        """The edge behind the lines that leave the column before."""
        if column == 0:
            return MARGIN
        return self.ends[column - 1] + GUTTER + LINES_APART * len(self.leaving[column - 1]) - 6

    def _link_main(self) -> None:
        before = self.flow.entry
        for node in self.flow.main:
            if before in self.boxes:
                self._link_straight("flow", before, node.path)
            before = node.path

    def _link_straight(self, kind: LinkKind, before: str, after: str) -> None:
        """Link neighbours of one lane."""
        start, place = self.boxes[before], self.grid.places[after]
        y = self.lines[place.lane] + 8
        joint = self.joints.get(after)
        end = joint.x - JOINT - 2 if joint else self.boxes[after].x - 5
        self.builder.add_link(kind, line(start.extent[2] + 6, y, end, y), start.volume.path, self._target(after))

    def _target(self, path: str) -> str:
        return self.nodes[path].joint_path if path in self.joints else self.nodes[path].volume.path

    def _link_way(self, placed: PlacedWay) -> None:
        way, before = placed.way, placed.way.source
        arriving = before in self.flow.entries and before != self.flow.entry
        kind: LinkKind = "flow" if way.kind == "branch" or arriving else way.kind
        y = self.lines[placed.lane] + (8 if self._in_lane(placed.lane) else 0)
        for node in way.nodes:
            if before not in self.boxes:
                pass
            elif self.grid.places[before].lane == placed.lane:
                self._link_straight(kind, before, node.path)
            else:
                self._link_out(kind, placed, before, node.path, y)
            before = node.path
        if way.target and before in self.boxes:
            self._link_in(kind, placed, before, y)
        if not way.nodes and way.kind == "identity":
            self._label_way(placed, y)

    def _exit(self, placed: PlacedWay, before: str) -> float:
        """The x at which a way leaves the line of its source: outer lanes first, so that lines do not cross."""
        column = self.grid.places[before].column
        order = sorted(self.leaving[column], key=lambda each: -abs(each.lane))
        return self.ends[column] + GUTTER / 2 + LINES_APART * order.index(placed)

    def _link_out(self, kind: LinkKind, placed: PlacedWay, before: str, after: str, y: float) -> None:
        """Link a volume to the first node of a way in another lane."""
        start, joint = self.boxes[before], self.joints.get(after)
        origin = self.lines[self.grid.places[before].lane] + 8
        end = joint.x - JOINT - 2 if joint else self.boxes[after].x - 5
        path = corner_way(start.extent[2] + 6, origin, self._exit(placed, before), y, end)
        self.builder.add_link(kind, path, start.volume.path, self._target(after))

    def _link_in(self, kind: LinkKind, placed: PlacedWay, before: str, y: float) -> None:
        """Link the last volume of a way, or the source of one without nodes, to the joint at which it ends."""
        target, start = placed.way.target, self.boxes[before]
        joint = self.joints.get(target)
        origin = self.lines[self.grid.places[before].lane] + 8
        leaves = start.extent[2] + 6 if self.grid.places[before].lane == placed.lane else self._exit(placed, before)
        if not joint:
            return
        x, end = self._joint_end(placed, joint)
        path = step_way(start.extent[2] + 6, origin, leaves, y, x, end)
        self.builder.add_link(kind, path, start.volume.path, self._target(target))

    def _joint_end(self, placed: PlacedWay, joint: Junction) -> tuple[float, float]:
        """The point at which a way touches a joint; inner lanes are further left, so that lines do not cross."""
        own = self.grid.places[placed.way.target].lane
        above = placed.lane > own
        same = [each for each in self.grid.ways if each.way.target == placed.way.target and (each.lane > own) == above]
        same.sort(key=lambda each: abs(each.lane - own))
        number, count = same.index(placed), len(same)
        offset = 0.0 if count == 1 else -10 + 20 * number / (count - 1)
        reach = math.sqrt(JOINT**2 - offset**2) + 3
        return joint.x + offset, joint.y - reach if above else joint.y + reach

    def _label_way(self, placed: PlacedWay, y: float) -> None:
        """Name an identity on its line."""
        columns = [self.grid.places[path].column for path in (placed.way.source, placed.way.target)]
        left, right = self.ends[columns[0]] + 30, self._column_start(columns[1])
        if right - left > text_metrics.width("identity", 11):
            self.add_label((left + right) / 2, round(y - 5, 1), "identity")
