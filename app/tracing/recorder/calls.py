"""What a recorder notes: calls with their volumes as references, before shapes are divided by images."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from torch import Tensor

from ..records import Shape, StepKind
from ..stored import StoredValues


class Ref(NamedTuple):
    """A volume: the index of the call that made it (inputs of the network: −1, −2, …) and the number of its output."""

    call: int
    output: int = 0


class InnerCall(NamedTuple):
    """A function that a leaf module called: its name, arguments, and the shapes of its first argument and result."""

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    input_shape: Shape
    output_shape: Shape


class Callee(NamedTuple):
    """What a call runs, in the words of `RecordedCall`."""

    base: str
    owner: str
    name: str
    kind: StepKind
    is_module: bool


class RecordedCall(NamedTuple):
    """One call of a leaf module, or of a function outside of leaf modules. Shapes are whole, with the batch.

    `base` is the path without a number for repeated calls, `owner` the path of the module whose forward called it.
    `functions` are those that it ran: one for a function, any number for a module. `stored` counts the values of
    parameters and buffers that no earlier call has used; `shared` says that an earlier call used other parameters.
    Calls of the same functions with the same arguments have the same `signature`, which may have no hash. It also tells
    the shapes of their outputs, as far as those of the inputs do not.
    """

    base: str
    owner: str
    name: str
    kind: StepKind
    is_module: bool
    inputs: tuple[Ref, ...]
    input_shapes: tuple[Shape, ...]
    output_shapes: tuple[Shape, ...]
    functions: tuple[InnerCall, ...]
    stored: StoredValues
    shared: bool
    signature: tuple[object, ...]


def signature_of(kind: StepKind, results: Sequence[Shape], functions: Sequence[InnerCall]) -> tuple[object, ...]:
    """The kind and the shapes of a step, and all that its functions were given, of tensors the shape."""
    signature: list[object] = [kind, results]
    for name, args, kwargs, *shapes in functions:
        given = [(Tensor, *each.shape) if isinstance(each, Tensor) else each for each in args]
        signature.append((name, *given, tuple(kwargs.items()), *shapes))
    return tuple(signature)


@dataclass(slots=True)
class Recording:
    """All calls of one forward, in order, and what makes the record doubtful.

    `classes` has the class of each module by path. `outputs` are the returned volumes by name. `reads` are owners of
    calls that read values, `unknown` calls that were given a tensor that no recorded call made, `aliased` calls that
    wrote into a part of another volume. `unused` are the values of parameters that did not run, by module. `operators`
    says that operators were recorded, not functions, and `hidden` then has the calls that were given a tensor of
    functions that no function mode sees.
    """

    inputs: dict[str, Shape]
    classes: dict[str, str] = field(default_factory=dict)
    calls: list[RecordedCall] = field(default_factory=list)
    outputs: dict[str, Ref | None] = field(default_factory=dict)
    reads: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    aliased: list[str] = field(default_factory=list)
    unused: dict[str, int] = field(default_factory=dict)
    operators: bool = False
    hidden: list[str] = field(default_factory=list)
