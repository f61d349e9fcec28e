"""The items of a column: one for each operation from the image to the classes, or for the blocks that are folded."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...networks.outline import Block, Layer, Operation, ShortcutKind
from ...tracing.records import IMAGE, Trace
from ..cards import own_branch
from ..scene.marks import ENDS, Volume
from ..text.formatting import Notation
from ..text.labels import arrow_label, main_step
from ..text.step_labels import paper_label
from ..views.context import ViewContext
from ..views.volumes import block_cards, image_volume, operation_volume

MOST = 56  # operations in the layers of a column; above this, long layers are folded
FOLDABLE = sum(ENDS) + 1  # a layer of more blocks than this is long


@dataclass(frozen=True, slots=True)
class Column:
    """A network in a picture of several. `key` is unique and prefixes its paths; `notes` are lines below a column.

    `changed` are the paths of its parts that differ from the first network's, `changed_steps` those of its steps.
    """

    trace: Trace
    title: str
    key: str
    notes: tuple[str, ...] = ()
    changed: frozenset[str] = frozenset()
    changed_steps: frozenset[str] = frozenset()

    def with_key(self, path: str) -> str:
        """The path, made unique in the picture."""
        return f"{self.key}/{path}"

    def own_volume(self, volume: Volume) -> Volume:
        """The volume with unique paths, marked if the part that it stands for has changed."""
        return self.marked_volume(volume, volume.at in self.changed)

    def marked_volume(self, volume: Volume, changed: bool) -> Volume:
        """The volume with unique paths. A click leads to its own operation or block, from the image to the network."""
        return replace(
            volume,
            path=self.with_key(volume.path),
            link_path=volume.at if volume.inputs else "",
            description=f"{self.title}: {volume.description}{', different from network 1' if changed else ''}",
            inputs=tuple(self.with_key(path) for path in volume.inputs),
            changed=changed,
        )


@dataclass(frozen=True, slots=True)
class OperationItem:
    """An operation's output and label. If a shortcut ends here, it begins at the last of the volume's inputs."""

    volume: Volume
    label: str
    shortcut: ShortcutKind = "none"


@dataclass(frozen=True, slots=True)
class FoldedBlocks:
    """`count` folded blocks of the layer `path`; `output` is the path of the last one's output."""

    path: str
    count: int
    output: str


ColumnItems = dict[str, OperationItem | FoldedBlocks]
"""The items of a network in order, by the path of their operation, or of the first folded one."""


def column_items(column: Column, notation: Notation, opened: frozenset[str]) -> ColumnItems:
    """Return a column's items. In a column of too many operations, long layers that are not `opened` are folded."""
    return _ColumnReader(column, notation).items(opened)


class _ColumnReader:
    def __init__(self, column: Column, notation: Notation) -> None:
        self.column, self.trace = column, column.trace
        self.context = ViewContext(column.trace, notation=notation)

    def items(self, opened: frozenset[str]) -> ColumnItems:
        image = image_volume(self.context)
        label = f"image, {self.context.shape(image.shape)}"
        items: ColumnItems = {IMAGE: OperationItem(self.column.own_volume(image), label)}
        items |= dict(self._ends(self.trace.stem, "stem", IMAGE))
        long = _layers_to_fold(self.trace)
        for layer in self.trace.layers:
            folded = layer.path in long and self.column.with_key(layer.path) not in opened
            items |= self._layer(layer, folded)
        return items | dict(self._ends(self.trace.head, "head", self._end_of_layers()))

    def _end_of_layers(self) -> str:
        """The path of the volume that the head begins with."""
        if self.trace.layers:
            return self.trace.layers[-1].blocks[-1].output
        return self.trace.stem[-1].steps[-1] if self.trace.stem else IMAGE

    def _item(self, operation: Operation, volume: Volume) -> OperationItem:
        named = operation.kind in ("gate", "attention", "preactivation")
        label = arrow_label(operation, self.trace) if named else paper_label(main_step(operation, self.trace))
        return OperationItem(self.column.own_volume(volume), label)

    def _ends(self, operations: tuple[Operation, ...], tone: str, source: str) -> Iterator[tuple[str, OperationItem]]:
        """The operations of stem or head, without a pooling that changes nothing (VGG's of 7×7 to 7×7)."""
        for operation in operations:
            main = main_step(operation, self.trace)
            side = main.output_shape[1:]
            if main.kind != "avgpool" or side == (1, 1) or side != main.input_shapes[0][1:]:
                yield operation.path, self._item(operation, operation_volume(self.context, operation, tone, (source,)))
                source = operation.steps[-1]

    def _layer(self, layer: Layer, folded: bool) -> ColumnItems:
        first, last = ENDS[0], len(layer.blocks) - ENDS[1]
        items: ColumnItems = {}
        for number, block in enumerate(layer.blocks):
            if not folded or not first <= number < last:
                items |= self._block(layer, block)
            elif number == first:
                output = self.column.with_key(layer.blocks[last - 1].output)
                fold = FoldedBlocks(self.column.with_key(layer.path), last - first, output)
                items[block.operations[0].path] = fold
        return items

    def _block(self, layer: Layer, block: Block) -> ColumnItems:
        cards = block_cards(self.context, layer, 0, block)
        branch = own_branch(self.trace, block)
        items = [self._item(operation, volume) for operation, volume in zip(branch, cards.volumes, strict=True)]
        if block.shortcut != "none":
            end = items[-1].volume
            sources = (way.source for way in cards.ways if way.kind == block.shortcut and way.target in cards.cards)
            source = next(map(self.column.with_key, sources), items[0].volume.inputs[0])
            total = replace(end, inputs=(*end.inputs, source))
            items[-1] = replace(items[-1], volume=total, shortcut=block.shortcut)
        if block.path in self.column.changed and not any(item.volume.changed for item in items):
            items[-1] = replace(items[-1], volume=replace(items[-1].volume, changed=True))  # its shortcut differs
        return {operation.path: item for operation, item in zip(branch, items, strict=True)}


def _layers_to_fold(trace: Trace) -> set[str]:
    """Return the longest layers, then the next longest, until at most `MOST` operations remain."""
    remaining = sum(len(own_branch(trace, block)) for layer in trace.layers for block in layer.blocks)
    found: set[str] = set()
    for length in sorted({len(layer.blocks) for layer in trace.layers}, reverse=True):
        if remaining <= MOST or length <= FOLDABLE:
            break
        for layer in (layer for layer in trace.layers if len(layer.blocks) == length):
            found.add(layer.path)
            remaining -= sum(len(own_branch(trace, block)) for block in layer.blocks[ENDS[0] : -ENDS[1]])
    return found
