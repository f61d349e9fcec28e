"""A volume's shape with the meaning of its axes: how it is written, and which sides a picture draws.

Positions are written first and channels last: `56×56×64`, `197×768` for a sequence, whatever the order in PyTorch.
Where the meaning of an axis is not known, the shape is in brackets and in PyTorch's order: `[12, 197, 197]`.
"""

from dataclasses import dataclass
from functools import lru_cache

from ...tracing.records import IMAGE, Shape, Step, Trace
from .formatting import Notation, shape_text

DEFAULTS = {1: "C", 2: "CL", 3: "CHW", 4: "CDHW"}
"""The layout that an empty one stands for, by the number of axes: that of PyTorch's convolutions."""

POSITIONS = "DHWL"
"""Axes along which a volume has places, in the order in which they are written."""

DRAWN = {"C": (0,), "H": (1,), "W": (2,), "L": (1, 2), "D": (2, 1), "?": (0, 1, 2)}
"""The sides (thickness, height, depth) that draw an axis, the first that is still free."""


@dataclass(frozen=True, slots=True)
class NamedShape:
    """A shape without the batch; `layout` and `folded` are those of a step."""

    shape: Shape
    layout: str = ""
    folded: bool = False

    @property
    def letters(self) -> str:
        """A letter for each axis."""
        if len(self.layout) == len(self.shape):
            return self.layout
        return DEFAULTS.get(len(self.shape), "?" * len(self.shape))

    @property
    def unfolded(self) -> "NamedShape":
        """One of the volumes that a folded one holds for each image."""
        return NamedShape(self.shape[1:], self.letters[1:]) if self.folded else self

    @property
    def is_usual(self) -> bool:
        """Whether it is C×H×W, or C alone, as all volumes of the catalogue."""
        return not self.layout and not self.folded and len(self.shape) in (1, 3)

    @property
    def is_image(self) -> bool:
        """Whether it is C×H×W in this order."""
        return self.letters == "CHW" and not self.folded

    @property
    def channels(self) -> int:
        """The number of channels, or of the last axis where none is known to be the channels."""
        one = self.unfolded
        return one.shape[one.letters.find("C")] if one.shape else 1  # -1, the last axis, where there is no C

    @property
    def order(self) -> str:
        """The axes as they are written: `H×W×C`, `L×C`."""
        letters = self.unfolded.letters
        if "?" in letters:
            return "axes"
        return "×".join(_written(letters)) if len(letters) > 1 else "H×W×C"

    @property
    def sides(self) -> tuple[int, int, int]:
        """Thickness, height and depth of the cuboid that draws it. Of a folded volume, one is drawn."""
        if self.is_usual:
            channels, height, width = (*self.shape, 1, 1)[:3]
            return channels, height, width
        one = self.unfolded
        return _drawn_sides(one.shape, one.letters)

    def text(self, notation: Notation) -> str:
        """`112×112×64`, `197×768`, `64 of 49×96`; in `nchw` as PyTorch has it, with a batch of one image."""
        if self.is_usual:
            return shape_text(self.shape, notation)
        if notation == "nchw":
            return "×".join(map(str, self.shape)) if self.folded else shape_text(self.shape, "nchw")
        if self.folded:
            return f"{self.shape[0]:,} of {self.unfolded.text(notation)}"
        if "?" in self.letters:
            return f"[{', '.join(map(str, self.shape))}]"
        return "×".join(str(self.shape[self.letters.index(letter)]) for letter in _written(self.letters)) or "1"


@lru_cache(maxsize=4096)
def _drawn_sides(shape: Shape, letters: str) -> tuple[int, int, int]:
    """Thickness, height and depth of a volume whose axes have these letters; cached, for it is asked for very often."""
    sides = [1, 1, 1]
    taken: set[int] = set()
    for letter, length in sorted(zip(letters, shape, strict=True), key=lambda axis: _rank(axis[0])):
        places = DRAWN.get(letter, DRAWN["?"])
        place = next((place for place in places if place not in taken), places[0])
        taken.add(place)
        sides[place] *= max(1, length)
    return sides[0], sides[1], sides[2]


def _written(letters: str) -> list[str]:
    return [*(letter for letter in POSITIONS if letter in letters), *(letter for letter in letters if letter == "C")]


def _rank(letter: str) -> int:
    return "CHWLD".find(letter) % 6  # unknown axes last


def output_shape(step: Step) -> NamedShape:
    """The output of a step."""
    return NamedShape(step.output_shape, step.layout, step.folded)


def input_shapes(trace: Trace, step: Step) -> tuple[NamedShape, ...]:
    """The inputs of a step. One with other axes than its producer's first output has the usual ones."""
    pairs = zip(step.inputs, step.input_shapes, strict=True)
    return tuple(_as_given(produced_shape(trace, path), shape) for path, shape in pairs)


def entering_shape(trace: Trace, step: Step) -> NamedShape:
    """The first input of a step; its output if it reads parameters alone."""
    return next(iter(input_shapes(trace, step)), output_shape(step))


def produced_shape(trace: Trace, path: str) -> NamedShape:
    """The output of the step `path`, or the image or another input."""
    others = {given.path: given.shape for given in trace.inputs}
    if path in others:
        return NamedShape(others[path])
    return NamedShape(trace.input.shape) if path == IMAGE else output_shape(trace.step(path))


def _as_given(produced: NamedShape, shape: Shape) -> NamedShape:
    if len(shape) != len(produced.shape):
        return NamedShape(shape)
    return NamedShape(shape, produced.layout, produced.folded)
