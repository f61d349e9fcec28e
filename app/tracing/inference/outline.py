"""The outline of a network from the steps of its forward: stem, layers, blocks, operations and head."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ...networks.outline import Outline
from .assembly import Assembly
from .between import Between
from .blocks import find_blocks
from .candidates import Candidate
from .dominators import immediate_dominators
from .flow import Flow, FlowStep
from .groups import Nodes, find_groups
from .joins import find_joins
from .layers import find_runs
from .modules import run_modules
from .operations import OperationBuilder, leading_zones


@dataclass(frozen=True, slots=True)
class InferredOutline:
    """The outline, the paths of the steps that no output depends on, and the number of weighted layers.

    Weighted layers are convolutions and linear layers outside shortcuts and gates: seresnet50 has 50, as its name says.
    """

    outline: Outline
    dead: tuple[str, ...]
    weighted_layers: int


def infer_outline(steps: Sequence[FlowStep], outputs: Sequence[str], modules: Mapping[str, str]) -> InferredOutline:
    """Divide a network into layers, blocks and operations; each step that reaches an output is in one operation.

    `steps` are in execution order. `outputs` are the paths of the steps that the forward returns. `modules` has the
    class name of each module that holds modules, by path; the root's path is empty.
    """
    flow = Flow(steps, outputs)
    joins = find_joins(flow, immediate_dominators(flow.sources))
    tree = run_modules(flow, modules)
    blocks = find_blocks(flow, joins, tree)
    zones = _zones(len(flow.kinds), blocks)
    in_blocks = set(range(1, 2 * len(blocks), 2))
    nodes = Nodes(flow, find_groups(flow, joins, tree, zones, in_blocks))
    starts = (number for number in range(1, len(zones)) if zones[number] != zones[number - 1])
    tops = frozenset(join.top for join in joins.values() if join.shortcut != "none" and zones[join.top] in in_blocks)
    drafts = OperationBuilder(flow, nodes, zones, leading_zones(flow, starts, zones), tops).build()
    by_zone = {zone: list(group) for zone, group in groupby(drafts, lambda draft: zones[draft.main])}
    assembly = Assembly(flow, joins.values(), zones, Between(flow, tree, zones, by_zone))
    outline = assembly.with_blocks(find_runs(flow, blocks, modules)) if blocks else assembly.without_blocks(drafts)
    counted = (draft.steps for draft in drafts if not draft.shortcut and draft.kind != "gate")
    weighted = sum(flow.step(number).weighted for steps in counted for number in steps)
    return InferredOutline(outline, flow.dead, weighted)


def _zones(count: int, blocks: Sequence[Candidate]) -> list[int]:
    """Number the blocks 1, 3, 5 and what is before, between and after them 0, 2, 4; return the zone of each step."""
    zones = [-1]
    for index, block in enumerate(blocks):
        zones.extend([2 * index] * (block.start - len(zones)))
        zones.extend([2 * index + 1] * (block.end + 1 - block.start))
    zones.extend([2 * len(blocks)] * (count - len(zones)))
    return zones
