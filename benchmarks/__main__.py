"""Measure everything, say what holds, and fail if something does not."""

import argparse
import sys

from benchmarks import article, pages, report, tracing
from benchmarks.machine import description


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="also make docs/benchmarks.md anew")
    wanted = parser.parse_args()

    print("Tracing, next to torchinfo and torchview: half a minute or so.", flush=True)
    traced = tracing.measured()
    print(report.plain(report.durations(traced)))
    print("\nThe page, in Chromium: a minute or two.", flush=True)
    found = pages.measured()
    print(report.plain(report.picks(found.picked)))
    print("\nThe article, in Chromium: a minute or so.", flush=True)
    read = article.measured()
    print(report.plain(report.picks(read.picked)))

    goals = [*tracing.goals(traced), *pages.goals(found), *article.goals(read)]
    machine = description()
    print("\n" + "\n".join(f"{name}: {value}" for name, value in {**machine, "browser": found.browser}.items()))
    print("\n" + report.plain(report.verdicts(goals)))
    if wanted.write:
        report.write(goals, traced, found, read, machine)
    sys.exit(not all(goal.holds for goal in goals))


if __name__ == "__main__":
    main()
