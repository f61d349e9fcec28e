"""Layout of the network view: how thick volumes are, how far cards spread, which decks fold, the x of every group.

One network, or several one above the other whose stages begin at the same x.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ..scene.marks import ENDS, TEXT_SIZE, LinkKind, TextStyle, Volume
from ..scene.projection import Scale
from ..text import text_metrics
from ..text.formatting import Notation

WIDTH = 1200.0  # a whole network has to fit this; about its size on a desktop page
MARGIN = 20.0
AIR = 12.0  # between the cards of a deck that is spread out
LEAST_PITCH = 6.0  # narrower cards are no targets for a pointer
FOLDABLE = 24  # decks of more cards than this are folded where the network does not fit
FOLD_WIDTH = 62.0
CAPTION_ROOM = 136.0  # width of a name
LEAST_CAPTION = 98.0  # room for 112×112×128 in one line
STAGE_ROOM = 104.0  # least width of a stage, for its name
LEAST_GAP, MOST_GAP = 16.0, 58.0  # between a group's last silhouette and the next group's first front


@dataclass(frozen=True, slots=True)
class Group:
    """The volumes on one bracket: a layer's deck, or one volume of the stem or head.

    `key` identifies the network in a picture of several.
    """

    name: str
    tone: str
    volumes: tuple[Volume, ...]
    shortcuts: tuple[LinkKind | None, ...]
    note: str
    folded: bool = False
    key: str = ""

    @property
    def path(self) -> str:
        """The path that opens the group if it is folded."""
        return f"{self.key}/{self.name}" if self.key else self.name

    def cards(self) -> list[int | None]:
        """Indexes of the volumes to draw, in order; `None` is the fold."""
        indexes: list[int | None] = [*range(len(self.volumes))]
        return [*indexes[: ENDS[0]], None, *indexes[-ENDS[1] :]] if self.folded else indexes

    def fold(self, opened: frozenset[str]) -> "Group":
        """The group, folded if it is long and not `opened`."""
        return replace(self, folded=len(self.volumes) > FOLDABLE and self.path not in opened)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The groups of one network, stage by stage; a stage may be empty. A network alone is one stage."""

    stages: tuple[tuple[Group, ...], ...]

    def groups(self) -> Iterator[Group]:
        """All groups in order."""
        return chain.from_iterable(self.stages)


@dataclass(frozen=True, slots=True)
class Deck:
    """A measured group: the offset of each card, the right edge of the last front and of the widest silhouette."""

    group: Group
    offsets: tuple[float, ...]
    front: float
    width: float
    caption: tuple[tuple[TextStyle, str], ...]

    @property
    def caption_width(self) -> float:
        """Width of the caption's widest line."""
        return max(text_metrics.width(text, TEXT_SIZE[style], style == "name") for style, text in self.caption)

    @property
    def overhang(self) -> float:
        """How far the caption extends beyond the left edge of the first front; negative if it does not."""
        return (self.caption_width - self.front) / 2


@dataclass(frozen=True, slots=True)
class PlacedDeck:
    """A deck whose first front has its left edge at x = `left`."""

    left: float
    deck: Deck

    @property
    def volumes_end(self) -> float:
        """Right edge of the volumes."""
        return self.left + self.deck.width

    @property
    def caption_end(self) -> float:
        """Right edge of the caption."""
        return self.left + self.deck.front / 2 + self.deck.caption_width / 2


DeckRow = list[list[Deck]]
"""The decks of one network, stage by stage."""


def fit_to_width(
    rows: Sequence[GroupRow], scale: Scale, notation: Notation, opened: frozenset[str]
) -> tuple[Scale, list[list[PlacedDeck]]]:
    """Fit the networks to the width: thinner volumes if they need it, and all thinner alike; else decks with air.

    `scale` has the most room that channels may take. No front covers another one, so that equal volumes look equal.
    Long groups that are not `opened` are folded if even the thinnest fronts do not fit.
    """
    room, least = WIDTH - 2 * MARGIN, _least_share(rows, scale)
    narrowest = _width(_measure(rows, scale.thinner(least), notation))
    if narrowest > room:
        rows = [GroupRow(tuple(tuple(group.fold(opened) for group in stage) for stage in row.stages)) for row in rows]
        room = max(room, _width(_measure(rows, scale.thinner(least), notation)))  # of captions and opened decks
    share = _largest(lambda share: _width(_measure(rows, scale.thinner(share), notation)) <= room, least)
    scale = scale.thinner(share)
    spread = 0.0  # for thinner volumes, which fill the width already
    if share == 1.0:
        spread = _largest(lambda spread: _width(_measure(rows, scale, notation, spread)) <= room, 0.0)
    decks, gap = _measure(rows, scale, notation, spread), LEAST_GAP
    while gap < MOST_GAP and _width(decks, gap + 2) <= room:
        gap += 2
    placed, width = _place_rows(decks, gap)
    indent = MARGIN + max(0.0, (room - width) / 2)
    return scale, [[replace(item, left=indent + item.left) for item in row] for row in placed]


def _least_share(rows: Sequence[GroupRow], scale: Scale) -> float:
    """The share of the thickness at which the thickest cards of decks are as wide as the least pitch."""
    decks = [group for row in rows for group in row.groups() if len(group.volumes) > 1]
    thickest = max((scale.cuboid(volume.sides).thickness for deck in decks for volume in deck.volumes), default=0.0)
    return min(1.0, LEAST_PITCH / max(LEAST_PITCH, thickest))


def _largest(fits: Callable[[float], bool], least: float) -> float:
    """The largest value from `least`, which fits, to 1 that fits, by bisection to 1/4096."""
    if fits(1.0):
        return 1.0
    low, high = least, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _measure(rows: Iterable[GroupRow], scale: Scale, notation: Notation, spread: float = 0.0) -> list[DeckRow]:
    return [
        [[_measure_group(group, scale, notation, spread) for group in stage] for stage in row.stages] for row in rows
    ]


def _measure_group(group: Group, scale: Scale, notation: Notation, spread: float) -> Deck:
    """Measure a group with its cards side by side (`spread` 0) to apart from each other (1)."""
    offsets, x, width, front = [], 0.0, 0.0, 0.0
    cards = group.cards()
    for card, following in zip(cards, [*cards[1:], -1], strict=True):
        offsets.append(x)
        if card is None:
            x += FOLD_WIDTH
            continue
        cuboid = scale.cuboid(group.volumes[card].sides)
        width = max(width, x + cuboid.width)
        front = x + cuboid.thickness
        if following is None:
            x += cuboid.width + 6
        else:
            x += max(LEAST_PITCH, cuboid.thickness + spread * AIR)
    return Deck(group, tuple(offsets), front, width, caption(group, notation, width))


def caption(
    group: Group, notation: Notation, width: float, name_room: float = CAPTION_ROOM
) -> tuple[tuple[TextStyle, str], ...]:
    """The caption of a deck `width` wide: its name, the shape of its last volume, and a note."""
    room = max(width, LEAST_CAPTION) if notation == "hwc" else 0.0  # N×C×H×W in two lines everywhere
    shapes = text_metrics.shape_lines(group.volumes[-1].named_shape, notation, room)
    name = text_metrics.shorten(group.name, name_room, TEXT_SIZE["name"], bold=True)
    lines: list[tuple[TextStyle, str]] = [("name", name), *(("shape", text) for text in shapes)]
    return (*lines, ("note", group.note)) if group.note else tuple(lines)


def _place(decks: Iterable[Deck], gap: float, first: float) -> Iterator[PlacedDeck]:
    """Place decks from x = `first` so that neither volumes nor captions of neighbours touch."""
    before: PlacedDeck | None = None
    for deck in decks:
        left = first
        if before:
            left = max(before.volumes_end + gap, before.caption_end + 14 + deck.overhang)
        before = PlacedDeck(left, deck)
        yield before


def _place_rows(rows: Sequence[DeckRow], gap: float) -> tuple[list[list[PlacedDeck]], float]:
    """Place the decks of every row, each stage at one x in all rows; returns them and the right edge of all."""
    placed: list[list[PlacedDeck]] = [[] for _ in rows]
    begin = end = 0.0
    for stage in zip(*rows, strict=True):
        first = begin + max(max(0.0, decks[0].overhang) for decks in stage if decks)
        for row, decks in zip(placed, stage, strict=True):
            row += _place(decks, gap, first)
        end = max(max(item.volumes_end, item.caption_end) for row in placed for item in row)
        begin = max(end + gap, begin + STAGE_ROOM)
    return placed, end


def _width(rows: Sequence[DeckRow], gap: float = LEAST_GAP) -> float:
    return _place_rows(rows, gap)[1]
