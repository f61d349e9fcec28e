"""The results as tables: plain in a terminal, Markdown in the documentation."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks import article, crowd, endurance, load, pages, picture, servers, serving, tracing
from benchmarks.article import Article
from benchmarks.client import percentile
from benchmarks.clock import Spread
from benchmarks.crowd import Crowd
from benchmarks.goals import Goal
from benchmarks.load import Load
from benchmarks.machine import description
from benchmarks.pages import Pages
from benchmarks.picked import Picked
from benchmarks.serving import Serving, Start

HERE = Path(__file__).parent
DOCUMENT = HERE.parent / "docs" / "benchmarks.md"

MEASURED = (article, crowd, endurance, load, pages, servers, serving, tracing)
"""The modules whose numbers (of rounds, of clients) are told along with what they measured."""

Row = tuple[str, ...]
Table = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Findings:
    """What every part has found."""

    tracing: dict[str, Spread]
    serving: Serving
    pages: Pages
    article: Article


def verdicts(goals: Iterable[Goal]) -> list[Row]:
    """What was promised and what was found."""
    return [("what", "measured", "must reach", ""), *((g.what, g.measured, g.must, g.verdict) for g in goals)]


def durations(times: dict[str, Spread]) -> list[Row]:
    """Medians and what they lie between."""
    heading = ("milliseconds", "median", "least", "most")
    return [heading, *((name, *(f"{t:,.1f}" for t in (s.median, s.least, s.most))) for name, s in times.items())]


def picks(picked: Picked) -> list[Row]:
    """Times to the painted pictures, and where they are longest."""
    slowest = picked.slowest
    rows = [(*row, slowest[row[0]]) for row in durations(picked.times)[1:]]
    return [("milliseconds, another …", "median", "least", "most", "longest for"), *rows]


def served(found: Serving) -> dict[str, Table]:
    """Everything about the server, by what the tables are of."""
    return {
        "warm": [("warm", "bytes", "requests per second", "p50, ms", "p99, ms", "of the bare route"), *_warm(found)],
        "crowd": [("warm requests, milliseconds", "p50", "p99", "longest"), *_waits(found)],
        "cold": _cold(found.crowd),
        "memory": [("cold requests", "resident, MB"), *_curve(found)],
        "start": _started(found.start),
    }


def _warm(found: Serving) -> Iterator[Row]:
    for contest in found.contests:
        yield f"{contest.title}, this app", f"{contest.size:,}", *_load(contest.ours), f"{contest.ratio:.2f}×"
        yield f"{contest.title}, bare route", f"{contest.size:,}", *_load(contest.bare), ""


def _load(loads: Sequence[Load]) -> Row:
    p50, p99 = (median(getattr(load, name) for load in loads) for name in ("p50", "p99"))
    return f"{median(load.rate for load in loads):,.0f}", f"{p50:.2f}", f"{p99:.2f}"


def _waits(found: Serving) -> Iterator[Row]:
    for name, latencies in (("alone", found.crowd.alone), ("while the crowd asks", found.crowd.meanwhile)):
        yield name, *(f"{percentile(latencies, share):,.1f}" for share in (50, 99, 100))


def _cold(met: Crowd) -> Table:
    return [
        ("the crowd", f"{met.clients} clients"),
        ("until the last of them had a right answer", f"{met.seconds:,.1f} s"),
        ("answers that were 503, come again", f"{met.refused:,}, {met.share_refused:.0%} of all"),
        ("answers that were lost or wrong", f"{len(met.wrong)}"),
        ("longest that one answer, of either kind, took", f"{met.longest:,.2f} s"),
    ]


def _curve(found: Serving) -> Iterator[Row]:
    """Every fourth sample: enough to see whether it goes on."""
    points = zip(found.endurance.requests, found.endurance.memory, strict=True)
    return ((f"{requests:,}", f"{resident:,.0f}") for requests, resident in [*points][::4])


def _started(start: Start) -> Table:
    return [
        ("a fresh process", "median"),
        ("until it answers with 200", f"{start.alive:,.2f} s"),
        ("until it has answered with a trace", f"{start.traced:,.2f} s"),
        ("resident before the first trace", f"{start.idle:,.0f} MB"),
        ("resident after it", f"{start.used:,.0f} MB"),
    ]


def plain(rows: Table) -> str:
    """A table in columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def markdown(rows: Table) -> str:
    """The same as Markdown."""
    lines = [rows[0], ("---",) * len(rows[0]), *rows[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write(goals: Sequence[Goal], findings: Findings) -> None:
    """Make the documentation's page and its pictures anew."""
    environment = Environment(
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    environment.filters["table"] = markdown
    found, read = findings.pages, findings.article
    text = environment.get_template("report.md").render(
        date=datetime.now(UTC).date().isoformat(),
        machine={**description(), "browser": found.browser},
        goals=verdicts(goals),
        traced=durations(findings.tracing),
        served=served(findings.serving),
        server=findings.serving,
        picked=picks(found.picked),
        chosen=picks(read.picked),
        hovered=durations({"hovering a volume": found.hovers}),
        found=found,
        read=read,
        of={module.__name__.removeprefix("benchmarks."): module for module in MEASURED},
    )
    DOCUMENT.write_text(text, encoding="utf-8")
    picture.write(findings.serving)
