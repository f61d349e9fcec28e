"""Which parts of several networks stand beside each other: by path, or where paths mean different things, by stage."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from app.networks.outline import Operation
from app.studies.stages import stages
from app.tracing.records import Trace

Level = Literal["operation", "layer", "block", "stage"]


@dataclass(frozen=True, slots=True)
class Part:
    """A layer, a block, or an operation of the stem or the head; `factor` is that of the stage which it ends in."""

    path: str
    steps: tuple[str, ...]
    factor: int | None
    blocks: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Parts of several networks beside each other; a network that has nothing there has an empty side."""

    key: str
    level: Level
    sides: tuple[tuple[Part, ...], ...]
    lines: tuple["Line", ...] = ()


def aligned(traces: Sequence[Trace]) -> tuple[Line, ...]:
    """The parts of all networks, side by side in the order of the flow.

    The layers of VGG are numbered by other sizes than those of residual and plain networks: between the two kinds
    only what is smaller than the input by the same factor stands beside each other.
    """
    every = [parts(trace) for trace in traces]
    if len({trace.spec.block == "vgg" for trace in traces}) > 1:
        return tuple(_by_stage(every))
    return tuple(_by_path(every))


def parts(trace: Trace) -> tuple[Part, ...]:
    """A network's stem, layers and head."""
    factors = {operation.path: stage.factor for stage in stages(trace) for operation in stage.operations}

    def part(path: str, operations: Sequence[Operation]) -> Part:
        steps = tuple(step for operation in operations for step in operation.steps)
        return Part(path, steps, factors[operations[-1].path])

    def layer(path: str, blocks: tuple[Part, ...]) -> Part:
        return Part(path, tuple(step for block in blocks for step in block.steps), blocks[-1].factor, blocks)

    return (
        *(part(operation.path, [operation]) for operation in trace.stem),
        *(layer(la.path, tuple(part(b.path, b.operations) for b in la.blocks)) for la in trace.layers),
        *(part(operation.path, [operation]) for operation in trace.head),
    )


def _by_path(every: Sequence[Sequence[Part]]) -> Iterator[Line]:
    for path, sides in _matched(every):
        blocks = [side.blocks if side else () for side in sides]
        lines = tuple(Line(key, "block", _sides(own)) for key, own in _matched(blocks))
        yield Line(path, "layer" if lines else "operation", _sides(sides), lines)


def _sides(sides: Iterable[Part | None]) -> tuple[tuple[Part, ...], ...]:
    return tuple((side,) if side else () for side in sides)


def _matched(every: Sequence[Sequence[Part]]) -> Iterator[tuple[str, list[Part | None]]]:
    """Every path that any of the networks has, with the part that each has there."""
    own = [{part.path: part for part in parts} for parts in every]
    for path in _merged([[part.path for part in parts] for parts in every]):
        yield path, [parts.get(path) for parts in own]


def _merged(rows: Iterable[Sequence[str]]) -> list[str]:
    """All names once: each that is new comes after the one that it follows where it is from."""
    merged: list[str] = []
    for row in rows:
        known, at = {*merged}, 0
        for name in row:
            if name in known:
                at = merged.index(name, at) + 1
            else:
                merged.insert(at, name)
                at += 1
    return merged


def _by_stage(every: Sequence[Sequence[Part]]) -> Iterator[Line]:
    factors = {part.factor for parts in every for part in parts if part.factor is not None}
    for factor in (*sorted(factors), None):
        sides = tuple(tuple(part for part in parts if part.factor == factor) for parts in every)
        key = f"1/{factor}" if factor else "head"
        inside = [[block for part in side for block in part.blocks or (part,)] for side in sides]
        lines = _in_order(key, _ends_level(inside) if factor is None else inside)
        yield Line(key, "stage", sides, tuple(lines))


def _in_order(key: str, inside: Sequence[Sequence[Part | None]]) -> Iterator[Line]:
    for number, sides in enumerate(zip_longest(*inside)):
        yield Line(f"{key}.{number}", "block", _sides(sides))


def _ends_level(inside: Sequence[Sequence[Part]]) -> list[list[Part | None]]:
    """Gaps before the last: what puts out the classes stands beside each other."""
    longest = max(len(side) for side in inside)
    return [[*side[:-1], *[None] * (longest - len(side)), side[-1]] for side in inside]
