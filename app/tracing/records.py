"""The records of a trace. They are the JSON contract: fields are added, never renamed.

Shapes are `[C, H, W]` (or `[C]` once flattened), without the batch. `bytes` is a volume in float32. MACs are
multiply-adds of convolutions and linear layers, without bias, for one image.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from ..networks.outline import Layer, Operation, Outline
from ..networks.spec import Spec

Shape = tuple[int, ...]
Pair = tuple[int, int]
StepKind = Literal["conv", "norm", "relu", "maxpool", "avgpool", "add", "pad", "flatten", "dropout", "linear"]

OMIT_NONE = Field(exclude_if=lambda value: value is None)


@dataclass(frozen=True, slots=True)
class AxisReceptiveField:
    """The receptive field along one axis; the fields are those of `ReceptiveField`."""

    max: int
    min: int
    jump: int


@dataclass(frozen=True, slots=True)
class ReceptiveField:
    """The side, in input pixels, of the area that one value depends on, including padding beyond the input's border.

    `max` is the side along the longest path through the network, `min` along the shortest. `jump` is the distance in
    input pixels between neighbouring values. Where height and width differ, these three are the larger of both, and
    `height` and `width` have the figures of each axis; otherwise the two are absent from the JSON.

    Windows of an adaptive pooling can differ in size and spacing: `max` and `min` are those of the largest window,
    `jump` is the smallest spacing.
    """

    max: int
    min: int
    jump: int
    height: Annotated[AxisReceptiveField | None, OMIT_NONE] = None
    width: Annotated[AxisReceptiveField | None, OMIT_NONE] = None

    @property
    def axes(self) -> tuple[AxisReceptiveField, AxisReceptiveField]:
        """Height and width, also where they are equal."""
        equal = AxisReceptiveField(self.max, self.min, self.jump)
        return self.height or equal, self.width or equal


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a module, with its input and output volumes.

    `inputs` are the paths of the steps that produced its inputs; `input` is the image. `kernel_size`, `stride` and
    `padding` are (height, width); they and `groups` are null for kinds without a kernel. An adaptive pooling has the
    kernel of its largest window and its smallest stride.
    """

    path: str
    kind: StepKind
    module: str
    inputs: tuple[str, ...]
    input_shapes: tuple[Shape, ...]
    output_shape: Shape
    kernel_size: Pair | None
    stride: Pair | None
    padding: Pair | None
    groups: int | None
    params: int
    macs: int
    bytes: int
    receptive_field: ReceptiveField
    arithmetic: str


@dataclass(frozen=True, slots=True)
class Input:
    """The input image."""

    shape: Shape


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over all steps; `receptive_field` and `last_volume` are those at the end of the last layer.

    `weighted_layers` counts convolutions and linear layers without those on shortcuts, as the paper does.
    """

    params: int
    macs: int
    bytes: int
    steps: int
    weighted_layers: int
    receptive_field: ReceptiveField
    last_volume: Shape


@dataclass(frozen=True)  # without slots, for the cached index of steps
class Trace:
    """One network at one input size. `steps` are in the order they ran; `title` is the network's name in prose."""

    network: str
    title: str
    spec: Spec
    input: Input
    stem: tuple[Operation, ...]
    layers: tuple[Layer, ...]
    head: tuple[Operation, ...]
    steps: tuple[Step, ...]
    totals: Totals

    def step(self, path: str) -> Step:
        """Return the step with this path. Raises `KeyError` for an unknown path."""
        return self._steps_by_path[path]

    def operations(self) -> Iterator[Operation]:
        """Iterate over all operations, in the order of the flow."""
        return Outline(self.stem, self.layers, self.head).operations()

    @cached_property
    def _steps_by_path(self) -> dict[str, Step]:
        return {step.path: step for step in self.steps}
