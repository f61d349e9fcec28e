"""The network view for a narrow screen: downwards from image to classes, a row for each group of volumes."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..scene.builder import SceneBuilder, place_box
from ..scene.marks import ENDS, Box, Fold, Label, TextStyle
from ..scene.projection import Scale, fit
from ..scene.scene import Scene
from ..scene.svg_paths import drop, lane, line
from .context import ViewContext
from .decks import AIR, FOLD_WIDTH, Group, caption
from .layer import FOLDED_ABOVE
from .network import Point, add_arch, network_groups, visible_top
from .skips import SkipLanes, find_skips, skip_lanes

WIDTH = 360.0
MARGIN, EDGE = 14.0, 6.0  # at the left, where the title above begins, and at the right
LEFT = 122.0  # of the volumes, beside the captions
TALLEST, THICKEST = 112.0, 40.0
LINES = 3  # into which long decks are broken; more if cards would be thinner than LEAST_FRONT
LEAST_FRONT = 12.0
APART = 38.0  # from one line to the next: room for an arrow and for arches
LEAST_ROW = 54.0  # three lines of text, and a target for a finger
LANE = 9.0


def downward_scene(context: ViewContext, title: str) -> Scene:
    """Draw the whole network. Decks too long for a line go on in the next one; very long ones are folded."""
    return _drawing(context).draw(title)


def downward_scale(context: ViewContext) -> Scale:
    """The scale at which the network fits by itself."""
    return _drawing(context).scale


def _drawing(context: ViewContext) -> "DownwardDrawing":
    groups = [
        replace(group, folded=len(group.volumes) > FOLDED_ABOVE and group.path not in context.opened)
        for group in network_groups(context)
    ]
    lanes = skip_lanes(find_skips(context.flow, groups))
    return DownwardDrawing(context, groups, lanes)


class DownwardDrawing:
    """Rows drawn from top to bottom; `y` is the lower edge so far."""

    def __init__(self, context: ViewContext, groups: Sequence[Group], lanes: SkipLanes) -> None:
        self.context, self.groups, self.lanes = context, groups, lanes
        self.room = WIDTH - LEFT - EDGE - LANE * lanes.count
        self.scale = context.fitted or self._fit()
        self.builder, self.y = SceneBuilder(), -APART / 2
        self.kinds = {v.path: kind for g in groups for v, kind in zip(g.volumes, g.shortcuts, strict=True)}

    def draw(self, title: str) -> Scene:
        """Draw all groups, the skips beside them, and the legend."""
        for group in self.groups:
            for number, cards in enumerate(self._lines(group)):
                self._add_line(group, cards, first=number == 0)
        self._add_skips()
        height = self.builder.add_legend(self.scale, self.y + 40, MARGIN, WIDTH - EDGE)
        return self.builder.build("downward", title, self.scale, WIDTH, height)

    def _fit(self) -> Scale:
        """The scale at which no deck has more than `LINES` lines, unless its fronts were too thin."""
        sides = [volume.sides for group in self.groups for volume in group.volumes]
        scale = fit(self.context.scale, sides, TALLEST, THICKEST)
        return scale.thinner(min(1.0, *(self._share(group, scale) for group in self.groups)))

    def _share(self, group: Group, scale: Scale) -> float:
        widest = max((scale.cuboid(volume.sides) for volume in group.volumes), key=lambda cuboid: cuboid.width)
        number = sum(ENDS) if group.folded else math.ceil(len(group.volumes) / LINES)
        room = self.room - widest.dx - (FOLD_WIDTH + widest.dx if group.folded else 0.0)
        return max(room / number, LEAST_FRONT) / widest.thickness

    def _lines(self, group: Group) -> Iterator[list[int | None]]:
        """The cards of each line; `None` is the fold."""
        cards = group.cards()
        if group.folded:
            yield cards
            return
        cuboids = [self.scale.cuboid(volume.sides) for volume in group.volumes]
        pitch = max(LEAST_FRONT, *(cuboid.thickness for cuboid in cuboids)) if len(cards) > 1 else 1.0
        count = max(1, int((self.room - max(cuboid.dx for cuboid in cuboids) + 0.5) / pitch))
        for start in range(0, len(cards), count):
            yield cards[start : start + count]

    def _add_line(self, group: Group, cards: Sequence[int | None], first: bool) -> None:
        cuboids = [self.scale.cuboid(group.volumes[card].sides) for card in cards if card is not None]
        text = caption(group, self.context.notation, 0.0, LEFT - MARGIN - 4)
        height = max([cuboid.silhouette for cuboid in cuboids] + [LEAST_ROW + 16 * max(0, len(text) - 3)] * first)
        top = self.y + APART
        self.builder.rows.append(top - APART / 2)
        axis, x, boxes = top + height / 2, LEFT, list[Box]()
        spare = self.room - sum(cuboid.thickness for cuboid in cuboids) - max(cuboid.dx for cuboid in cuboids)
        spare -= FOLD_WIDTH + cuboids[0].dx if group.folded else 0.0
        air = max(0.0, min(AIR, spare / len(cards))) if len(cards) == len(group.cards()) else 0.0
        for card in cards:
            if card is None:
                x += boxes[-1].cuboid.dx - air
                self.builder.folds.append(Fold(group.path, len(group.volumes) - sum(ENDS), x + FOLD_WIDTH / 2, axis))
                x += FOLD_WIDTH
            else:
                box = place_box(group.volumes[card], self.scale, x, axis)
                boxes.append(box)
                x += max(box.cuboid.thickness, LEAST_FRONT if len(group.volumes) > 1 else 0.0) + air
        if first:
            target = (0.0, top - 2, WIDTH if len(group.volumes) == 1 else LEFT - 6, top + height + 2)
            boxes[0] = replace(boxes[0], target=target)
            self._add_caption(text, axis)
        self._link(boxes)
        self.y = top + height

    def _add_caption(self, text: Sequence[tuple[TextStyle, str]], axis: float) -> None:
        y = axis - 8 * len(text) + 13
        for number, (style, words) in enumerate(text):
            self.builder.labels.append(Label(MARGIN, round(y + 16.5 * number, 1), words, style, "start"))

    def _link(self, boxes: Sequence[Box]) -> None:
        """Add an arrow from the line before, and an arch between neighbours that a shortcut links."""
        before, above = next(iter(self.builder.boxes[-1:]), None), True
        self.builder.boxes += boxes
        for number, box in enumerate(boxes):
            kind, end = self.kinds[box.volume.path], visible_top(box, boxes[number + 1 : number + 2])
            if before and before.volume.path in box.volume.inputs:
                if above:
                    self.builder.add_link(kind or "flow", self._drop(before, end), before.volume.path, box.volume.path)
                elif kind:
                    add_arch(self.builder, kind, before, visible_top(before, [box]), box, end)
            before, above = box, False

    def _drop(self, before: Box, end: Point) -> str:
        """The path from the lower edge of a front to the top of a volume in the next line."""
        y, (x, top) = before.extent[3] + 3, end
        if before.x + 2 < x < before.x + before.cuboid.thickness - 2:
            return line(x, y, x, top)
        return drop(before.middle, y, x, top, self.y + APART / 2 - 4)

    def _add_skips(self) -> None:
        """Add the volumes that are used again further down, in lanes at the right."""
        boxes = {box.volume.path: box for box in self.builder.boxes}
        for skip, number in self.lanes.lanes:
            if skip.source in boxes and skip.target in boxes:
                (start, x1), (end, x2) = ((boxes[path].y, boxes[path].extent[2]) for path in (skip.source, skip.target))
                right = WIDTH - EDGE - LANE * (self.lanes.count - 1 - number)
                path = lane(x1 + 3, start, x2 + 6, end, right, 6)
                self.builder.add_link(skip.kind, path, skip.source, skip.target)
