"""The dataflow between operations or steps: the longest way through them, and the other ways beside it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from ..networks.outline import Operation
from ..tracing.records import Trace

WayKind = Literal["identity", "projection", "padding", "skip", "branch"]


@dataclass(frozen=True, slots=True)
class Node:
    """Steps that compute one volume, that of the last of them.

    `inputs` are the paths of the volumes that it is given by others, each once, in the order of the steps. `weight` is
    how much it counts for the length of a way.
    """

    steps: tuple[str, ...]
    inputs: tuple[str, ...]
    operation: Operation | None = None
    weight: float = 1.0

    @property
    def path(self) -> str:
        """The path of its volume."""
        return self.steps[-1]


@dataclass(frozen=True, slots=True)
class Way:
    """Nodes between two volumes beside the main flow; none where the volume itself is used again.

    `source` is the path of a node of another way or the main flow, or of a volume from outside. `target` is the path of
    the node that is given its end; empty where nothing is.
    """

    source: str
    nodes: tuple[Node, ...]
    target: str
    kind: WayKind


@dataclass(frozen=True)
class Dataflow:
    """Nodes, each after those that it reads. `owners` has the node of each step.

    `dropped` are the paths of volumes from outside that were left out.
    """

    trace: Trace = field(repr=False)
    nodes: tuple[Node, ...]
    owners: dict[str, Node] = field(repr=False)
    dropped: tuple[str, ...] = ()

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """The paths of volumes from outside, in the order in which they are read."""
        return tuple(dict.fromkeys(path for node in self.nodes for path in node.inputs if path not in self.owners))

    def sources(self, node: Node) -> tuple[str, ...]:
        """The paths of the nodes, or of the volumes from outside, that a node is given."""
        found = (self.owners[path].path if path in self.owners else path for path in node.inputs)
        return tuple(dict.fromkeys(found))

    @cached_property
    def main(self) -> tuple[Node, ...]:
        """The longest way to the last node; shortcuts' own operations count half."""
        return tuple(self._longest(self.nodes[-1], ()))

    @cached_property
    def entry(self) -> str:
        """The volume from outside with which the main flow begins, the latest one; empty if there is none."""
        sources = [path for path in self.sources(self.main[0]) if path not in self.owners]
        if len(sources) < 2:
            return next(iter(sources), "")
        latest = (step.path for step in reversed(self.trace.steps) if step.path in sources)
        return next(latest, sources[0])

    def _longest(self, last: Node, placed: Collection[str]) -> list[Node]:
        """The longest way of nodes that are not `placed` to the node `last`."""
        lengths: dict[str, float] = {}
        before: dict[str, str] = {}
        for node in self.nodes:
            if node.path not in placed:
                longest = max(self.sources(node), key=lambda path: lengths.get(path, 0.0), default="")
                before[node.path] = longest if longest in lengths else ""
                lengths[node.path] = lengths.get(longest, 0) + node.weight
        way, path = [], last.path
        while path:
            way.append(self.owners[path])
            path = before[path]
        return way[::-1]

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """All other ways, so that every node is in one and every input of a node is drawn once."""
        placed = {node.path for node in self.main}
        found: list[Way] = []
        waiting = [*self._beside(self.main, self.entry)]
        rest = [node for node in reversed(self.nodes) if node.path not in placed]
        while waiting or rest:
            if waiting:
                source, target = waiting.pop(0)
            else:
                source, target = rest.pop(0).path, ""
            nodes = () if source in placed or source not in self.owners else self._longest(self.owners[source], placed)
            if not nodes and not target:
                continue
            placed |= {node.path for node in nodes}
            origin = next(iter(self.sources(nodes[0])), "") if nodes else source
            found.append(Way(origin, tuple(nodes), target, self._kind(nodes, target)))
            waiting += self._beside(nodes, origin)
        return tuple(found)

    def _beside(self, nodes: Sequence[Node], origin: str) -> Iterable[tuple[str, str]]:
        """Pairs of volume and node for the inputs of nodes other than those from the node before."""
        before = origin
        for node in nodes:
            yield from ((path, node.path) for path in self.sources(node) if path != before)
            before = node.path

    def _kind(self, nodes: Sequence[Node], target: str) -> WayKind:
        operation = self.owners[target].operation if target else None
        for node in nodes:
            if node.operation and node.operation.kind in ("projection", "padding"):
                return "projection" if node.operation.kind == "projection" else "padding"
        if nodes:
            return "branch"
        return "identity" if operation and operation.kind == "addition" else "skip"


def dataflow(trace: Trace, nodes: Iterable[Node]) -> Dataflow:
    """Return the dataflow between nodes."""
    nodes = tuple(nodes)
    owners = {path: node for node in nodes for path in node.steps}
    order = {node.path: number for number, node in enumerate(_in_order(nodes, owners))}
    kept = [_without_later(node, owners, order) for node in sorted(nodes, key=lambda node: order[node.path])]
    return Dataflow(trace, tuple(kept), {path: node for node in kept for path in node.steps})


def _in_order(nodes: Sequence[Node], owners: Mapping[str, Node]) -> list[Node]:
    """The nodes with each after those that it reads, where they do not read each other."""
    seen: set[str] = set()
    found: list[Node] = []

    def visit(node: Node) -> None:
        if node.path not in seen:
            seen.add(node.path)
            for path in node.inputs:
                if path in owners:
                    visit(owners[path])
            found.append(node)

    for node in nodes:
        visit(node)
    return found


def _without_later(node: Node, owners: Mapping[str, Node], order: Mapping[str, int]) -> Node:
    """The node without inputs from itself or later ones: operations whose steps alternate read each other."""
    later = [path for path in node.inputs if path in owners and order[owners[path].path] >= order[node.path]]
    return replace(node, inputs=tuple(path for path in node.inputs if path not in later)) if later else node


def operation_flow(trace: Trace, operations: Iterable[Operation]) -> Dataflow:
    """Return the dataflow between operations."""
    return dataflow(trace, (step_node(trace, operation.steps, operation) for operation in operations))


def network_flow(trace: Trace) -> Dataflow:
    """The dataflow between the operations of stem and head, and the blocks."""
    units = [operation.steps for operation in trace.stem]
    units += [block.steps for layer in trace.layers for block in layer.blocks]
    units += [operation.steps for operation in trace.head]
    return dataflow(trace, (step_node(trace, steps) for steps in units))


def step_node(trace: Trace, steps: tuple[str, ...], operation: Operation | None = None) -> Node:
    """Return the node of some steps."""
    given = (path for name in steps for path in trace.step(name).inputs if path not in steps)
    on_shortcut = operation is not None and operation.kind in ("projection", "padding")
    return Node(steps, tuple(dict.fromkeys(given)), operation, 0.5 if on_shortcut else 1.0)
