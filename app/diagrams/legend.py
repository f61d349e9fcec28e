"""The line under a picture that says what its lines mean and at what scale it is drawn."""

from app.diagrams import lettering
from app.diagrams.projection import Scale
from app.diagrams.scene import Label, Link, LinkKind
from app.diagrams.sketch import Sketch
from app.diagrams.strokes import line

LINE_WORDS: dict[LinkKind, str] = {
    "identity": "identity shortcut",
    "projection": "projection shortcut (1×1 convolution)",
    "padding": "zero-padding shortcut (no parameters)",
}


def add_legend(sketch: Sketch, scale: Scale, y: float, left: float) -> float:
    """Add the legend with its text's baseline at y; gives the height at which the picture ends."""
    x = left
    drawn = {link.kind for link in sketch.links}
    for kind, words in LINE_WORDS.items():
        if kind in drawn:
            sketch.links.append(Link(kind, line(x, y - 4, x + 26, y - 4)))
            sketch.labels.append(Label(x + 33, y, words, "note", "start"))
            x += 33 + lettering.width(words, 11) + 20
    sketch.labels.append(Label(x, y, scale.words, "note", "start"))
    return y + 14
