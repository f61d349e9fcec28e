"""The parts of compared networks that differ from those of the first network."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ..networks.outline import Operation
from ..tracing.records import IMAGE, Shape, Trace
from .alignment import Segment, align_networks

Measure = tuple[Shape, int, int]
"""Output shape, parameters and MACs."""


def changed_parts(traces: Sequence[Trace]) -> tuple[frozenset[str], ...]:
    """For each network the paths of its blocks and operations that differ from the first network's counterparts.

    A part differs in its output shape, parameters or MACs, or has no counterpart. The first network has none. A changed
    image is the path `input`.
    """
    alignments = [inner for alignment in align_networks(traces) for inner in alignment.blocks or (alignment,)]
    pairs = [tuple(segments[0] if segments else None for segments in inner.segments) for inner in alignments]
    return tuple(
        frozenset(_changed(traces, [pair[number] for pair in pairs], [pair[0] for pair in pairs], number))
        for number in range(len(traces))
    )


def _changed(
    traces: Sequence[Trace], own: Sequence[Segment | None], first: Sequence[Segment | None], number: int
) -> Iterator[str]:
    trace, reference = traces[number], traces[0]
    if trace.input.shape != reference.input.shape:
        yield IMAGE
    operations, others = (_operations(each) for each in (trace, reference))
    for segment, other in zip(own, first, strict=True):
        if segment:
            if _measure(trace, segment.steps) != (other and _measure(reference, other.steps)):
                yield segment.path
            theirs = _within(others, other) if other else []
            yield from _changed_operations(trace, _within(operations, segment), reference, theirs)


def _changed_operations(
    trace: Trace, own: Sequence[Operation], reference: Trace, others: Sequence[Operation]
) -> Iterator[str]:
    """Operations are compared by path, or by their order where no paths are shared."""
    by_path = {other.path: other for other in others}
    shared = any(operation.path in by_path for operation in own)
    pairs = [(each, by_path.get(each.path)) for each in own] if shared else zip_longest(own, others)
    for operation, other in pairs:
        if operation and _measure(trace, operation.steps) != (other and _measure(reference, other.steps)):
            yield operation.path


def _operations(trace: Trace) -> dict[str, Operation]:
    """Every operation, by the path of its first step."""
    return {operation.steps[0]: operation for operation in trace.operations()}


def _within(operations: dict[str, Operation], segment: Segment) -> list[Operation]:
    return [operations[path] for path in segment.steps if path in operations]


def _measure(trace: Trace, steps: Sequence[str]) -> Measure:
    own = [trace.step(path) for path in steps]
    return own[-1].output_shape, sum(step.params for step in own), sum(step.counted_macs for step in own)
