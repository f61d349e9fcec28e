"""Draws a dataflow: the longest way along an axis, the others above and below it, junctions where they meet."""

import math

from ..dataflow import Dataflow
from ..scene.builder import place_box
from ..scene.marks import Box, Junction, LinkKind
from ..scene.projection import Scale
from ..scene.svg_paths import corner_way, line, step_way
from ..text import text_metrics
from .context import ViewContext
from .graph_layout import JUNCTION, LABEL_GAP, LINE_HEIGHT, LINES_APART, GraphLayout, GraphNode
from .lanes import Grid, PlacedWay


class GraphDrawing(GraphLayout):
    """Draws the nodes of a grid. `nodes` has a node for each place."""

    def __init__(
        self, context: ViewContext, scale: Scale, flow: Dataflow, layout: Grid, nodes: dict[str, GraphNode]
    ) -> None:
        super().__init__(context, scale, flow, layout, nodes)
        self.boxes: dict[str, Box] = {}
        self.junctions: dict[str, Junction] = {}

    def draw(self) -> float:
        """Draw everything from the left margin and the top; returns the lowest y."""
        self._place_columns()
        lowest = self._place_lanes(26.0)
        for path, node in self.nodes.items():
            self._add_node(path, node)
        self._link_main()
        for placed in self.grid.ways:
            self._link_way(placed)
        return lowest

    def _add_node(self, path: str, node: GraphNode) -> None:
        place = self.grid.places[path]
        left, axis = self.lefts[path], self.lines[place.lane]
        box = self.boxes[path] = self.add_box(place_box(node.volume, self.scale, left, axis), LABEL_GAP)
        if node.name:
            self.add_label(box.middle, round(box.extent[3] + LABEL_GAP + 16, 1), node.name, "note")
        if node.given:
            return
        y, start = axis + 8, self._column_start(place.column) + 6
        if node.symbol:
            x = round(self.joints[place.column], 1)
            junction = self.junctions[path] = Junction(x, y, node.junction_volume, symbol=node.symbol)
            self.builder.junctions.append(junction)
            start = x + JUNCTION + 3
            self.builder.add_link("flow", line(start, y, box.x - 5, y), node.junction_path, node.volume.path)
        for row, text in enumerate(reversed(node.labels)):
            self.add_label((start + box.x) / 2 - 2, y - 9 - LINE_HEIGHT * row, text)

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
        junction = self.junctions.get(after)
        end = junction.x - JUNCTION - 2 if junction else self.boxes[after].x - 5
        self.builder.add_link(kind, line(start.extent[2] + 6, y, end, y), start.volume.path, self._target(after))

    def _target(self, path: str) -> str:
        return self.nodes[path].junction_path if path in self.junctions else self.nodes[path].volume.path

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
        return self.ends[column] + self.gaps.gutter / 2 + LINES_APART * order.index(placed)

    def _link_out(self, kind: LinkKind, placed: PlacedWay, before: str, after: str, y: float) -> None:
        """Link a volume to the first node of a way in another lane."""
        start, junction = self.boxes[before], self.junctions.get(after)
        origin = self.lines[self.grid.places[before].lane] + 8
        end = junction.x - JUNCTION - 2 if junction else self.boxes[after].x - 5
        path = corner_way(start.extent[2] + 6, origin, self._exit(placed, before), y, end)
        self.builder.add_link(kind, path, start.volume.path, self._target(after))

    def _link_in(self, kind: LinkKind, placed: PlacedWay, before: str, y: float) -> None:
        """Link the last volume of a way, or the source of one without nodes, to the junction at which it ends."""
        target, start = placed.way.target, self.boxes[before]
        junction = self.junctions.get(target)
        origin = self.lines[self.grid.places[before].lane] + 8
        leaves = start.extent[2] + 6 if self.grid.places[before].lane == placed.lane else self._exit(placed, before)
        if not junction:
            return
        x, end = self._junction_end(placed, junction)
        if before in self.grid.tucked:
            path = line(x, start.extent[1] - 4, x, end)
        else:
            path = step_way(start.extent[2] + 6, origin, leaves, y, x, end)
        self.builder.add_link(kind, path, start.volume.path, self._target(target))

    def _junction_end(self, placed: PlacedWay, junction: Junction) -> tuple[float, float]:
        """The point at which a way touches a junction; inner lanes are further left, so that lines do not cross."""
        own = self.grid.places[placed.way.target].lane
        above = placed.lane > own
        same = [each for each in self.grid.ways if each.way.target == placed.way.target and (each.lane > own) == above]
        same.sort(key=lambda each: abs(each.lane - own))
        number, count = same.index(placed), len(same)
        offset = 0.0 if count == 1 else -10 + 20 * number / (count - 1)
        reach = math.sqrt(JUNCTION**2 - offset**2) + 3
        return junction.x + offset, junction.y - reach if above else junction.y + reach

    def _label_way(self, placed: PlacedWay, y: float) -> None:
        """Name an identity on its line."""
        columns = [self.grid.places[path].column for path in (placed.way.source, placed.way.target)]
        left, right = self.ends[columns[0]] + 30, self._column_start(columns[1])
        if right - left > text_metrics.width("identity"):
            self.add_label((left + right) / 2, round(y - 5, 1), "identity")
