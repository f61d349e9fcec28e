"""Blocks: the candidates that are shown, where some are inside others."""

from collections.abc import Iterable, Mapping, Sequence

from .candidates import Candidate, Candidates, Group
from .flow import Flow
from .joins import Join
from .modules import Module

INNER_SHARE = 0.6
"""Share of a candidate's weighted steps above which those inside it, of one class or in containers, replace it."""

WRAPPED_SHARE = 0.9
"""Share of a candidate's weighted steps above which a single candidate inside it replaces it."""

RESIDUAL_SHARE = 0.5
"""Share of a network's weighted steps below which residual blocks are not all of its blocks."""


def find_blocks(flow: Flow, joins: Mapping[int, Join], modules: Mapping[str, Module]) -> list[Candidate]:
    """Return the blocks in execution order; they do not overlap."""
    candidates = Candidates(flow, joins, modules)
    selection = Selection(flow)
    blocks = selection.select([*candidates.residual_modules(), *candidates.cells()])
    if selection.weighted(blocks) < RESIDUAL_SHARE * flow.weighted_before[-1]:
        blocks = selection.select([*blocks, *candidates.repeated()])
    return blocks or selection.select([*candidates.members()])


class Selection:
    """Chooses among candidates inside each other: the outer one, unless those inside it are most of it."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow

    def weighted(self, candidates: Iterable[Candidate]) -> int:
        """The weighted steps in the candidates."""
        return sum(self.flow.count_weighted(candidate.start, candidate.end) for candidate in candidates)

    def select(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Return the chosen candidates in execution order."""
        nested = _nest(candidates)
        inside: dict[int, list[list[Candidate]]] = {index: [] for index in range(-1, len(nested))}
        for index in range(len(nested) - 1, -1, -1):
            candidate, outer = nested[index]
            chosen = [each for part in reversed(inside[index]) for each in part]
            inside[outer].append(chosen if self._is_opened(candidate, chosen) else [candidate])
        return [each for part in reversed(inside[-1]) for each in part]

    def _is_opened(self, candidate: Candidate, inside: Sequence[Candidate]) -> bool:
        """Whether the candidates inside another one are shown in its place. A region around modules is a long skip."""
        modules = [each for each in inside if each.path]
        if not candidate.path and modules:
            return True
        weighted = self.weighted([candidate])
        if len(modules) == 1 and not candidate.joins and self.weighted(modules) >= WRAPPED_SHARE * weighted:
            return True
        groups: dict[Group, list[Candidate]] = {}
        for each in inside:
            groups.setdefault(each.group, []).append(each)
        sets = [members for group, members in groups.items() if _are_blocks(candidate, group)]
        if "concat" not in candidate.joins:
            sets.append([each for each in inside if each.in_container])
        return any(len(members) > 1 and self.weighted(members) >= INNER_SHARE * weighted for members in sets)


def _nest(candidates: Iterable[Candidate]) -> list[tuple[Candidate, int]]:
    """Sort the candidates, outer ones first, each with the index of the one around it; -1 for none.

    Candidates that cross others are left out.
    """
    nested: list[tuple[Candidate, int]] = []
    stack: list[int] = []
    for candidate in sorted(candidates, key=lambda each: (each.start, -each.end, not each.path, len(each.path))):
        while stack and nested[stack[-1]][0].end < candidate.start:
            stack.pop()
        if stack:
            outer = nested[stack[-1]][0]
            if candidate.end > outer.end or candidate.path == outer.path != "":
                continue
        nested.append((candidate, stack[-1] if stack else -1))
        stack.append(len(nested) - 1)
    return nested


def _are_blocks(candidate: Candidate, group: Group) -> bool:
    """Whether candidates of a group are blocks and not parts of the candidate around them."""
    if "add" in candidate.joins:
        return group.in_container
    return "concat" not in candidate.joins or bool(group.joins)
