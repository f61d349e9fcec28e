"""A network's layers, blocks and operations, divided as in the article. Part of the JSON contract."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

OperationKind = Literal[
    "convolution",
    "projection",
    "padding",
    "addition",
    "pooling",
    "linear",
    "preactivation",
    "gate",
    "concatenation",
    "multiplication",
    "upsampling",
    "normalization",
    "activation",
    "attention",
    "recurrent",
    "reshape",
    "other",
]
ShortcutKind = Literal["identity", "padding", "projection", "none"]
BlockKind = Literal["basic", "bottleneck", "convolution", "pooling", "composite", "transition"]


@dataclass(frozen=True, slots=True)
class Operation:
    """A convolution, pooling, addition or linear layer with its normalization and ReLU; `steps` are paths.

    Networks of a user's own have more kinds. A `gate` computes factors from a volume and multiplies it by them, as
    squeeze and excitation does; a `preactivation` is a normalization and ReLU that the branch and the shortcut share;
    """

    path: str
    kind: OperationKind
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A part's fraction of the sums of the whole network, from 0 to 1, rounded to six digits."""

    params: float = 0
    macs: float = 0
    bytes: float = 0


@dataclass(frozen=True, slots=True)
class PartTotals:
    """Sums over the steps of a layer or block, for one input size.

    `convolutions` are those on shortcuts too. `uncounted` is the number of steps whose MACs are not counted.
    `params_to_end` are the parameters of this part and of everything after it: those that are trained where everything
    before it is frozen.
    """

    params: int = 0
    macs: int = 0
    bytes: int = 0
    biases: int = 0
    buffers: int = 0
    convolutions: int = 0
    uncounted: int = 0
    params_to_end: int = 0
    share: Share = Share()


@dataclass(frozen=True, slots=True)
class Block:
    """A residual block with its shortcut; in VGG a single convolution or pooling.

    A `composite` block is one of a user's own with other parts than those of the paper: several additions, gates or
    concatenations. Its `shortcut` is that of its last addition. A `transition` has the operations between such blocks:
    a convolution that halves H and W, the concatenation that ends a layer.

    `output_shape` and `totals` belong to a trace; blocks that differ in these alone are equal.
    """

    path: str
    kind: BlockKind
    shortcut: ShortcutKind
    operations: tuple[Operation, ...]
    output_shape: tuple[int, ...] = field(default=(), compare=False)
    totals: PartTotals = field(default=PartTotals(), compare=False)

    @property
    def steps(self) -> tuple[str, ...]:
        """The paths of the steps of all operations."""
        return tuple(path for operation in self.operations for path in operation.steps)

    @property
    def output(self) -> str:
        """The path of the block's last step."""
        return self.operations[-1].steps[-1]


@dataclass(frozen=True, slots=True)
class Layer:
    """A run of blocks whose outputs have the same H and W; `output_shape` and `totals` as of a block."""

    path: str
    blocks: tuple[Block, ...]
    output_shape: tuple[int, ...] = field(default=(), compare=False)
    totals: PartTotals = field(default=PartTotals(), compare=False)


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
