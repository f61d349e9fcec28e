"""Unique paths of layers, blocks and operations."""

from collections import Counter
from collections.abc import Iterable, Sequence

from ...networks.outline import Operation, OperationKind
from .flow import CALL_MARK, Flow
from .operations import Draft

NUMBERED = frozenset({"convolution", "linear", "pooling", "upsampling", "recurrent"})
"""Kinds of operations that a block counts; the others have names."""

NAMES: dict[OperationKind, str] = {
    "addition": "add",
    "multiplication": "mul",
    "concatenation": "concat",
    "normalization": "norm",
}


class Paths:
    """The paths in use. No path is that of a step that belongs to another operation."""

    def __init__(self, flow: Flow) -> None:
        self.flow, self.steps, self.used = flow, set(flow.paths), set[str]()

    def unique(self, path: str, own: Iterable[str] = ()) -> str:
        """Return the path, with a number where it is in use; `own` are the steps that it may be equal to."""
        number, free = 1, path
        while free in self.used or (free in self.steps and free not in own):
            number += 1
            free = f"{path}{CALL_MARK}{number}"
        self.used.add(free)
        return free

    def operation(self, draft: Draft, path: str = "") -> Operation:
        """Return an operation with its steps in execution order; without a path, it has that of its main step."""
        names = self.flow.paths
        steps = tuple(names[number] for number in sorted(draft.steps))
        return Operation(self.unique(path or names[draft.main], steps), draft.kind, steps)

    def operations(self, block: str, drafts: Sequence[Draft]) -> tuple[Operation, ...]:
        """Return a block's operations: numbered in the order of the flow, or named by their kinds."""
        names = [NAMES.get(draft.kind, draft.kind) for draft in drafts]
        numbers: Counter[str] = Counter()
        operations = []
        for draft, name in zip(drafts, names, strict=True):
            if draft.shortcut:
                path = self._shortcut(block, draft)
            elif draft.kind in NUMBERED:
                numbers["main"] += 1
                path = f"{block}.{numbers['main']}"
            else:
                numbers[name] += 1
                path = f"{block}.{name}{numbers[name] if names.count(name) > 1 else ''}"
            operations.append(self.operation(draft, path))
        return tuple(operations)

    def _shortcut(self, block: str, draft: Draft) -> str:
        """The path of the module on the shortcut, or `shortcut` in the block."""
        paths = [self.flow.paths[number] for number in draft.steps]
        common = paths[0].split(".") if len(paths) == 1 else paths[0].split(".")[:-1]
        for path in paths[1:]:
            parts = path.split(".")
            common = common[: next((n for n, (a, b) in enumerate(zip(common, parts, strict=False)) if a != b), None)]
        owner = block.split(".")
        inside = len(common) > len(owner) or common[: len(owner)] != owner
        return ".".join(common) if common and inside else f"{block}.shortcut"
