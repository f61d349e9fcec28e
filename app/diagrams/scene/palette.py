"""The colours of volumes, once for every renderer: each tone's front, its lighter top and its darker side.

The layers' hues keep apart under the common colour-vision deficiencies (violet, green, red-pink, blue, ochre differ in
lightness as well), and no meaning rests on colour alone: every group carries its name.
"""

from dataclasses import dataclass
from typing import Literal

from app.networks.outline import Operation

FRONTS = {
    "input": "#8d99a8",
    "stem": "#f2994a",
    "layer1": "#7b6ef2",
    "layer2": "#27ae8f",
    "layer3": "#e0557b",
    "layer4": "#2f8df0",
    "layer5": "#c79a1b",
    "head": "#5b6472",
    "projection": "#c3a1f2",
}


Theme = Literal["light", "dark"]

THEMES: dict[Theme, dict[str, str]] = {
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
    """The colours of one volume's three visible faces."""

    front: str
    top: str
    side: str


def mix(colour: str, other: str, share: float) -> str:
    """`colour` with a share (0 to 1) of `other` in it."""
    channels = [(int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in channels)


def faces(front: str) -> Faces:
    """A front with its lighter top and its darker side."""
    return Faces(front, mix(front, "#ffffff", 0.38), mix(front, "#101820", 0.24))


FACES = {tone: faces(front) for tone, front in FRONTS.items()}

ENDS = {"conv1": "stem", "maxpool": "stem"}


def tone_of(operation: Operation) -> str:
    """The colour of an operation's volumes: its layer's, the shortcut's, the stem's or the head's."""
    if operation.kind in ("projection", "padding"):
        return "projection"
    first = operation.path.split(".")[0]
    return first if first.startswith("layer") else ENDS.get(first, "head")
