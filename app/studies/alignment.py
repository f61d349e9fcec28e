"""Align the layers and blocks of several networks: by path, or by stage where paths mean different things."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from ..networks.outline import Operation, OperationKind
from ..tracing.records import Trace
from .stages import stages

Level = Literal["operation", "layer", "block", "stage"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A layer, a block, or an operation of the stem or the head; `factor` is that of the stage in which it ends.

    `kinds` are those of its operations, except for a layer.
    """

    path: str
    steps: tuple[str, ...]
    factor: int | None
    kinds: tuple[OperationKind, ...] = ()
    blocks: tuple["Segment", ...] = ()


@dataclass(frozen=True, slots=True)
class Alignment:
    """The segments of each network at one place, in the order of the networks; empty where a network has none.

    `blocks` are the alignments inside.
    """

    key: str
    level: Level
    segments: tuple[tuple[Segment, ...], ...]
    blocks: tuple["Alignment", ...] = ()


def align_networks(traces: Sequence[Trace]) -> tuple[Alignment, ...]:
    """Return the segments of all networks side by side, in the order of the flow.

    They are aligned by path where layers of the same path are the same part of their networks, and otherwise by the
    factor by which their volumes are smaller than the input.
    """
    networks = [segments(trace) for trace in traces]
    return tuple(_by_path(networks) if _share_paths(traces) else _by_stage(networks))


def _share_paths(traces: Sequence[Trace]) -> bool:
    """Whether layers of the same path are the same part of their networks.

    VGG numbers its layers by other sizes than residual and plain networks do. Of a user's own networks, all layers of
    the one with the fewest have to be in the others, with blocks of more than one convolution in all or in none.
    """
    if all(trace.spec for trace in traces):
        return len({trace.catalogue_spec.block == "vgg" for trace in traces}) == 1
    paths = sorted(({layer.path for layer in trace.layers} for trace in traces), key=len)
    return bool(paths[0]) and all(paths[0] <= other for other in paths) and len({*map(_is_plain, traces)}) == 1


def _is_plain(trace: Trace) -> bool:
    """Whether every block is a single convolution or pooling, as in VGG."""
    return all(len(block.operations) == 1 for layer in trace.layers for block in layer.blocks)


def segments(trace: Trace) -> tuple[Segment, ...]:
    """Return a network's stem operations, layers and head operations."""
    factors = {operation.path: stage.factor for stage in stages(trace) for operation in stage.operations}

    def segment(path: str, operations: Sequence[Operation]) -> Segment:
        steps = tuple(step for operation in operations for step in operation.steps)
        return Segment(path, steps, factors[operations[-1].path], tuple(operation.kind for operation in operations))

    def layer(path: str, blocks: tuple[Segment, ...]) -> Segment:
        return Segment(path, tuple(step for block in blocks for step in block.steps), blocks[-1].factor, (), blocks)

    return (
        *(segment(operation.path, [operation]) for operation in trace.stem),
        *(layer(la.path, tuple(segment(b.path, b.operations) for b in la.blocks)) for la in trace.layers),
        *(segment(operation.path, [operation]) for operation in trace.head),
    )


def _by_path(networks: Sequence[Sequence[Segment]]) -> Iterator[Alignment]:
    for path, found in _match_paths(networks):
        blocks = _match_paths([segment.blocks if segment else () for segment in found])
        inside = tuple(Alignment(key, "block", _one_each(own)) for key, own in blocks)
        yield Alignment(path, "layer" if inside else "operation", _one_each(found), inside)


def _one_each(found: Iterable[Segment | None]) -> tuple[tuple[Segment, ...], ...]:
    return tuple((segment,) if segment else () for segment in found)


def _match_paths(networks: Sequence[Sequence[Segment]]) -> Iterator[tuple[str, list[Segment | None]]]:
    """Yield every path of any network, with the segment that each network has there."""
    by_path = [{segment.path: segment for segment in network} for network in networks]
    for path in _merge([[segment.path for segment in network] for network in networks]):
        yield path, [network.get(path) for network in by_path]


def _merge(sequences: Iterable[Sequence[str]]) -> list[str]:
    """Return all names once. A new name is inserted after the name that it follows in its own sequence."""
    merged: list[str] = []
    for sequence in sequences:
        known, at = {*merged}, 0
        for name in sequence:
            if name in known:
                at = merged.index(name, at) + 1
            else:
                merged.insert(at, name)
                at += 1
    return merged


def _by_stage(networks: Sequence[Sequence[Segment]]) -> Iterator[Alignment]:
    found = {segment.factor for network in networks for segment in network}
    factors: list[int | None] = [*sorted(factor for factor in found if factor is not None)]
    for factor in [*factors, *found & {None}]:
        stage = tuple(tuple(segment for segment in network if segment.factor == factor) for network in networks)
        key = f"1/{factor}" if factor else "head"
        blocks = [[block for segment in own for block in segment.blocks or (segment,)] for own in stage]
        inside = _in_order(key, _align_last(blocks) if factor is None else blocks)
        yield Alignment(key, "stage", stage, tuple(inside))


def _in_order(key: str, networks: Sequence[Sequence[Segment | None]]) -> Iterator[Alignment]:
    for number, found in enumerate(zip_longest(*networks)):
        yield Alignment(f"{key}.{number}", "block", _one_each(found))


def _align_last(networks: Sequence[Sequence[Segment]]) -> list[list[Segment | None]]:
    """Insert gaps before the last segment, so that the layers that output the classes are aligned."""
    longest = max(len(network) for network in networks)
    return [[*network[:-1], *[None] * (longest - len(network)), *network[-1:]] for network in networks]
