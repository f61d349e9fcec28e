"""Results of the benchmarks: goals, tables, and docs/benchmarks.md."""

import inspect
import os
import platform
import re
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import torch

from tests.support import chromium

DOCUMENT = Path(__file__).parents[1] / "docs" / "benchmarks.md"
INTRODUCTION = """\
# Benchmarks

<!-- Written by `python -m benchmarks --write`: the text of each section is the docstring of its function. -->

`make bench` repeats these measurements on your machine and fails if a goal is missed. It needs
[wrk](https://github.com/wg/wrk). `python -m benchmarks --only PART` runs one part; `--help` lists them. Ratios carry
over to other machines better than milliseconds.

The figures are of {date}: {machine}.

## Goals

{goals}
"""

Row = tuple[str, ...]
Table = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Goal:
    subject: str
    measured: str
    required: str
    met: bool


def at_least(subject: str, value: float, limit: float, unit: str) -> Goal:
    """Require `value` to reach `limit`; `unit` follows the number."""
    return Goal(subject, _number(value, unit), f"at least {limit:,g}{unit}", value >= limit)


def under(subject: str, value: float, limit: float, unit: str) -> Goal:
    """Require `value` to stay below `limit`."""
    return Goal(subject, _number(value, unit), f"under {limit:,g}{unit}", value < limit)


def none(subject: str, found: Sequence[str]) -> Goal:
    """Require that nothing was found."""
    return Goal(subject, ", ".join(found) or "none", "none", not found)


def _number(value: float, unit: str) -> str:
    return f"{value:,.{2 if unit == '×' else 1}f}{unit}"


@dataclass(frozen=True, slots=True)
class Findings:
    """The result of one part of the benchmarks."""

    tables: Sequence[Table]
    goals: Sequence[Goal] = ()


Part = Callable[[bool], Findings]
"""Measures one part, in few rounds if its argument is true. Its docstring is the text of the report."""


def percentile(values: Sequence[float], share: int) -> float:
    """Return the smallest value that `share` percent of the values do not exceed (nearest rank)."""
    return sorted(values)[max(0, -(-len(values) * share // 100) - 1)]


def durations(subject: str, times: Mapping[str, Sequence[float]]) -> list[Row]:
    """Tabulate milliseconds: median, minimum and maximum."""
    rows = [(name, statistics.median(taken), min(taken), max(taken)) for name, taken in times.items()]
    return [(subject, "median", "min", "max"), *((name, *(f"{t:,.1f}" for t in row)) for name, *row in rows)]


def verdicts(goals: Iterable[Goal]) -> list[Row]:
    rows = [(goal.subject, goal.measured, goal.required, "met" if goal.met else "missed") for goal in goals]
    return [("goal", "measured", "required", "result"), *rows]


def plain(table: Table) -> str:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in table)


def markdown(table: Table) -> str:
    lines = [table[0], ("---",) * len(table[0]), *table[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def document(findings: Mapping[Part, Findings]) -> str:
    """Render docs/benchmarks.md from all parts. Names in braces in a docstring are constants of its module."""
    goals = markdown(verdicts(goal for found in findings.values() for goal in found.goals))
    date = datetime.now(UTC).date().isoformat()
    sections = [INTRODUCTION.format(date=date, machine=", ".join(machine()), goals=goals)]
    for part, found in findings.items():
        title, text = (inspect.getdoc(part) or "").format(**vars(sys.modules[part.__module__])).split("\n", 1)
        sections.append("\n\n".join([f"## {title.rstrip('.')}", text.strip(), *map(markdown, found.tables)]) + "\n")
    return "\n".join(sections)


def machine() -> list[str]:
    """Describe the machine and the versions, without anything that identifies its owner."""
    cpuinfo = Path("/proc/cpuinfo")
    model = re.search(r"^model name\s*: (.+)$", cpuinfo.read_text(), re.MULTILINE) if cpuinfo.exists() else None
    system = platform.freedesktop_os_release()["PRETTY_NAME"] if platform.system() == "Linux" else platform.platform()
    browser = subprocess.run([str(chromium.find()), "--version"], capture_output=True, text=True, check=True).stdout
    versions = [f"Python {platform.python_version()}", f"PyTorch {torch.__version__} with one thread", browser.strip()]
    return [f"{model[1] if model else platform.machine()} with {os.cpu_count()} cores", system, *versions]
