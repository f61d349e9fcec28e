"""Measure everything, say what holds, and fail if something does not."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.tracing.runtime import use_threads
from benchmarks import article, goodput, pages, report, serving, tracing
from benchmarks.goals import Goal
from benchmarks.machine import description


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of measurement: what it finds is known to its own functions only."""

    announced: str
    measured: Callable[[], Any]
    tables: Callable[[Any], Sequence[report.Table]]
    goals: Callable[[Any], list[Goal]]


PARTS = {
    "tracing": Part(
        "Tracing, next to torchinfo and torchview: half a minute or so.",
        tracing.measured,
        lambda traced: [report.durations(traced)],
        tracing.goals,
    ),
    "serving": Part(
        "The server under load: two or three minutes.",
        serving.measured,
        lambda served: [*report.served(served).values()],
        serving.goals,
    ),
    "goodput": Part(
        "Goodput under a crowd that ignores Retry-After: a minute.",
        goodput.measure,
        lambda result: [goodput.table(result)],
        goodput.goals,
    ),
    "pages": Part(
        "The page, in Chromium: a minute or two.",
        pages.measured,
        lambda found: [report.picks(found.picked)],
        pages.goals,
    ),
    "article": Part(
        "The article, in Chromium: a minute or so.",
        article.measured,
        lambda read: [report.picks(read.picked)],
        article.goals,
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    how = parser.add_mutually_exclusive_group()  # a page of docs/ is of one run
    how.add_argument("--write", action="store_true", help="also make docs/benchmarks.md and its pictures anew")
    how.add_argument("--only", choices=PARTS, help="measure one part alone")
    wanted = parser.parse_args()

    use_threads(1)
    chosen = {wanted.only: PARTS[wanted.only]} if wanted.only else PARTS
    found = {name: measured(part) for name, part in chosen.items()}
    goals = [goal for name, part in chosen.items() for goal in part.goals(found[name])]
    print("\n".join(f"{name}: {value}" for name, value in description().items()))
    print("\n" + report.plain(report.verdicts(goals)))
    if wanted.write:
        report.write(goals, report.Findings(**found))
    sys.exit(not all(goal.holds for goal in goals))


def measured(part: Part) -> Any:
    """What a part finds, told as soon as it is there."""
    print(part.announced, flush=True)
    found = part.measured()
    for table in part.tables(found):
        print(report.plain(table) + "\n", flush=True)
    return found


if __name__ == "__main__":
    main()
