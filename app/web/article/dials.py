"""Numbers in the article's first sentence that can be changed: each leads to the same article with another value."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from ...networks.bounds import MAX_SIDE
from ..controls import size_text

STOPS = (8, 16, 24, 32, 48, 64, 96, 128, 160, 192, 224, 256, 320, 384, 448, 512, 768, 1024)
"""Sides to which the links beside a number lead."""

SizeUrl = Callable[[str], str]
"""Return the URL of the article at another size, `224` or `160x224`."""


@dataclass(frozen=True, slots=True)
class Dial:
    """A number from `least` to `most`, with links to a smaller and a larger one.

    `value` of the depth counts the networks of the family; `urls` are theirs. `other` is the side that stays where
    height and width differ.
    """

    name: Literal["depth", "side", "height", "width"]
    label: str
    text: str
    value: int
    least: int
    most: int
    less: str | None
    more: str | None
    urls: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    other: int | None = None


def depth_dial(networks: Sequence[tuple[str, str]], chosen: str) -> Dial:
    """Return the dial of the depth; `networks` are the labels and URLs of a family."""
    texts, urls = tuple(text for text, _ in networks), tuple(url for _, url in networks)
    at = texts.index(chosen)
    less, more = urls[at - 1] if at else None, urls[at + 1] if at + 1 < len(urls) else None
    return Dial("depth", "Depth of the network", chosen, at, 0, len(urls) - 1, less, more, urls, texts)


def size_dials(height: int, width: int, url: SizeUrl) -> tuple[Dial, ...]:
    """Return a dial for the side of a square, or one each for height and width."""
    if height == width:
        return (_side("side", "Side of the image", height, None, lambda side: url(str(side))),)
    return (
        _side("height", "Height of the image", height, width, lambda side: url(size_text(side, width))),
        _side("width", "Width of the image", width, height, lambda side: url(size_text(height, side))),
    )


def _side(
    name: Literal["side", "height", "width"], label: str, value: int, other: int | None, url: Callable[[int], str]
) -> Dial:
    below, above = STOPS[: bisect_left(STOPS, value)], STOPS[bisect_right(STOPS, value) :]
    less, more = url(below[-1]) if below else None, url(above[0]) if above else None
    return Dial(name, label, str(value), value, 1, MAX_SIDE, less, more, other=other)
