"""The decks of the network view: how far cards spread, what is folded, and where each group stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.diagrams.scene.marks import ENDS, TEXT_SIZE, LinkKind, TextStyle, Volume
from app.diagrams.scene.projection import Scale
from app.diagrams.text import text_metrics
from app.diagrams.text.formatting import ShapeStyle

WIDTH = 1200.0  # what a whole network has to fit; the page shows it at about this size on a desktop
MARGIN = 20.0
AIR = 12.0  # between the cards of a deck that has room
LEAST_PITCH = 6.0  # narrower cards than this cannot be pointed at
FOLDABLE = 24  # a deck of more cards than this is folded where the network does not fit
FOLD_WIDTH = 62.0
LEAST_CAPTION = 84.0  # room enough for 112×112×64 in one line
LEAST_GAP = 16.0  # between a group's last silhouette and the next group's first front


@dataclass(frozen=True, slots=True)
class Group:
    """What stands on one bracket: a layer's deck, or one volume of the stem or the head."""

    name: str
    tone: str
    volumes: tuple[Volume, ...]
    shortcuts: tuple[LinkKind | None, ...]
    note: str
    folded: bool = False
    key: str = ""

    @property
    def path(self) -> str:
        """What opens it where it is folded: its name, after the key of its network where there are several."""
        return f"{self.key}/{self.name}" if self.key else self.name

    def cards(self) -> list[int | None]:
        """Which volumes are drawn, in order; `None` is the fold."""
        every: list[int | None] = [*range(len(self.volumes))]
        return [*every[: ENDS[0]], None, *every[-ENDS[1] :]] if self.folded else every


@dataclass(frozen=True, slots=True)
class Deck:
    """A group measured: the offset of each card, where the last front ends, and the room its silhouette takes."""

    group: Group
    offsets: tuple[float, ...]
    front: float
    room: float
    lines: tuple[tuple[TextStyle, str], ...]

    @property
    def caption(self) -> float:
        """The widest line of its label."""
        return max(text_metrics.width(text, TEXT_SIZE[style], style == "name") for style, text in self.lines)

    @property
    def overhang(self) -> float:
        """How far its label reaches out to the left of the first front; negative where it does not."""
        return self.caption / 2 - self.front / 2


Rows = Sequence[Sequence[Sequence[Group]]]
"""The groups of every network, stage by stage. A stage begins at the same x in all rows; one network is one stage."""

Measured = list[list[list[Deck]]]
Placed = list[tuple[float, Deck]]


def folded(rows: Rows, scale: Scale, style: ShapeStyle, opened: frozenset[str]) -> Rows:
    """The groups, the long ones folded unless they are `opened`, where the networks cannot be fitted otherwise."""
    if _width(_measure(rows, scale, style, 0.0)) <= WIDTH - 2 * MARGIN:
        return rows

    def closed(group: Group) -> Group:
        return replace(group, folded=len(group.volumes) > FOLDABLE and group.path not in opened)

    return [[[closed(group) for group in stage] for stage in row] for row in rows]


def _measure(rows: Rows, scale: Scale, style: ShapeStyle, spread: float) -> Measured:
    return [[[_measured(group, scale, style, spread) for group in stage] for stage in row] for row in rows]


def _measured(group: Group, scale: Scale, style: ShapeStyle, spread: float) -> Deck:
    """The group with its cards spread between as tight as can be (0) and with air between them (1)."""
    offsets, x, room = [], 0.0, 0.0
    cards = group.cards()
    for card, following in zip(cards, [*cards[1:], -1], strict=True):
        offsets.append(x)
        if card is None:
            x += FOLD_WIDTH
            continue
        cuboid = scale.cuboid(group.volumes[card].shape)
        room = max(room, x + cuboid.width)
        front = x + cuboid.thickness
        if following is None:
            x += cuboid.width + 6
        else:
            x += max(LEAST_PITCH, spread * (cuboid.thickness + AIR))
    return Deck(group, tuple(offsets), front, room, tuple(_lines(group, style, room)))


def _lines(group: Group, style: ShapeStyle, room: float) -> list[tuple[TextStyle, str]]:
    shapes = text_metrics.shape_lines(group.volumes[-1].shape, style, max(room, LEAST_CAPTION), 12)
    lines: list[tuple[TextStyle, str]] = [("name", group.name)]
    lines += [("shape", text) for text in shapes]
    return [*lines, ("note", group.note)] if group.note else lines


def _place(decks: list[Deck], gap: float, first: float) -> list[float]:
    """The left edge of each deck's first front: neither volumes nor captions of neighbours may touch."""
    lefts: list[float] = []
    volumes_end = captions_end = 0.0
    for deck in decks:
        left = max(volumes_end + gap, captions_end + 14 + deck.overhang)
        if not lefts:
            left = first
        lefts.append(left)
        volumes_end, captions_end = left + deck.room, left + deck.front / 2 + deck.caption / 2
    return lefts


def _stand(rows: Measured, gap: float) -> tuple[list[Placed], float]:
    """Every row's decks with their left edges, and how far the farthest reaches."""
    placed: list[Placed] = [[] for _ in rows]
    begin = end = 0.0
    for stage in zip(*rows, strict=True):
        first = begin + max(max(0.0, decks[0].overhang) for decks in stage if decks)
        for row, decks in zip(placed, stage, strict=True):
            row += zip(_place(decks, gap, first), decks, strict=True)
        end = max(_end(row) for row in placed if row)
        begin = end + gap
    return placed, end


def _end(row: Placed) -> float:
    return max(left + max(deck.room, deck.front / 2 + deck.caption / 2) for left, deck in row)


def _width(rows: Measured, gap: float = LEAST_GAP) -> float:
    return _stand(rows, gap)[1]


def fitted(rows: Rows, scale: Scale, style: ShapeStyle) -> list[Placed]:
    """The decks spread as far as the width allows, each with its left edge; whatever is left over goes between them."""
    room = WIDTH - 2 * MARGIN
    low, high = 0.0, 1.0
    if _width(_measure(rows, scale, style, high)) > room:
        for _ in range(12):  # halving: to a four-thousandth
            middle = (low + high) / 2
            fits = _width(_measure(rows, scale, style, middle)) <= room
            low, high = (middle, high) if fits else (low, middle)
        high = low
    decks = _measure(rows, scale, style, high)
    gap = LEAST_GAP
    while gap < 58 and _width(decks, gap + 2) <= room:
        gap += 2
    placed, width = _stand(decks, gap)
    indent = MARGIN + max(0.0, (room - width) / 2)
    return [[(indent + left, deck) for left, deck in row] for row in placed]
