"""The lines under a picture that say what its lines mean and at what scale it is drawn."""

import math

from app.diagrams.scene.builder import Sketch
from app.diagrams.scene.marks import Label, Link, LinkKind
from app.diagrams.scene.projection import Scale
from app.diagrams.scene.svg_paths import line
from app.diagrams.text import text_metrics

LINE_WORDS: dict[LinkKind, str] = {
    "identity": "identity shortcut",
    "projection": "projection shortcut (1×1 convolution)",
    "padding": "zero-padding shortcut (no parameters)",
}


def add_legend(sketch: Sketch, scale: Scale | None, y: float, left: float, right: float = math.inf) -> float:
    """Add the legend with its text's first baseline at y; gives the height at which the picture ends."""
    x = left
    drawn = {link.kind for link in sketch.links}
    for kind, words in LINE_WORDS.items():
        if kind in drawn:
            wide = 33 + text_metrics.width(words, 11)
            if x > left and x + wide > right:
                x, y = left, y + 18
            sketch.links.append(Link(kind, line(x, y - 4, x + 26, y - 4)))
            sketch.labels.append(Label(x + 33, y, words, "note", "start"))
            x += wide + 20
    if scale:
        sketch.labels.append(Label(x, y, scale.words, "note", "start"))
    return y + 14
