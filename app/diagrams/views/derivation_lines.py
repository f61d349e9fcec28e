"""The arithmetic of steps as lines of text below a picture."""

from collections.abc import Iterable

from ...tracing.records import Step
from ..scene.builder import SceneBuilder
from ..scene.marks import Label
from ..text import text_metrics
from .derivation import derivation


def add_derivations(builder: SceneBuilder, steps: Iterable[Step], left: float, y: float) -> float:
    """Add the derivation of every step to a picture, a line each from baseline y down; returns the y below it."""
    found = [(step, derivation(step)) for step in steps]
    several = sum(len(rows) > 1 for _, rows in found) > 1
    rows = [(f"{_own_name(step)}: {label}" if several else label, text) for step, own in found for label, text in own]
    indent = max([110.0, *(text_metrics.width(label) + 14 for label, _ in rows)])
    for label, text in rows:
        builder.labels.append(Label(left, y, label, "note", "start"))
        builder.labels.append(Label(left + indent, y, text, "shape", "start"))
        y += 22
    return y + 18


def _own_name(step: Step) -> str:
    """The last part of a step's path."""
    return text_metrics.shorten(step.path.rpartition(".")[2], 100)
