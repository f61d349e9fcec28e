"""Colours of volumes and themes, for every renderer.

The layers' hues can be told apart with the common colour-vision deficiencies (violet, green, red-pink, blue, ochre,
purple, brown and mint differ in lightness as well). Colour is never the only carrier of meaning: every group is
labelled.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FRONTS = {
    "input": "#8d99a8",
    "stem": "#f2994a",
    "layer1": "#7b6ef2",
    "layer2": "#27ae8f",
    "layer3": "#e0557b",
    "layer4": "#2f8df0",
    "layer5": "#c79a1b",
    "layer6": "#8f2aa8",
    "layer7": "#9c6a1c",
    "layer8": "#7ad9c4",
    "head": "#5b6472",
    "projection": "#c3a1f2",
}

SERIES = ("#0b8fa8", "#dd5a0a", "#5a9216", "#c026d3")
"""Lines of compared networks: not the colours of layers, and at least 3:1 against the paper of both themes."""

Theme = Literal["light", "dark"]

Colours = Mapping[str, str]
"""The colours of a theme by name."""

THEMES: dict[Theme, Colours] = {
    "light": {
        "paper": "#ffffff",
        "ink": "#17202c",
        "muted": "#55606f",
        "line": "#454f5e",
        "rule": "#d9dfe7",
        "edge": "#ffffff",
        "letter": "#17202c",
        "accent": "#b3261e",
    },
    "dark": {
        "paper": "#131a24",
        "ink": "#e8edf4",
        "muted": "#a3afbf",
        "line": "#b6c0ce",
        "rule": "#2c3747",
        "edge": "#131a24",
        "letter": "#17202c",
        "accent": "#ff8a80",
    },
}


@dataclass(frozen=True, slots=True)
class Faces:
    """Colours of the three visible faces of a volume."""

    front: str
    top: str
    side: str


def mix(colour: str, other: str, share: float) -> str:
    """Mix `colour` with a share (0 to 1) of `other`."""
    channels = [(int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in channels)


def faces(front: str) -> Faces:
    """Return the front colour with a lighter top and a darker side."""
    return Faces(front, mix(front, "#ffffff", 0.38), mix(front, "#101820", 0.24))


FACES = {tone: faces(front) for tone, front in FRONTS.items()}

LAYERS = tuple(tone for tone in FRONTS if tone.startswith("layer"))


def layer_tone(number: int) -> str:
    """Return the palette key of a layer by its number from 0. The ninth layer has the colour of the first."""
    return LAYERS[number % len(LAYERS)]
