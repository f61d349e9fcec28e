"""Shapes and numbers as text."""

import math
from typing import Literal

from ...tracing.records import ReceptiveField, Shape

UNKNOWN = "–"

Notation = Literal["hwc", "nchw"]
"""How shapes are written: `112×112×64`, or as PyTorch does, `1×64×112×112`."""


def shape_text(shape: Shape, style: Notation = "hwc") -> str:
    """`112×112×64` or `1×64×112×112`; a vector in `hwc` is its length."""
    if style == "nchw":
        return "×".join(str(side) for side in (1, *shape))
    return "×".join(str(side) for side in (*shape[1:], shape[0]))


def sides_text(shape: Shape) -> str:
    """`56×56`: height and width of a volume; 1×1 for a vector."""
    _, height, width = (*shape, 1, 1)[:3]
    return f"{height}×{width}"


def size_change(before: Shape, after: Shape) -> str:
    """Describe the effect of a stride of 2: `halves 56×56 to 28×28`, with other verbs for odd or single rows."""
    pairs = list(zip((*before, 1, 1)[1:3], (*after, 1, 1)[1:3], strict=True))
    if all(old == new for old, new in pairs):
        return f"leaves {sides_text(before)} as it is"
    if all(old == 2 * new for old, new in pairs):
        return f"halves {sides_text(before)} to {sides_text(after)}"
    if all(old == 2 * new - 1 or old == 2 * new for old, new in pairs) and min(old for old, _ in pairs) > 1:
        return f"halves {sides_text(before)} to {sides_text(after)}, rounding up"
    return f"takes {sides_text(before)} to {sides_text(after)}"


def ratio_text(value: float) -> str:
    """`5.4 times`, `1.02 times`, `15 times`: a ratio of at least 1, to two or three digits."""
    return f"{value:.0f} times" if value >= 10 else f"{value:.2f} times" if value < 1.1 else f"{value:.1f} times"


def change_text(ratio: float) -> str:
    """A ratio as a change: `−85 %`, `+0.83 %`, `the same`; under a tenth, or from two, as factor: `0.015×`, `2.4×`."""
    if ratio == 1:
        return "the same"
    if ratio < 0.001:
        return "<0.001×"
    if not 0.1 <= ratio < 1.995:
        return f"{ratio:,.0f}×" if ratio >= 9.95 else f"{ratio:.2g}×"
    percent, sign = abs(ratio - 1) * 100, "+" if ratio > 1 else "−"
    digits = 0 if percent >= 10 else 1 if percent >= 1 else 2
    return f"{sign}{percent:.{digits}f} %" if percent >= 0.01 else f"{sign}<0.01 %"


def percentage(fraction: float) -> str:
    """`58.6 %`, `0.04 %`, `<0.01 %`: three digits at most; `0 %` of nothing."""
    percent = 100 * fraction
    if 0 < percent < 0.005:
        return "<0.01 %"
    return f"{percent:.{1 if percent >= 1 else 2}f} %" if fraction else "0 %"


def flops_text(number: int) -> str:
    """`3.66 × 10⁹`, `40.6 × 10⁶`: a count to three digits, as the paper writes its FLOPs."""
    return f"{number / 1e9:.3g} × 10⁹" if number >= 10**9 else f"{number / 1e6:.3g} × 10⁶"


def short_count(number: int) -> str:
    """`21.80 M`: a count to four digits with its unit; in full below ten thousand."""
    for unit, name in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")):
        if number >= unit:
            scale = 1e3 if name == "k" else unit
            return f"{_four_digits(number / scale)} {name}"
    return f"{number:,}"


def size_in_bytes(number: int) -> str:
    """`50.49 MB`, in powers of ten."""
    for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if number >= unit:
            return f"{_four_digits(number / unit)} {name}"
    return f"{number} B"


def _four_digits(value: float) -> str:
    """Four significant digits, at most two after the decimal point."""
    return f"{value:,.{min(2, max(0, 3 - int(math.log10(value))))}f}"


def receptive_field_text(field: ReceptiveField | None) -> str:
    """`11 px`; `7 to 11 px` where paths through the network differ; `5×7 to 11×15 px` where height and width differ."""
    if field is None:
        return UNKNOWN
    height, width = field.axes
    longest, shortest = _side_text(height.max, width.max), _side_text(height.min, width.min)
    return f"{longest} px" if shortest == longest else f"{shortest} to {longest} px"


def _side_text(height: int, width: int) -> str:
    return f"{height:,}" if height == width else f"{height:,}×{width:,}"
