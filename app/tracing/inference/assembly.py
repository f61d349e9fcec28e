"""Puts operations together to blocks, and blocks to layers."""

from collections.abc import Iterable, Iterator, Sequence

from ...networks.outline import Block, BlockKind, Layer, Operation, Outline, ShortcutKind
from .between import Between, Unit
from .candidates import Candidate
from .flow import Flow
from .joins import Join
from .layers import Run
from .names import Paths
from .operations import Draft

POINT = (1, 1)


class Assembly:
    """Builds the outline from the operations and the units between the blocks. Blocks are in the zones 1, 3, 5."""

    def __init__(self, flow: Flow, joins: Iterable[Join], zones: Sequence[int], between: Between) -> None:
        self.flow, self.between = flow, between
        self.paths = Paths(flow)
        self.shortcuts: dict[int, ShortcutKind] = {
            zones[join.end]: "none" if join.shortcut == "pooling" else join.shortcut
            for join in joins
            if join.shortcut != "none" and zones[join.lowest] == zones[join.end]
        }

    def with_blocks(self, runs: Sequence[Run]) -> Outline:
        """The outline of a network with blocks: each run of them is a layer, with the units that belong to it."""
        for run in runs:
            run.path = self.paths.unique(run.path)
        before = self.between.units(0)
        cut = self.between.before(before, runs[0])
        stem, opening = self._operations(before[:cut]), before[cut:]
        layers: list[Layer] = []
        zone = 0
        for number, run in enumerate(runs):
            blocks = [*self._transitions(run, opening)]
            for index, block in enumerate(run.blocks):
                if index:
                    blocks.extend(self._transitions(run, self.between.units(zone)))
                blocks.append(self._residual(run, index, block, zone + 1))
                zone += 2
            units = self.between.units(zone)
            is_last = number + 1 == len(runs)
            cut = self.between.after(units, run) if is_last else self.between.closing(units, run, runs[number + 1])
            blocks.extend(self._transitions(run, units[:cut]))
            opening = units[cut:]
            layers.append(Layer(run.path, tuple(blocks)))
        return Outline(stem, tuple(layers), self._operations(opening))

    def _operations(self, units: Iterable[Unit]) -> tuple[Operation, ...]:
        return tuple(self.paths.operation(draft) for unit in units for draft in unit.drafts)

    def _residual(self, run: Run, index: int, block: Candidate, zone: int) -> Block:
        path = block.path
        if not path:
            path = f"{run.path}.block{index}" if run.path == run.module else f"{run.path}.{index}"
        elif path == run.path:
            path = f"{path}.0"
        drafts = self.between.drafts[zone]
        return self._block(path, self._kind(drafts), self.shortcuts.get(zone, "none"), drafts)

    def _kind(self, drafts: Sequence[Draft]) -> BlockKind:
        """Basic for two larger convolutions, bottleneck for one between two of 1×1, in both cases with an addition."""
        branch = [draft for draft in drafts if not draft.shortcut and draft.kind != "addition"]
        additions = sum(draft.kind == "addition" for draft in drafts)
        if additions > 1 or any(draft.kind != "convolution" for draft in branch):
            return "composite"
        points = [self.flow.step(draft.main).kernel == POINT for draft in branch]
        if points == [False, False]:
            return "basic"
        return "bottleneck" if points == [True, False, True] else "composite"

    def _transitions(self, run: Run, units: Sequence[Unit]) -> Iterator[Block]:
        """Blocks of the operations between blocks: one for each module, one for consecutive operations without.

        Their operations have the paths of their main steps, like those of the stem.
        """
        waiting: list[Draft] = []
        for unit in units:
            if not unit.module:
                waiting.extend(unit.drafts)
                continue
            yield from self._transition(f"{run.path}.transition", waiting)
            yield from self._transition(unit.module, unit.drafts)
            waiting = []
        yield from self._transition(f"{run.path}.transition", waiting)

    def _transition(self, path: str, drafts: Sequence[Draft]) -> Iterator[Block]:
        if drafts:
            is_pooling = len(drafts) == 1 and drafts[0].kind == "pooling"
            operations = tuple(self.paths.operation(draft) for draft in drafts)
            yield Block(self.paths.unique(path), "pooling" if is_pooling else "transition", "none", operations)

    def without_blocks(self, drafts: Sequence[Draft]) -> Outline:
        """The outline of VGG and the like: each operation up to the last convolution is a block."""
        convolutions = [number for number, draft in enumerate(drafts, 1) if draft.kind == "convolution"]
        end = convolutions[-1] if convolutions else len(drafts)
        layers: list[list[Draft]] = []
        for draft in drafts[:end]:
            if not layers or self.between.changes_size(draft):
                layers.append([])
            layers[-1].append(draft)
        paths = [self.paths.unique(f"layer{number}") for number in range(1, len(layers) + 1)]
        head = tuple(self.paths.operation(draft) for draft in drafts[end:])
        return Outline((), tuple(self._plain_layer(*layer) for layer in zip(paths, layers, strict=True)), head)

    def _plain_layer(self, path: str, drafts: Sequence[Draft]) -> Layer:
        return Layer(path, tuple(self._plain_block(f"{path}.{number}", draft) for number, draft in enumerate(drafts)))

    def _plain_block(self, path: str, draft: Draft) -> Block:
        kind: BlockKind = "composite"
        if draft.kind == "convolution" or draft.kind == "pooling":
            kind = draft.kind
        return self._block(path, kind, "none", [draft])

    def _block(self, path: str, kind: BlockKind, shortcut: ShortcutKind, drafts: Sequence[Draft]) -> Block:
        path = self.paths.unique(path)
        return Block(path, kind, shortcut, self.paths.operations(path, drafts))
