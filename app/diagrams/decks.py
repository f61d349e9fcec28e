"""The decks of the network view: how far cards spread, what is folded, and where each group stands."""

from dataclasses import dataclass, replace

from app.diagrams import lettering
from app.diagrams.lettering import ShapeStyle
from app.diagrams.projection import Scale
from app.diagrams.scene import ENDS, TEXT_SIZE, LinkKind, TextStyle, Volume

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
        return max(lettering.width(text, TEXT_SIZE[style], style == "name") for style, text in self.lines)


def folded(groups: list[Group], scale: Scale, style: ShapeStyle, opened: frozenset[str]) -> list[Group]:
    """The groups, the long ones folded unless they are `opened`, where the network cannot be fitted otherwise."""
    if _total(_measure(groups, scale, style, 0.0)) <= WIDTH - 2 * MARGIN:
        return groups
    return [replace(g, folded=len(g.volumes) > FOLDABLE and g.name not in opened) for g in groups]


def _measure(groups: list[Group], scale: Scale, style: ShapeStyle, spread: float) -> list[Deck]:
    return [_measured(group, scale, style, spread) for group in groups]


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
    shapes = lettering.shape_lines(group.volumes[-1].shape, style, max(room, LEAST_CAPTION), 12)
    lines: list[tuple[TextStyle, str]] = [("name", group.name)]
    lines += [("shape", text) for text in shapes]
    return [*lines, ("note", group.note)] if group.note else lines


def _place(decks: list[Deck], gap: float) -> list[float]:
    """The left edge of each deck's first front: neither volumes nor captions of neighbours may touch."""
    lefts: list[float] = []
    volumes_end = captions_end = 0.0
    for deck in decks:
        centre = deck.front / 2
        left = max(volumes_end + gap, captions_end + 14 - (centre - deck.caption / 2))
        if not lefts:
            left = max(0.0, deck.caption / 2 - centre)
        lefts.append(left)
        volumes_end, captions_end = left + deck.room, left + centre + deck.caption / 2
    return lefts


def _total(decks: list[Deck], gap: float = LEAST_GAP) -> float:
    lefts = _place(decks, gap)
    return max(
        left + max(deck.room, deck.front / 2 + deck.caption / 2) for left, deck in zip(lefts, decks, strict=True)
    )


def fitted(groups: list[Group], scale: Scale, style: ShapeStyle) -> list[tuple[float, Deck]]:
    """The decks spread as far as the width allows, each with its left edge; whatever is left over goes between them."""
    room = WIDTH - 2 * MARGIN
    low, high = 0.0, 1.0
    if _total(_measure(groups, scale, style, high)) > room:
        for _ in range(12):  # halving: to a four-thousandth
            middle = (low + high) / 2
            fits = _total(_measure(groups, scale, style, middle)) <= room
            low, high = (middle, high) if fits else (low, middle)
        high = low
    decks = _measure(groups, scale, style, high)
    gap = LEAST_GAP
    while gap < 58 and _total(decks, gap + 2) <= room:
        gap += 2
    indent = MARGIN + max(0.0, (room - _total(decks, gap)) / 2)
    return [(indent + left, deck) for left, deck in zip(_place(decks, gap), decks, strict=True)]
