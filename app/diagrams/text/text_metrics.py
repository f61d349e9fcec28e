"""Words and shapes as they are written in a picture, and how much room they take at the most."""

import math
from typing import Literal

from app.tracing.records import Shape

ShapeStyle = Literal["hwc", "nchw"]

NARROW, WIDE = "fijlrtI.,:;|'!()[]⌊⌋/·› ", "×+=−→<>√≥≤ABCDGHKNOPQRUVXYZ&"


def width(text: str, size: float, bold: bool = False) -> float:
    """Upper bound of a line's width, whatever the system's sans-serif font: DejaVu Sans, about the widest in use."""
    ems = sum(0.42 if c in NARROW else 0.99 if c in "mMwW%@" else 0.84 if c in WIDE else 0.64 for c in text)
    return ems * size * (1.1 if bold else 1.0)


def wrapped(text: str, room: float, size: float, bold: bool = False) -> list[str]:
    """The text in as many lines as it takes, broken between words."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def halves(text: str) -> list[str]:
    """The text in two lines, broken between words where the longer one is shortest."""
    words = text.split(" ")
    pairs = [[" ".join(words[:n]), " ".join(words[n:])] for n in range(1, len(words))]
    return min(pairs, key=lambda pair: max(width(part, 1) for part in pair), default=[text])


def shape_text(shape: Shape, style: ShapeStyle = "hwc") -> str:
    """`112×112×64` to people, `1×64×112×112` where PyTorch is spoken; a vector is its length."""
    if style == "nchw":
        return "×".join(str(side) for side in (1, *shape))
    return "×".join(str(side) for side in (*shape[1:], shape[0]))


def shape_lines(shape: Shape, style: ShapeStyle, room: float, size: float) -> list[str]:
    """The shape in one line where there is room, else in two."""
    text = shape_text(shape, style)
    if width(text, size) <= room or len(shape) == 1:
        return [text]
    sides = text.split("×")
    half = len(sides) - len(sides) // 2
    return ["×".join(sides[:half]), "×" + "×".join(sides[half:])]


def count(number: int) -> str:
    """`21.80 M`: a count to four digits with its unit, whole below ten thousand."""
    for unit, name in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")):
        if number >= unit:
            scale = 1e3 if name == "k" else unit
            return f"{_digits(number / scale)} {name}"
    return f"{number:,}"


def size_in_bytes(number: int) -> str:
    """`50.49 MB`, in powers of ten."""
    for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if number >= unit:
            return f"{_digits(number / unit)} {name}"
    return f"{number} B"


def _digits(value: float) -> str:
    """Four significant digits, and no more than two after the point."""
    return f"{value:,.{min(2, max(0, 3 - int(math.log10(value))))}f}"


def sees(least: int, most: int) -> str:
    """A receptive field, as a range where its paths differ."""
    return f"{most:,} px" if least == most else f"{least:,} to {most:,} px"
