"""Candidates for blocks: modules and parts of a forward with a residual join, and repeated modules."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .flow import Flow
from .joins import Join
from .modules import Module

UNARY = frozenset({"norm", "relu", "activation", "dropout", "softmax", "reshape", "flatten", "slice"})
"""Kinds of steps with one input that may stand before, between or after the joins of a block."""


class Group(NamedTuple):
    """What similar candidates have in common: their class, their place (the path without its numbers), whether a
    container holds them, and what modules of their class join."""

    name: str
    place: str
    in_container: bool
    joins: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A part of the execution order that may be a block; `name` is its class, `path` is empty outside modules.

    `parent` is the module that it belongs to. `joins` says what the forward of its class joins: `add`, `concat`.
    """

    start: int
    end: int
    path: str
    name: str
    parent: str
    in_container: bool = False
    joins: frozenset[str] = frozenset()

    @property
    def group(self) -> Group:
        return Group(self.name, place(self.path), self.in_container, self.joins)


class Candidates:
    """Finds the candidates of each kind."""

    def __init__(self, flow: Flow, joins: Mapping[int, Join], modules: Mapping[str, Module]) -> None:
        self.flow, self.joins, self.modules = flow, joins, modules
        self.residual = [join for join in joins.values() if join.shortcut != "none"]
        self.concatenating = {step.owner for step in flow.steps if step.kind == "concat" and len(step.inputs) > 1}
        adding = {flow.step(join.end).owner for join in self.residual}
        self.adding_classes = {modules[path].name for path in adding if path in modules}
        self.concatenating_classes = {modules[path].name for path in self.concatenating if path in modules}

    def residual_modules(self) -> Iterator[Candidate]:
        """Modules around a residual join, and those of their class or at their place in other layers."""
        found = {path for join in self.residual if (path := self._module_of(join))}
        classes = {self.modules[path].name for path in found}
        places = {place(path) for path in found}
        for module in self.modules.values():
            is_similar = module.name in classes or self._is_chain(module)
            if is_similar or (places and place(module.path) in places and self._is_composite(module)):
                yield self._candidate(module)
        yield from self._regions(found)

    def _candidate(self, module: Module) -> Candidate:
        classes = {"add": self.adding_classes, "concat": self.concatenating_classes}
        joins = frozenset(kind for kind, names in classes.items() if module.name in names)
        parent = self.modules.get(module.parent)
        in_container = parent is not None and parent.is_container
        return Candidate(module.start, module.end, module.path, module.name, module.parent, in_container, joins)

    def _is_composite(self, module: Module) -> bool:
        return not module.is_container and self.flow.count_weighted(module.start, module.end) > 1

    def _module_of(self, join: Join) -> str:
        """The path of the module in which the join and both of its ways ran; empty if there is none."""
        module = self.modules.get(self.flow.step(join.end).owner)
        if module is None or not module.start <= join.lowest <= join.end <= module.end:
            return ""
        entry = join.top
        while entry >= module.start and self._is_unary(entry):
            entry = self.flow.sources[entry][0]
        return module.path if entry < module.start else ""

    def _is_unary(self, number: int) -> bool:
        return len(self.flow.sources[number]) == 1 and self.flow.kinds[number] in UNARY | {"add", "mul"}

    def _is_chain(self, module: Module) -> bool:
        """Whether a module is a sequence of joins, one of them residual, and steps without weights."""
        if module.is_container:
            return False
        number, is_residual = module.end, False
        while number >= module.start:
            if (join := self.joins.get(number)) is not None and join.lowest >= module.start:
                is_residual = is_residual or join.shortcut != "none"
                number = join.top
            elif self._is_unary(number):
                number = self.flow.sources[number][0]
            else:
                return False
        return is_residual

    def _regions(self, found: set[str]) -> Iterator[Candidate]:
        """Residual joins in a forward that has several: the region of each, with the activation that follows."""
        flow = self.flow
        for join in self.residual:
            owner = flow.step(join.end).owner
            if owner in found:
                continue
            end = join.end
            if end + 1 < len(flow.kinds) and flow.kinds[end + 1] in ("relu", "activation"):
                end += flow.sources[end + 1] == (end,) and flow.uses[end] == 1
            yield Candidate(join.lowest, end, "", "", owner if owner in self.modules else "")

    def cells(self) -> Iterator[Candidate]:
        """Modules around residual joins that end with a concatenation, of classes that occur several times (NASNet)."""
        if not self.concatenating:
            return iter(())
        ends = [join.end for join in self.residual]
        return self._several(
            [
                module
                for module in self.modules.values()
                if module.path in self.concatenating
                and self.flow.kinds[module.end] == "concat"
                and bisect_left(ends, module.start) < bisect_left(ends, module.end)
            ]
        )

    def repeated(self) -> Iterator[Candidate]:
        """Modules of the classes that occur several times with several weighted steps, as in plain networks."""
        return self._several([module for module in self.modules.values() if self._is_composite(module)])

    def _several(self, modules: Sequence[Module]) -> Iterator[Candidate]:
        counts = Counter(module.name for module in modules)
        return (self._candidate(module) for module in modules if counts[module.name] > 1)

    def members(self) -> Iterator[Candidate]:
        """Modules with several weighted steps in a container; the only block of a plain network is one."""
        for module in self.modules.values():
            parent = self.modules.get(module.parent)
            is_all = self.flow.count_weighted(module.start, module.end) == self.flow.weighted_before[-1]
            if parent and parent.is_container and not is_all and self._is_composite(module):
                yield self._candidate(module)


def place(path: str) -> str:
    """The path without its numbers, equal for modules at the same place of several layers."""
    return re.sub(r"\d+", "", path)
