"""The answer of `trace --check`: how many shapes agree, or where they differ."""

from ..tracing.check import Check, Comparison
from ..tracing.own import Untraceable
from ..tracing.records import Shape
from .messages import Failure, printable, progress
from .network import TracedNetwork

MOST = 20  # differences that are listed


def print_check(network: TracedNetwork) -> int:
    """Print the result. Returns 1 if a shape differs. Raises `Failure` if the forward of an image fails."""
    try:
        with progress(f"Running {network.trace.title} on one image"):
            check = network.check()
    except Untraceable as error:
        raise Failure(str(error), 1) from error
    print("\n".join(map(printable, _lines(check, network))))
    return 1 if check.differences else 0


def _lines(check: Check, network: TracedNetwork) -> list[str]:
    wrong, count = check.differences, len(check.comparisons)
    image = " and ".join(times(each.shape) for each in network.trace.inputs or (network.trace.input,))
    what = f"{network.name}, a real forward of one random image of {image}"
    functions = (
        f" {check.unseen:,} steps were recorded as operators; their volumes are compared where a module is given them."
        if check.unseen
        else ""
    )
    if not wrong:
        return [f"{what}: all {count:,} shapes agree.{functions}"]
    more = [f"… and {len(wrong) - MOST:,} more."] if len(wrong) > MOST else []
    return [f"{what}: {len(wrong):,} of {count:,} shapes differ.", *map(_difference, wrong[:MOST]), *more]


def _difference(each: Comparison) -> str:
    """`conv2, input: 8×16×16 in the trace, 1×8×8×8 in the real forward (batch of 1).`"""
    if each.real is None:
        return f"{each.path}, {each.what}: {times(each.traced)} in the trace, none in the real forward."
    if each.traced is None:
        return f"{each.path}, {each.what}: none in the trace, {times(each.real)} in the real forward (batch of 1)."
    real = f"{times(each.real)} in the real forward (batch of 1)"
    return f"{each.path}, {each.what}: {times(each.traced)} in the trace, {real}."


def times(shape: Shape | None) -> str:
    """`3×224×224`."""
    return "×".join(map(str, shape)) if shape else "a number"
