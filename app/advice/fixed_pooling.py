"""The 7×7 average pooling of stride 1 of older code, and a classifier that expects its values at one size only."""

from collections.abc import Iterator

from ..networks.bounds import POOLING
from ..tracing.records import Pair, Trace
from .fixes import input_of
from .inputs import classifier_maps, map_inputs
from .maps import input_text, last_map, sides, times
from .records import Fix, Note


def check(trace: Trace) -> Iterator[Note]:
    """The classifier gets another number of values than its weights have columns, so that PyTorch refuses to multiply.

    Derived: a 7×7 pooling of stride 1 leaves 6 rows and columns less than the map has, and flattening multiplies them
    by the channels. Such a network cannot be traced; the trace here is that of the same network with adaptive pooling.
    """
    end, spec = last_map(trace), trace.spec
    if not end or not spec or spec.head != "fixed" or not spec.features or _values(trace) == spec.features:
        return
    left = _pooled(trace)
    if left is None:
        sentence = f"The fixed pooling reads {POOLING}×{POOLING} values, and the last map has {sides(end)}."
    else:
        product = f"{left[0]}·{left[1]}·{end.output_shape[0]:,}"
        sentence = f"The classifier gets {product} = {_values(trace):,} values and expects {spec.features:,}."
    ranges = _fitting(trace)
    fitting = f" Sides {ranges[0]} to {ranges[1]} give {spec.features:,}." if ranges else ""
    yield Note(
        "fixed_pooling",
        "problem",
        "avgpool",
        sentence,
        f"The last map is {sides(end)} for {input_text(trace)}{_leaves(left)}.{fitting} With adaptive average pooling "
        f"a classifier of {end.output_shape[0]:,} values takes any size.",
        ("fc",),
    )


def _leaves(left: Pair | None) -> str:
    return f", of which a fixed {POOLING}×{POOLING} average pooling of stride 1 leaves {times(left)}" if left else ""


def _pooled(trace: Trace) -> Pair | None:
    """The sides of the map after the pooling; `None` where it does not fit."""
    end = last_map(trace)
    left = (end.output_shape[1] - POOLING + 1, end.output_shape[2] - POOLING + 1) if end else (0, 0)
    return left if min(left) > 0 else None


def _values(trace: Trace) -> int:
    """The values that the classifier gets; 0 where the pooling does not fit."""
    end, left = last_map(trace), _pooled(trace)
    return end.output_shape[0] * left[0] * left[1] if end and left else 0


def _fitting(trace: Trace) -> Pair | None:
    """The smallest and the largest side that give the values that the classifier expects, if any do."""
    end, spec = last_map(trace), trace.spec
    pooled = classifier_maps(spec.features, end.output_shape[0]) if end and spec and spec.features else []
    for rows, columns in pooled:
        if rows == columns and end:
            ranges = map_inputs(trace, end, (rows + POOLING - 1, columns + POOLING - 1))
            return (ranges[0].least, ranges[0].most) if ranges else None
    return None


def fitting_input(trace: Trace) -> Iterator[Fix]:
    """The largest input that gives the values that the classifier expects."""
    if ranges := _fitting(trace):
        yield input_of(ranges[1], ranges[1])


def fitting_features(trace: Trace) -> Iterator[Fix]:
    """A classifier for the values that it gets."""
    if values := _values(trace):
        yield Fix(f"A classifier of {values:,} values", {"features": str(values)})
