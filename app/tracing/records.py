"""What a trace says. These records are the JSON contract: fields are added, never renamed.

Shapes are `[C, H, W]` (or `[C]` once flattened), without the batch. `bytes` is a volume in float32. MACs are
multiply-adds of convolutions and linear layers, without bias, for one image.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from app.networks.outline import Layer, Operation
from app.networks.spec import Spec

Shape = tuple[int, ...]
Pair = tuple[int, int]
StepKind = Literal["conv", "norm", "relu", "maxpool", "avgpool", "add", "pad", "flatten", "dropout", "linear"]


@dataclass(frozen=True, slots=True)
class ReceptiveField:
    """Side, in input pixels, of what one value can see along the longest (`max`) and shortest (`min`) path.

    It is not cut off at the border of the input. `jump` is how many input pixels lie between neighbouring values.
    """

    max: int
    min: int
    jump: int


@dataclass(frozen=True, slots=True)
class Step:
    """One hooked module: what it is, which volumes it was given and which volume it made.

    `inputs` are the paths of the steps that made its inputs (`input` is the image). Where a kind of step has no kernel,
    `kernel_size`, `stride`, `padding` and `groups` are null.
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
    """The image that goes in."""

    shape: Shape


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over all steps; `receptive_field` and `last_volume` are those at the end of the last layer.

    `weighted_layers` counts convolutions and linear layers as the paper does, without those on shortcuts.
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

    @cached_property
    def _steps_by_path(self) -> dict[str, Step]:
        return {step.path: step for step in self.steps}
