"""A network's layers, blocks and operations, divided as in the article. Part of the JSON contract."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

OperationKind = Literal["convolution", "projection", "padding", "addition", "pooling", "linear"]
ShortcutKind = Literal["identity", "padding", "projection", "none"]


@dataclass(frozen=True, slots=True)
class Operation:
    """A convolution, pooling, addition or linear layer with its normalization and ReLU; `steps` are paths."""

    path: str
    kind: OperationKind
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A residual block with its shortcut; in VGG a single convolution or pooling."""

    path: str
    kind: Literal["basic", "bottleneck", "convolution", "pooling"]
    shortcut: ShortcutKind
    operations: tuple[Operation, ...]

    @property
    def output(self) -> str:
        """The path of the block's last step."""
        return self.operations[-1].steps[-1]


@dataclass(frozen=True, slots=True)
class Layer:
    """A run of blocks whose outputs have the same H and W."""

    path: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The operations of a network, in the order of the flow."""

    stem: tuple[Operation, ...]
    layers: tuple[Layer, ...]
    head: tuple[Operation, ...]

    def operations(self) -> Iterator[Operation]:
        """Iterate over all operations, in the order of the flow."""
        yield from self.stem
        for layer in self.layers:
            for block in layer.blocks:
                yield from block.operations
        yield from self.head
