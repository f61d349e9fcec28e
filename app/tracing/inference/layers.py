"""Layers: runs of blocks in one module whose outputs have the same height and width."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .candidates import Candidate
from .flow import CALL_MARK, CONTAINERS, Flow, class_of
from .modules import parent_path


@dataclass(slots=True)
class Run:
    """Consecutive blocks, and the path of the module that they belong to.

    `path` is the layer's. `holds` says that the module is this layer, with the steps before and after its blocks.
    """

    module: str
    blocks: list[Candidate]
    path: str = ""
    holds: bool = False


def find_runs(flow: Flow, blocks: Sequence[Candidate], classes: Mapping[str, str]) -> list[Run]:
    """Divide the blocks into layers."""
    counts = Counter(classes.values())
    runs: list[Run] = []
    size: tuple[int, ...] = ()
    for block in blocks:
        module, before, size = _layer_module(block.parent, classes, counts), size, spatial_size(flow, block.end)
        if not runs or runs[-1].module != module or before != size:
            runs.append(Run(module, []))
        runs[-1].blocks.append(block)
    _name(runs)
    return runs


def spatial_size(flow: Flow, number: int) -> tuple[int, ...]:
    """Height and width of a step's output, or what its shape has after the first number."""
    return flow.step(number).output_shape[1:]


def _layer_module(path: str, classes: Mapping[str, str], counts: Counter[str]) -> str:
    """The module that blocks with this parent belong to: the one around a container, if it is repeated."""
    outer = parent_path(path)
    if outer and class_of(classes, path) in CONTAINERS:
        name = class_of(classes, outer)
        if name not in CONTAINERS and counts[name] > 1:
            return outer
    return path


def _name(runs: Sequence[Run]) -> None:
    counts = Counter(run.module for run in runs)
    outer = {path for module in counts for path in _above(module)}
    for number, run in enumerate(runs, 1):
        whole = bool(run.module) and counts[run.module] == 1
        run.holds = whole and len(runs) > 1 and run.module not in outer
        if whole:
            run.path = run.module
        elif run.blocks[0].path:
            run.path = range_path(run.blocks[0].path, run.blocks[-1].path)
        else:
            run.path = f"{run.module}.layer{number}" if run.module else f"layer{number}"


def _above(path: str) -> set[str]:
    above = set()
    while path:
        path = parent_path(path)
        above.add(path)
    return above


def range_path(first: str, last: str) -> str:
    """A path for modules from the first to the last: `features.2-3`, `inception4a-4e`; for calls of one, `up#1-3`."""
    if first == last:
        return first
    (module, _, call), (last_module, _, last_call) = first.rpartition(CALL_MARK), last.rpartition(CALL_MARK)
    if last_module == (module or first):
        return f"{last_module}{CALL_MARK}{call if module else 1}-{last_call}"
    pairs = zip(first, last, strict=False)
    length = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(first), len(last)))
    while length and last[length - 1].isdigit():
        length -= 1
    return f"{first}-{last[length:]}"
