"""Measure, print the results, and exit with 1 if a goal is missed."""

import argparse
import importlib
import shutil
import signal
import sys

from app.tracing.runtime import collect_less_often, use_threads
from benchmarks import results
from benchmarks.results import Part

PARTS = {
    "tracing": "tracing",
    "own": "own",
    "warm": "serving",
    "crowd": "crowds",
    "goodput": "crowds",
    "memory": "serving",
    "start": "serving",
    "explorer": "pages",
    "article": "pages",
}
"""The function that measures a part has its name; the value is its module, imported when it is needed."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=f"measure only: {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="measure few rounds and ignore missed goals")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args()
    if options.write and options.only:
        parser.error("--write needs all parts")
    if not shutil.which("wrk"):
        sys.exit("wrk is missing. Install it: `apt-get install wrk` on Debian and Ubuntu, `brew install wrk` on macOS.")

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that servers and browsers are ended too
    use_threads(1)
    findings = {}
    for name in options.only or PARTS:
        print(f"Measuring {name} …\n", flush=True)
        part: Part = getattr(importlib.import_module(f"benchmarks.{PARTS[name]}"), name)
        collect_less_often()  # as the app does, and after the imports
        findings[part] = part(options.quick)
        print(*map(results.plain, findings[part].tables), "", sep="\n\n", flush=True)
    goals = [goal for found in findings.values() for goal in found.goals]
    print(results.plain(results.verdicts(goals)))
    if options.write:
        results.DOCUMENT.write_text(results.document(findings), encoding="utf-8")
    if missed := [goal.subject for goal in goals if not goal.met]:
        print(f"\nMissed: {'; '.join(missed)}")
        sys.exit(not options.quick)


if __name__ == "__main__":
    main()
