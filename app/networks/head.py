"""The fixed pooling of older code: the inputs for which the classifier gets the number of values that it expects."""

from math import isqrt

from .bounds import POOLING, ImpossibleChoice, Suggestion, smallest_side
from .spec import Spec


def last_side(spec: Spec, side: int) -> int:
    """The side of the last layer's volume: every stride rounds up, since all windows are padded to keep the size."""
    return -(-side // spec.total_stride)


def pooled_side(spec: Spec, side: int) -> int:
    """The side of that volume after a fixed pooling; it is below 1 where the pooling does not fit."""
    return last_side(spec, side) - POOLING + 1


def pooled_values(spec: Spec, height: int, width: int) -> int:
    """The values that a classifier gets behind a fixed pooling."""
    return spec.last_channels * pooled_side(spec, height) * pooled_side(spec, width)


def sides_with(spec: Spec, values: int) -> range:
    """The sides of square inputs that give a classifier so many values behind a fixed pooling."""
    rows = isqrt(values // spec.last_channels)
    if not rows or rows**2 * spec.last_channels != values:
        return range(0)
    last = rows + POOLING - 1
    return range((last - 1) * spec.total_stride + 1, last * spec.total_stride + 1)


def check_input(spec: Spec, height: int, width: int) -> None:
    """Raise `ImpossibleChoice` where a fixed pooling does not fit, or its classifier gets another number of values."""
    if spec.head != "fixed" or spec.block == "vgg":
        return
    rows, columns = last_side(spec, height), last_side(spec, width)
    down, across = rows - POOLING + 1, columns - POOLING + 1
    here = f"{rows}×{columns} for an input of {height}×{width}"
    sides = sides_with(spec, spec.features or 0)
    fitting = f"a side from {sides[0]} to {sides[-1]}, " if sides else ""
    sizes = [Suggestion({"size": str(sides[-1])})] if sides else []
    if min(down, across) < 1:
        least = smallest_side(spec)
        raise ImpossibleChoice(
            "size",
            f"The fixed pooling reads {POOLING}×{POOLING} values, and the last layer has {here}. "
            f"Choose {least}×{least} or larger, or head=adaptive.",
            *sizes,
            Suggestion({"head": None}),
        )
    if (values := pooled_values(spec, height, width)) != spec.features:
        raise ImpossibleChoice(
            "features",
            f"fc expects {spec.features:,} values and gets {down}·{across}·{spec.last_channels:,} = {values:,}: "
            f"the fixed pooling leaves {down}×{across} of {here}. "
            f"Choose {fitting}features={values} or head=adaptive.",
            *sizes,
            Suggestion({"features": str(values)}),
            Suggestion({"head": None, "features": None}),
        )
