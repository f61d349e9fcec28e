"""The server's results as a picture: three panels, in the project's colours, on light paper and on dark."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.diagrams.scene.palette import FRONTS, THEMES
from benchmarks.client import percentile
from benchmarks.crowd import Crowd
from benchmarks.endurance import Endurance
from benchmarks.load import CONNECTIONS, Load
from benchmarks.serving import LEAST_RATIO, MOST_WAITED, Contest, Serving

HERE = Path(__file__).parent
IMAGES = HERE.parent / "docs" / "images"
OURS, OTHER = FRONTS["layer1"], FRONTS["input"]
SIDE, GAP = 290, 45  # a panel's width, and what is left between two of them
FOOT, TALL = 230, 135  # where columns and curves stand, and how high the highest of them is
COLUMN = 52  # a column's width; two of them stand beside each other

Key = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """Stands on the foot; `text` is above it."""

    x: float
    height: float
    colour: str
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A dashed line at what has to be reached, from `x` on; `text` is at its end."""

    x: float
    height: float
    width: float
    text: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart. `names` stand under the foot, each centred on its number; `key` says what colours mean."""

    title: str
    key: Key
    names: Sequence[tuple[float, str]]
    columns: Sequence[Column] = ()
    marks: Sequence[Mark] = ()
    curve: Sequence[tuple[float, float]] = ()


def write(serving: Serving) -> None:
    """Make the picture's files anew."""
    for theme, picture in draw(serving).items():
        (IMAGES / f"serving-{theme}.svg").write_text(picture, encoding="utf-8")


def draw(serving: Serving) -> dict[str, str]:
    """The picture by theme."""
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    template = environment.get_template("picture.svg")
    panels = [rates(serving.contests), waits(serving.crowd), memory(serving.endurance)]
    same = {
        "title": " · ".join(panel.title for panel in panels),
        "panels": panels,
        "side": SIDE,
        "gap": GAP,
        "foot": FOOT,
        "column": COLUMN,
        "ours": OURS,
    }
    return {name: template.render(theme | same) for name, theme in THEMES.items()}


def rates(contests: Sequence[Contest]) -> Panel:
    """Requests per second, and how many of the bare route's have to be reached."""
    pairs = [(rate(contest.ours), rate(contest.bare)) for contest in contests]
    most = max(map(max, pairs))
    marks = [
        Mark(left(place) + COLUMN, TALL * LEAST_RATIO * pair[1] / most, COLUMN, f"{LEAST_RATIO:g}×")
        for place, pair in enumerate(pairs)
    ]
    return Panel(
        "Warm requests per second",
        ((f"this app, one worker, {CONNECTIONS} connections", OURS), ("a bare route, the same bytes", OTHER)),
        [*names([contest.title for contest in contests])],
        [*columns(pairs, most, lambda value: f"{value:,.0f}")],
        marks,
    )


def waits(met: Crowd) -> Panel:
    """Milliseconds of a warm request, alone and with the crowd."""
    pairs = [(percentile(met.meanwhile, share), percentile(met.alone, share)) for share in (50, 99)]
    most = max(MOST_WAITED, *map(max, pairs))
    return Panel(
        "Milliseconds of a warm request",
        ((f"while {met.clients} ask for cold networks", OURS), ("alone", OTHER)),
        [*names(["half are faster (p50)", "99 of 100 are (p99)"])],
        [*columns(pairs, most, lambda value: f"{value:,.1f}")],
        [Mark(0, TALL * MOST_WAITED / most, SIDE, f"{MOST_WAITED:g}")],
    )


def memory(endurance: Endurance) -> Panel:
    """What was resident after so many requests."""
    most, last = max(endurance.memory), endurance.requests[-1]
    curve = [
        (SIDE * requests / last, FOOT - TALL * resident / most)
        for requests, resident in zip(endurance.requests, endurance.memory, strict=True)
    ]
    return Panel(
        "Memory by number of cold requests",
        ((f"one worker: {endurance.memory[0]:,.0f} MB at first, {endurance.memory[-1]:,.0f} MB at the end", OURS),),
        [(SIDE * share, f"{last * share:,.0f}") for share in (0, 0.5, 1)],
        curve=curve,
    )


def rate(loads: Sequence[Load]) -> float:
    return median(load.rate for load in loads)


def left(place: int) -> float:
    """Where the first of two columns stands: of two pairs, each in the middle of its half."""
    return SIDE * (place + 0.5) / 2 - COLUMN


def names(texts: Sequence[str]) -> Iterator[tuple[float, str]]:
    return ((left(place) + COLUMN, text) for place, text in enumerate(texts))


def columns(pairs: Sequence[tuple[float, float]], most: float, told: Callable[[float], str]) -> Iterator[Column]:
    for place, pair in enumerate(pairs):
        for second, (value, colour) in enumerate(zip(pair, (OURS, OTHER), strict=True)):
            yield Column(left(place) + second * COLUMN, TALL * value / most, colour, told(value))
