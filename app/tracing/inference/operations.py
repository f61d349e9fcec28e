"""Operations: a convolution, pooling or other main step with the steps that belong to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ...networks.outline import OperationKind
from ..records import StepKind
from .flow import Flow
from .groups import Nodes

Role = Literal["main", "unary", "reshape"]

MAIN_KINDS: dict[StepKind, OperationKind] = {
    "conv": "convolution",
    "linear": "linear",
    "maxpool": "pooling",
    "avgpool": "pooling",
    "reduce": "pooling",
    "add": "addition",
    "mul": "multiplication",
    "matmul": "multiplication",
    "concat": "concatenation",
    "upsample": "upsampling",
    "attention": "attention",
    "recurrent": "recurrent",
    "embedding": "other",
    "other": "other",
}
UNARY = frozenset({"norm", "relu", "activation", "softmax", "dropout"})
RESHAPE = frozenset({"reshape", "flatten", "slice", "pad"})
"""Kinds of steps that belong to the step that follows them."""

WITH_ONE_VOLUME = frozenset({"add", "mul", "concat", "other"})
"""Kinds that are unary if only one of their inputs is a volume: scales, biases, position and class tokens."""

OF_SEVERAL = frozenset({"addition", "multiplication", "concatenation"})
"""Kinds of operations that a normalization or activation before them does not belong to."""

NO_OPERATION = -1


@dataclass(slots=True)
class Draft:
    """An operation in the making: the index of its main step, of its last one, and all steps in any order.

    A shortcut has the index of its `addition`; others have 0.
    """

    kind: OperationKind
    main: int
    last: int
    steps: list[int]
    addition: int = 0

    @property
    def shortcut(self) -> bool:
        """Whether the operation is the shortcut of a block."""
        return self.addition > 0


class OperationBuilder:
    """Divides nodes into operations, in one pass.

    A unary step belongs to the operation that it follows; a reshape belongs to the operation that it precedes. So does
    a unary step that does not follow its operation directly: the first of a zone, one of several that read a volume,
    and a normalization in a `leading` zone, which begins with one in the module that it names. `tops` are the volumes
    at which a block's branch and shortcut part. Operations do not cross the borders of zones, which are blocks and what
    is between them.
    """

    def __init__(
        self, flow: Flow, nodes: Nodes, zones: Sequence[int], leading: Mapping[int, str], tops: frozenset[int]
    ) -> None:
        self.flow, self.nodes, self.zones, self.leading, self.tops = flow, nodes, zones, leading, tops
        self.drafts: list[Draft] = []
        self.draft_of = [NO_OPERATION] * len(flow.kinds)
        self.roles: list[Role] = ["main"] * len(flow.kinds)

    def build(self) -> list[Draft]:
        """Return the operations in the order of their main steps, with shortcuts before their additions."""
        inside = self.nodes.inside
        waiting: list[int] = []
        for number in range(1, len(self.flow.kinds)):
            if number in inside:
                continue
            role = self.roles[number] = self._role(number)
            if role == "main":
                self._add_main(number)
            elif role == "reshape" or not self._volumes(number) or not self._follow(number):
                waiting.append(number)
        for number in waiting:
            if self.draft_of[number] == NO_OPERATION:
                self._settle(number)
        return sorted(self.drafts, key=lambda draft: (draft.addition or draft.main, draft.main))

    def _role(self, number: int) -> Role:
        if (group := self.nodes.groups.get(number)) is not None:
            return "unary" if group.kind == "activation" else "main"
        kind = self.flow.kinds[number]
        if kind in UNARY:
            return "unary"
        if kind in RESHAPE:
            return "reshape"
        inputs = self._volumes(number)
        if not inputs:
            return "main" if self.flow.weighted[number] else "reshape"
        if len(inputs) > 1 or kind not in WITH_ONE_VOLUME:
            return "unary" if kind == "reduce" and self._follows_gate(inputs[0]) else "main"
        return "unary" if kind != "other" or self._keeps_shape(number) else "main"

    def _volumes(self, number: int) -> tuple[int, ...]:
        """The inputs of a node that are no constants."""
        inputs, constants = self.nodes.inputs[number], self.flow.constants
        return tuple(each for each in inputs if each not in constants) if constants else inputs

    def _follows_gate(self, number: int) -> bool:
        group = self.nodes.groups.get(number)
        return group is not None and group.kind == "gate"

    def _keeps_shape(self, number: int) -> bool:
        step = self.flow.step(number)
        return step.output_shape in step.input_shapes

    def _follow(self, number: int) -> bool:
        """Add a unary step to the operation before it, if it belongs there."""
        nodes, draft_of, zone = self.nodes, self.draft_of, self.zones[number]
        reshapes: list[int] = []
        before = self._volumes(number)[0]
        while self.roles[before] == "reshape" and draft_of[before] == NO_OPERATION and self.zones[before] == zone:
            if nodes.uses[before] != 1 or not self._volumes(before):
                return False
            reshapes.append(before)
            before = self._volumes(before)[0]
        if draft_of[before] == NO_OPERATION or self.zones[before] != zone or nodes.uses[before] != 1:
            return False
        if zone in self.leading and self.flow.kinds[number] == "norm" and not self._shares_module(number, before):
            return False
        return self._append(before, [*reversed(reshapes), number])

    def _shares_module(self, number: int, before: int) -> bool:
        """Whether a normalization is in one module with the step before it, and the zone's first one is not."""
        owner = self.flow.step(number).owner
        return owner == self.flow.step(before).owner and owner != self.leading[self.zones[number]]

    def _append(self, before: int, numbers: list[int]) -> bool:
        """Add nodes behind the last one of an operation."""
        draft = self.drafts[self.draft_of[before]]
        if draft.last != before:
            return False
        index = self.draft_of[before]
        for number in numbers:
            self._add(index, number)
            for constant in self.flow.constants.intersection(self.nodes.inputs[number]):
                self._take(index, constant)
        draft.last = numbers[-1]
        return True

    def _add(self, index: int, number: int) -> None:
        self.draft_of[number] = index
        group = self.nodes.groups.get(number)
        self.drafts[index].steps.extend((number,) if group is None else group.steps)

    def _new(self, kind: OperationKind, number: int, addition: int = 0) -> int:
        self.drafts.append(Draft(kind, number, number, [], addition))
        self._add(len(self.drafts) - 1, number)
        return len(self.drafts) - 1

    def _add_main(self, number: int) -> None:
        group = self.nodes.groups.get(number)
        if group is None:
            index = self._new(MAIN_KINDS[self.flow.kinds[number]], number)
        else:
            index = self._new(group.kind, number, group.addition)
        for before in self.nodes.inputs[number]:
            if self.draft_of[before] == NO_OPERATION and before and self.zones[before] == self.zones[number]:
                self._take(index, before)

    def _take(self, index: int, number: int) -> None:
        """Add the steps that lead to a main step, back to where a volume has several readers."""
        waiting, zone = [number], self.zones[number]
        several = self.drafts[index].kind in OF_SEVERAL
        while waiting:
            number = waiting.pop()
            if not number or self.draft_of[number] != NO_OPERATION or self.zones[number] != zone:
                continue
            if self.roles[number] == "unary" and (several or self.nodes.uses[number] > 1):
                self._settle(number)
                continue
            self._add(index, number)
            waiting.extend(self.nodes.inputs[number])

    def _settle(self, number: int) -> None:
        """Add steps without a main step behind them to the operation before, or make them an operation."""
        chain, zone = [number], self.zones[number]
        while inputs := self._volumes(chain[-1]):
            before = inputs[0]
            if not before or self.draft_of[before] != NO_OPERATION or self.zones[before] != zone:
                break
            chain.append(before)
        first = chain[-1]
        inputs = self._volumes(first)
        before = inputs[0] if inputs else 0
        chain.reverse()
        if before and self.zones[before] == zone and self._append(before, chain):
            return
        index = self._new(self._unary_kind(chain), number)
        for other in chain[:-1]:
            self._add(index, other)

    def _unary_kind(self, chain: Sequence[int]) -> OperationKind:
        kinds = [self.flow.kinds[number] for number in chain if self.roles[number] == "unary"]
        if chain[-1] in self.tops and kinds:
            return "preactivation"
        if "norm" in kinds:
            return "normalization"
        if not kinds:
            return "reshape"
        return "activation" if {"relu", "activation", "softmax", "mul"}.intersection(kinds) else "other"


def leading_zones(flow: Flow, starts: Iterable[int], zones: Sequence[int]) -> dict[int, str]:
    """The zones whose first step, apart from reshapes and concatenations, is a normalization or activation.

    Returns the path of the module that it ran in.
    """
    leading = {}
    for start in starts:
        number, zone = start, zones[start]
        while number < len(zones) and zones[number] == zone and flow.kinds[number] in RESHAPE | {"concat"}:
            number += 1
        if number < len(zones) and zones[number] == zone and flow.kinds[number] in UNARY:
            leading[zone] = flow.step(number).owner
    return leading
