"""Parts of sentences that depend on numbers, so that a sentence is right at every size."""

from app.tracing.records import Shape


def sides(shape: Shape) -> str:
    """`56×56`: height and width of a volume; of a vector 1×1."""
    _, height, width = (*shape, 1, 1)[:3]
    return f"{height}×{width}"


def halved(before: Shape, after: Shape) -> str:
    """`halves 56×56 to 28×28`, and what else a stride of 2 may do to odd and to single rows and columns."""
    pairs = list(zip((*before, 1, 1)[1:3], (*after, 1, 1)[1:3], strict=True))
    if all(old == new for old, new in pairs):
        return f"leaves {sides(before)} as it is"
    if all(old == 2 * new for old, new in pairs):
        return f"halves {sides(before)} to {sides(after)}"
    if all(old == 2 * new - 1 or old == 2 * new for old, new in pairs) and min(old for old, _ in pairs) > 1:
        return f"halves {sides(before)} to {sides(after)}, rounding up"
    return f"takes {sides(before)} to {sides(after)}"


def ratio_words(value: float) -> str:
    """`5.4 times`, `1.02 times`, `15 times`: a ratio of at least 1 to two or three digits."""
    return f"{value:.0f} times" if value >= 10 else f"{value:.2f} times" if value < 1.1 else f"{value:.1f} times"


def powers(number: int) -> str:
    """`3.66 × 10⁹`, `40.6 × 10⁶`: a count to three digits, as the paper writes its FLOPs."""
    return f"{number / 1e9:.3g} × 10⁹" if number >= 10**9 else f"{number / 1e6:.3g} × 10⁶"
