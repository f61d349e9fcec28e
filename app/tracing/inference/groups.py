"""Groups: steps that are one operation together. The flow with each group as one node is `Nodes`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from ...networks.outline import OperationKind
from .flow import Flow
from .joins import LARGEST_REGION, POOLINGS, Join, region
from .modules import Module, ancestors


@dataclass(frozen=True, slots=True)
class Group:
    """Steps of one operation, in execution order. A shortcut has the index of its `addition`; others have 0."""

    kind: OperationKind
    steps: tuple[int, ...]
    addition: int = 0


def find_groups(
    flow: Flow, joins: Mapping[int, Join], modules: Mapping[str, Module], zones: Sequence[int], block_zones: set[int]
) -> list[Group]:
    """Return the groups, which do not overlap: shortcuts of blocks, attention modules, gates, activations."""
    taken: set[int] = set()
    groups: list[Group] = []
    candidates = chain(
        _shortcuts(flow, joins.values(), zones, block_zones),
        _attentions(flow, modules, zones),
        _gates(flow, joins, zones),
    )
    for group in candidates:
        if taken.isdisjoint(group.steps):
            taken.update(group.steps)
            groups.append(group)
    return groups


def _shortcuts(flow: Flow, joins: Iterable[Join], zones: Sequence[int], block_zones: set[int]) -> Iterable[Group]:
    for join in joins:
        is_inside = zones[join.lowest] == zones[join.end] in block_zones
        if is_inside and (join.shortcut == "projection" or join.shortcut == "padding"):
            yield Group(join.shortcut, region(flow, join.short.steps[0], join.top), join.end)


def _attentions(flow: Flow, modules: Mapping[str, Module], zones: Sequence[int]) -> Iterable[Group]:
    """The innermost module around each product of matrices that has one input volume and one output volume."""
    tried: set[str] = set()
    for number, kind in enumerate(flow.kinds):
        if kind not in ("matmul", "attention"):
            continue
        for path in ancestors(flow.step(number).owner):
            module = modules[path]
            if zones[module.start] != zones[module.end] or path in tried:
                break
            tried.add(path)
            if module.end > module.start and not _fills_zone(module, zones) and _is_unary(flow, module):
                yield Group("attention", tuple(range(module.start, module.end + 1)))
                break


def _fills_zone(module: Module, zones: Sequence[int]) -> bool:
    """Whether a module is a whole block."""
    zone = zones[module.start]
    return zones[module.start - 1] != zone and (module.end + 1 == len(zones) or zones[module.end + 1] != zone)


def _is_unary(flow: Flow, module: Module) -> bool:
    """Whether one volume enters a module and only its last one leaves it."""
    entries: set[int] = set()
    reads = uses = 0
    for number in range(module.start, module.end + 1):
        uses += flow.uses[number]
        for source in flow.inputs[number]:
            if source < module.start:
                entries.add(source)
            else:
                reads += 1
    return len(entries) == 1 and uses - reads == flow.uses[module.end]


def _gates(flow: Flow, joins: Mapping[int, Join], zones: Sequence[int]) -> Iterable[Group]:
    """Products of a volume and factors computed from it, outer ones first."""
    covered: set[int] = set()
    for join in sorted(joins.values(), key=lambda each: -each.end):
        is_small = join.end - join.lowest < LARGEST_REGION and zones[join.lowest] == zones[join.end]
        if flow.kinds[join.end] != "mul" or join.short.weighted or not is_small or join.end in covered:
            continue
        steps = region(flow, join.end, join.top)
        if any(number in joins and joins[number].shortcut != "none" for number in steps):
            continue
        covered.update(steps)
        computes = join.main.weighted or any(flow.kinds[number] in POOLINGS for number in steps)
        yield Group("gate" if computes else "activation", steps)


class Nodes:
    """The flow with each group as the node of its last step; other steps are nodes of their own.

    `members` has the steps of the groups, `inside` the steps that are no nodes. Inputs and uses are those of nodes.
    """

    def __init__(self, flow: Flow, groups: Iterable[Group]) -> None:
        self.inputs, self.uses = flow.inputs, flow.uses
        self.groups: dict[int, Group] = {}
        self.inside: set[int] = set()
        for group in groups:
            self._contract(flow, group)

    def _contract(self, flow: Flow, group: Group) -> None:
        if not self.groups:
            self.inputs, self.uses = list(flow.inputs), list(flow.uses)
        *inside, end = group.steps
        self.groups[end] = group
        self.inside.update(inside)
        steps = set(group.steps)
        reads = [source for number in group.steps for source in flow.inputs[number] if source not in steps]
        self.inputs[end] = tuple(dict.fromkeys(reads))
        for source in reads:
            self.uses[source] -= 1
        for source in self.inputs[end]:
            self.uses[source] += 1
