"""Upper bounds of text widths, and line breaking by them."""

from functools import lru_cache

from .formatting import Notation
from .named_shape import NamedShape

LABEL_SIZE = 13.0  # of most texts of a picture

NARROW, WIDE = "fijlrtI.,:;|'!()[]⌊⌋/·› ", "×+=−→<>√≥≤ABCDGHKNOPQRUVXYZ&"


@lru_cache(maxsize=8192)  # pages measure the same labels again and again
def width(text: str, size: float = LABEL_SIZE, bold: bool = False) -> float:
    """Upper bound of a line's width in Inter and in system fonts, of which DejaVu Sans is about the widest."""
    ems = sum(0.42 if c in NARROW else 0.99 if c in "mMwW%@" else 0.84 if c in WIDE else 0.64 for c in text)
    return ems * size * (1.1 if bold else 1.0)


def wrap(text: str, room: float, size: float = LABEL_SIZE, bold: bool = False) -> list[str]:
    """Break the text between words into lines no wider than `room`, as far as single words allow."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def wrap_chain(text: str, room: float) -> list[str]:
    """Break a chain of names (`BN · ReLU`) between them into lines no wider than `room`, as far as they allow."""
    lines: list[str] = []
    for name in text.split(" · "):
        longer = f"{lines[-1]} · {name}" if lines else name
        if lines and width(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(name)
    return lines


def split_in_two(text: str) -> list[str]:
    """Break the text between words into two lines so that the longer one is shortest; a single word is one line."""
    words = text.split(" ")
    pairs = [[" ".join(words[:n]), " ".join(words[n:])] for n in range(1, len(words))]
    return min(pairs, key=lambda pair: max(width(part, 1) for part in pair), default=[text])


def shape_lines(shape: NamedShape, style: Notation, room: float) -> list[str]:
    """The shape in one line if it fits into `room`, else in two, if it is a product."""
    text = shape.text(style)
    if width(text) <= room or len(shape.shape) == 1 or " " in text:
        return [text]
    sides = text.split("×")
    half = len(sides) - len(sides) // 2
    return ["×".join(sides[:half]), "×" + "×".join(sides[half:])]


def shorten(text: str, room: float, size: float = LABEL_SIZE, bold: bool = False) -> str:
    """The text, or its beginning and end around `…` if it is wider than `room`."""
    if width(text, size, bold) <= room:
        return text
    kept = next((n for n in range(len(text) - 1, 2, -1) if width(_ends(text, n), size, bold) <= room), 2)
    return _ends(text, kept)


def _ends(text: str, kept: int) -> str:
    """`kept` characters of the text: a third of them from its beginning, the others from its end."""
    return f"{text[: kept // 3]}…{text[len(text) - kept + kept // 3 :]}"
