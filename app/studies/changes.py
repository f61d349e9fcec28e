"""The parts of compared networks that differ from those of the first network."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ..networks.outline import Operation
from ..tracing.records import IMAGE, Shape, Step, Trace
from .alignment import Segment, align_networks

Measure = tuple[Shape, int, int]
"""Output shape, parameters and MACs."""

SegmentPair = tuple[Segment, Segment | None]
"""A segment of a network, and its counterpart in the first network."""


def changed_parts(traces: Sequence[Trace]) -> tuple[frozenset[str], ...]:
    """For each network the paths of its blocks and operations that differ from the first network's counterparts.

    A part differs in its output shape, parameters or MACs, or has no counterpart. The first network has none. A changed
    image is the path `input`.
    """
    pairs = zip(traces, _segment_pairs(traces), strict=True)
    return tuple(frozenset(_changed_parts(trace, traces[0], own)) for trace, own in pairs)


def changed_steps(traces: Sequence[Trace]) -> tuple[frozenset[str], ...]:
    """For each network the paths of its steps that differ from the first network's, in the sense of `changed_parts`."""
    pairs = zip(traces, _segment_pairs(traces), strict=True)
    return tuple(frozenset(_changed_steps(trace, traces[0], own)) for trace, own in pairs)


def _segment_pairs(traces: Sequence[Trace]) -> list[list[SegmentPair]]:
    """Return the pairs of each network: its operations of stem and head, and its blocks."""
    alignments = [inner for alignment in align_networks(traces) for inner in alignment.blocks or (alignment,)]
    places = [[segments[0] if segments else None for segments in inner.segments] for inner in alignments]
    return [[(own, place[0]) for place in places if (own := place[number])] for number in range(len(traces))]


def _changed_parts(trace: Trace, reference: Trace, pairs: Sequence[SegmentPair]) -> Iterator[str]:
    if trace.input.shape != reference.input.shape:
        yield IMAGE
    for segment, other in pairs:
        if _measure(trace, segment.steps) != (other and _measure(reference, other.steps)):
            yield segment.path
    for operation, other in _operation_pairs(trace, reference, pairs):
        if _measure(trace, operation.steps) != (other and _measure(reference, other.steps)):
            yield operation.path


def _changed_steps(trace: Trace, reference: Trace, pairs: Sequence[SegmentPair]) -> Iterator[str]:
    for operation, other in _operation_pairs(trace, reference, pairs):
        own, theirs = [*map(trace.step, operation.steps)], [*map(reference.step, other.steps if other else ())]
        for step, counterpart in _step_pairs(own, theirs):
            if counterpart is None or _measure(trace, [step.path]) != _measure(reference, [counterpart.path]):
                yield step.path


def _operation_pairs(
    trace: Trace, reference: Trace, pairs: Sequence[SegmentPair]
) -> Iterator[tuple[Operation, Operation | None]]:
    """Operations of paired segments are compared by path, or by their order where no paths are shared."""
    operations, others = (_operations(each) for each in (trace, reference))
    for segment, counterpart in pairs:
        own, theirs = _within(operations, segment), _within(others, counterpart) if counterpart else []
        by_path = {other.path: other for other in theirs}
        shared = any(operation.path in by_path for operation in own)
        matched = [(each, by_path.get(each.path)) for each in own] if shared else zip_longest(own, theirs)
        yield from ((operation, other) for operation, other in matched if operation)


def _step_pairs(own: Sequence[Step], others: Sequence[Step]) -> Iterator[tuple[Step, Step | None]]:
    """Steps of paired operations are compared in order, those of each kind where the operations differ in length."""
    if len(own) == len(others):
        yield from zip(own, others, strict=True)
        return
    for number, step in enumerate(own):
        before = sum(other.kind == step.kind for other in own[:number])
        same = [other for other in others if other.kind == step.kind]
        yield step, same[before] if before < len(same) else None


def _operations(trace: Trace) -> dict[str, Operation]:
    """Every operation, by the path of its first step."""
    return {operation.steps[0]: operation for operation in trace.operations()}


def _within(operations: dict[str, Operation], segment: Segment) -> list[Operation]:
    return [operations[path] for path in segment.steps if path in operations]


def _measure(trace: Trace, steps: Sequence[str]) -> Measure:
    own = [trace.step(path) for path in steps]
    return own[-1].output_shape, sum(step.params for step in own), sum(step.counted_macs for step in own)
