"""The records of a trace. They are the JSON contract: fields are added, never renamed.

Shapes are `[C, H, W]` (or `[C]` once flattened), without the batch. `bytes` is a volume in float32. MACs are
multiply-adds of convolutions and linear layers, without bias, for one image.

Networks of a user's own have volumes of other ranks: `layout` names their axes. Fields that only such networks need
are absent from the JSON where they have their default.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from ..networks.outline import Layer, Operation, Outline
from ..networks.spec import Spec

IMAGE = "input"
"""The path of the image, the one volume that no step produced."""

Shape = tuple[int, ...]
Pair = tuple[int, int]
CatalogueKind = Literal["conv", "norm", "relu", "maxpool", "avgpool", "add", "pad", "flatten", "dropout", "linear"]
"""Kinds of step in the networks of the catalogue."""

ForeignKind = Literal[
    "mul",
    "concat",
    "activation",
    "softmax",
    "reshape",
    "slice",
    "upsample",
    "reduce",
    "matmul",
    "attention",
    "recurrent",
    "embedding",
    "other",
]
"""Further kinds in networks of a user's own."""

StepKind = CatalogueKind | ForeignKind

OMIT_NONE = Field(exclude_if=lambda value: value is None)
OMIT_EMPTY = Field(exclude_if=lambda value: not value)


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
    """One call of a module or a function, with its input and output volumes.

    `inputs` are the paths of the steps that produced its inputs; `input` is the image. `kernel_size`, `stride` and
    `padding` are (height, width); they and `groups` are null for kinds without a kernel; a group normalization has its
    groups. An adaptive pooling has the kernel of its largest window and its smallest stride. `module` is the name of
    the class or function. `macs` are null where they are not counted (products of attention, recurrent cells), and
    `receptive_field` where positions of the volume are no longer places in the image. `arithmetic` is empty where no
    formula gives the traced size.

    `biases` are those of the `params` that are added, not multiplied. `buffers` are values that the module stores and
    does not train: the running means and variances of a batch normalization, and its number of batches.

    `dilation` is absent where it is 1, and `ceil_mode` where it is false: with it the last window may reach beyond the
    padded input. `layout` has a letter for each axis of the output: C, H, W, L for a sequence, `?` for an axis of
    unknown meaning. It is empty for `CHW` and `C`. `outputs` are the shapes of all outputs where there are several.
    `folded` says that a reshape has moved positions of one image into the batch; they are the first axis here.
    `shared` says that the parameters are those of an earlier step and counted there.
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
    macs: int | None
    bytes: int
    receptive_field: ReceptiveField | None
    arithmetic: str
    dilation: Annotated[Pair | None, OMIT_NONE] = None
    ceil_mode: Annotated[bool, OMIT_EMPTY] = False
    layout: Annotated[str, OMIT_EMPTY] = ""
    outputs: Annotated[tuple[Shape, ...], OMIT_EMPTY] = ()
    folded: Annotated[bool, OMIT_EMPTY] = False
    shared: Annotated[bool, OMIT_EMPTY] = False
    biases: int = 0
    buffers: int = 0

    @property
    def counted_macs(self) -> int:
        """The MACs for sums: 0 where they are not counted."""
        return self.macs or 0


@dataclass(frozen=True, slots=True)
class Input:
    """The input image, or one of several inputs; `path` is how steps name it."""

    shape: Shape
    path: Annotated[str, Field(exclude_if=lambda value: value == IMAGE)] = IMAGE


@dataclass(frozen=True, slots=True)
class Output:
    """A volume that the forward returns: its name in a dictionary or number in a tuple, and the step it comes from."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over all steps; `receptive_field` and `last_volume` are those at the end of the last layer.
    `last_layout` is the `layout` of that volume.

    `weighted_layers` counts convolutions and linear layers without those on shortcuts, as the paper does, and without
    those in gates, as the names of networks do; `convolutions` are all of them, and `shortcut_convolutions` those on
    shortcuts. `biases` and `buffers` are as of a step. `uncounted` is the number of steps whose MACs are not counted,
    `unused_params` those of modules that did not run.
    """

    params: int
    macs: int
    bytes: int
    steps: int
    weighted_layers: int
    receptive_field: ReceptiveField | None
    last_volume: Shape
    last_layout: Annotated[str, OMIT_EMPTY] = ""
    uncounted: Annotated[int, OMIT_EMPTY] = 0
    unused_params: Annotated[int, OMIT_EMPTY] = 0
    biases: int = 0
    buffers: int = 0
    convolutions: int = 0
    shortcut_convolutions: int = 0


@dataclass(frozen=True)  # without slots, for the cached index of steps
class Trace:
    """One network at one input size. `steps` are in the order they ran; `title` is the network's name in prose.

    A network of a user's own has no `spec`. It may have several `inputs` (the first is `input`) and `outputs`, and
    `warnings`: sentences about what the trace could not establish.
    """

    network: str
    title: str
    spec: Spec | None
    input: Input
    stem: tuple[Operation, ...]
    layers: tuple[Layer, ...]
    head: tuple[Operation, ...]
    steps: tuple[Step, ...]
    totals: Totals
    inputs: Annotated[tuple[Input, ...], OMIT_EMPTY] = ()
    outputs: Annotated[tuple[Output, ...], OMIT_EMPTY] = ()
    warnings: Annotated[tuple[str, ...], OMIT_EMPTY] = ()

    @property
    def catalogue_spec(self) -> Spec:
        """The spec of a network of the catalogue. Raises `ValueError` for a network of a user's own."""
        if self.spec is None:
            raise ValueError(f"{self.network} is not a network of the catalogue")
        return self.spec

    def step(self, path: str) -> Step:
        """Return the step with this path. Raises `KeyError` for an unknown path."""
        return self._steps_by_path[path]

    def operations(self) -> Iterator[Operation]:
        """Iterate over all operations, in the order of the flow."""
        return Outline(self.stem, self.layers, self.head).operations()

    @cached_property
    def _steps_by_path(self) -> dict[str, Step]:
        return {step.path: step for step in self.steps}
