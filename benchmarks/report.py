"""The results as tables: plain in a terminal, Markdown in the documentation."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks import article, pages, tracing
from benchmarks.article import Article
from benchmarks.clock import Spread
from benchmarks.goals import Goal
from benchmarks.pages import Pages
from benchmarks.picked import Picked

HERE = Path(__file__).parent
DOCUMENT = HERE.parent / "docs" / "benchmarks.md"

Row = tuple[str, ...]


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


def plain(rows: Sequence[Row]) -> str:
    """A table in columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def markdown(rows: Sequence[Row]) -> str:
    """The same as Markdown."""
    lines = [rows[0], ("---",) * len(rows[0]), *rows[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write(
    goals: Sequence[Goal], traced: dict[str, Spread], found: Pages, read: Article, machine: dict[str, str]
) -> None:
    """Make the documentation's page anew."""
    environment = Environment(
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    environment.filters["table"] = markdown
    text = environment.get_template("report.md").render(
        date=datetime.now(UTC).date().isoformat(),
        machine={**machine, "browser": found.browser},
        goals=verdicts(goals),
        traced=durations(traced),
        picked=picks(found.picked),
        chosen=picks(read.picked),
        hovered=durations({"hovering a volume": found.hovers}),
        found=found,
        read=read,
        middle=article.MIDDLE,
        sizes_each=article.SIZES_EACH,
        rounds=tracing.ROUNDS,
        servers=pages.SERVERS,
        sizes=pages.SIZES,
    )
    DOCUMENT.write_text(text, encoding="utf-8")
