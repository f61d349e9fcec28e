"""The shortcut of an addition: which of its inputs it is, and of which kind."""

from dataclasses import dataclass
from typing import Literal

from ...networks.outline import Block, Operation
from ...tracing.records import Trace
from ..dataflow import operation_flow


@dataclass(frozen=True, slots=True)
class Shortcut:
    """The shortcut of an addition: its kind, and the numbers of the residual branch and of itself among its inputs."""

    kind: Literal["identity", "projection", "padding"]
    residual: int
    own: int


def addition_shortcut(trace: Trace, operation: Operation, block: Block) -> Shortcut | None:
    """Return the shortcut of an addition on its block's main flow, if it has one."""
    flow = operation_flow(trace, block.operations)
    node = flow.owners[operation.steps[-1]]
    ways = [way for way in flow.ways if way.target == node.path]
    sources = flow.sources(node)
    if len(ways) != 1 or len(sources) != 2 or node not in flow.main:
        return None
    [way] = ways
    end = way.nodes[-1].path if way.nodes else way.source
    if way.kind not in ("identity", "projection", "padding") or end not in sources:
        return None
    own = sources.index(end)
    return Shortcut(way.kind, 1 - own, own)
