"""Blocks: the modules, or the parts of a forward, in which a residual join ran."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .flow import Flow
from .joins import Join
from .modules import Module, parent_path

INNER_SHARE = 0.6
"""Share of a block's weighted steps above which blocks inside it, of one class, are shown in its place."""

RESIDUAL_SHARE = 0.5
"""Share of a network's weighted steps below which residual blocks are not all of its blocks."""

UNARY_ENTRY = frozenset({"norm", "relu", "activation", "dropout", "reshape"})
"""Kinds of steps at the start of a pre-activation block, before the branch and the shortcut part."""


@dataclass(slots=True)
class Candidate:
    """A part of the execution order that may be a block; `name` is its class, `path` is empty outside modules.

    `parent` is the module that it belongs to. `inside` and `held` count the candidates inside it and their weighted
    steps, by class.
    """

    start: int
    end: int
    path: str
    name: str
    parent: str
    inside: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)


def find_blocks(flow: Flow, joins: Iterable[Join], modules: Mapping[str, Module]) -> list[Candidate]:
    """Return the blocks in execution order; they do not overlap."""
    residual = [join for join in joins if join.shortcut != "none"]
    found = {path for join in residual if (path := _module_of(flow, join, modules))}
    classes = {modules[path].name for path in found}
    places = {_place(path) for path in found}
    candidates = [
        _candidate(module)
        for module in modules.values()
        if module.name in classes or (places and _place(module.path) in places and _is_composite(flow, module))
    ]
    candidates.extend(_regions(flow, residual, modules, found))
    blocks = _select(flow, candidates)
    if _weighted(flow, blocks) < RESIDUAL_SHARE * flow.weighted_before[-1]:
        blocks = _select(flow, [*blocks, *_repeated(flow, modules)])
    return blocks or _select(flow, list(_members(flow, modules)))


def _candidate(module: Module) -> Candidate:
    return Candidate(module.start, module.end, module.path, module.name, module.parent)


def _place(path: str) -> str:
    """The path without its numbers, equal for modules at the same place of several layers."""
    return re.sub(r"\d+", "", path)


def _is_composite(flow: Flow, module: Module) -> bool:
    return not module.is_container and flow.count_weighted(module.start, module.end) > 1


def _weighted(flow: Flow, blocks: Iterable[Candidate]) -> int:
    return sum(flow.count_weighted(block.start, block.end) for block in blocks)


def _module_of(flow: Flow, join: Join, modules: Mapping[str, Module]) -> str:
    """The path of the module in which the join and both of its ways ran; empty if there is none."""
    module = modules.get(flow.step(join.end).owner)
    if module is None or not module.start <= join.lowest <= join.end <= module.end:
        return ""
    entry = join.top
    while entry >= module.start and flow.kinds[entry] in UNARY_ENTRY and len(flow.sources[entry]) == 1:
        entry = flow.sources[entry][0]
    return module.path if entry < module.start else ""


def _regions(
    flow: Flow, residual: Sequence[Join], modules: Mapping[str, Module], found: Iterable[str]
) -> Iterator[Candidate]:
    """Residual joins in a forward that has several: the region of each, with the activation that follows."""
    for join in residual:
        owner = flow.step(join.end).owner
        if owner not in found:
            end = join.end
            if end + 1 < len(flow.kinds) and flow.kinds[end + 1] in ("relu", "activation"):
                end += flow.sources[end + 1] == (end,) and flow.uses[end] == 1
            yield Candidate(join.lowest, end, "", "", owner if owner in modules else "")


def _repeated(flow: Flow, modules: Mapping[str, Module]) -> Iterator[Candidate]:
    """Modules of the classes that occur several times with several weighted steps, as in networks without shortcuts."""
    composite = [module for module in modules.values() if _is_composite(flow, module)]
    counts = Counter(module.name for module in composite)
    return (_candidate(module) for module in composite if counts[module.name] > 1)


def _members(flow: Flow, modules: Mapping[str, Module]) -> Iterator[Candidate]:
    """Modules with several weighted steps in a container; the only block of a plain network is one."""
    for module in modules.values():
        parent = modules.get(parent_path(module.path))
        is_all = flow.count_weighted(module.start, module.end) == flow.weighted_before[-1]
        if parent and parent.is_container and not is_all and _is_composite(flow, module):
            yield _candidate(module)


def _select(flow: Flow, candidates: list[Candidate]) -> list[Candidate]:
    """Choose among candidates inside each other: the outer one, unless those inside it are most of it."""
    nested = _nest(flow, candidates)
    chosen: list[Candidate] = []
    end = 0
    for candidate in nested:
        if candidate.start > end and not _is_opened(flow, candidate):
            chosen.append(candidate)
            end = candidate.end
    return chosen


def _nest(flow: Flow, candidates: list[Candidate]) -> list[Candidate]:
    """Sort the candidates, outer ones first, and count what each holds; those that cross others are left out."""
    nested: list[Candidate] = []
    stack: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda each: (each.start, -each.end, not each.path)):
        while stack and stack[-1].end < candidate.start:
            stack.pop()
        if stack and candidate.end > stack[-1].end:
            continue
        for outer in stack:
            outer.inside[candidate.name] += 1
            outer.held[candidate.name] += flow.count_weighted(candidate.start, candidate.end)
        stack.append(candidate)
        nested.append(candidate)
    return nested


def _is_opened(flow: Flow, candidate: Candidate) -> bool:
    """Whether the blocks inside a candidate are shown in its place. A region around modules is a long skip."""
    if not candidate.path and any(candidate.inside[name] for name in candidate.inside if name):
        return True
    least = INNER_SHARE * flow.count_weighted(candidate.start, candidate.end)
    return any(count > 1 and candidate.held[name] >= least for name, count in candidate.inside.items())
