"""Fast recording with hooks alone, for networks in which a module of a known class makes every volume.

The forward runs on an empty batch: kernels check every shape and compute nothing (decision 1). The recording is that of
one image, equal to the one of `Recorder`, which sees the functions themselves and takes three times as long.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from typing import Any, NamedTuple

from torch import Tensor, nn

from ...networks.modules import Add, Multiply, PadShortcut
from ..records import IMAGE, Shape, StepKind
from ..stored import StoredValues, stored_values
from .calls import Callee, InnerCall, RecordedCall, Recording, Ref
from .functions import kind_of

Arguments = tuple[Any, ...]

NO_KEYWORDS: dict[str, Any] = {}

ARGUMENTS: dict[type[nn.Module], tuple[str, Callable[[Any], Arguments]]] = {
    nn.Conv2d: (
        "conv2d",
        lambda module: (module.weight, module.bias, module.stride, module.padding, module.dilation, module.groups),
    ),
    nn.Linear: ("linear", lambda module: (module.weight, module.bias)),
    nn.BatchNorm2d: ("batch_norm", lambda _: ()),
    nn.GroupNorm: ("group_norm", lambda module: (module.num_groups,)),
    nn.ReLU: ("relu", lambda _: ()),
    nn.Sigmoid: ("sigmoid", lambda _: ()),
    nn.Dropout: ("dropout", lambda _: ()),
    nn.MaxPool2d: (
        "max_pool2d",
        lambda module: (module.kernel_size, module.stride, module.padding, module.dilation, module.ceil_mode),
    ),
    nn.AvgPool2d: (
        "avg_pool2d",
        lambda module: (module.kernel_size, module.stride, module.padding, module.ceil_mode, module.count_include_pad),
    ),
    nn.AdaptiveAvgPool2d: ("adaptive_avg_pool2d", lambda module: (module.output_size,)),
    nn.Flatten: ("flatten", lambda module: (module.start_dim, module.end_dim)),
    PadShortcut: ("pad", lambda module: (module.stride,)),
    Add: ("add", lambda _: ()),
    Multiply: ("mul", lambda _: ()),
}
"""The function that a class of modules calls, and the arguments after the volume."""


class Leaf(NamedTuple):
    """A leaf module, and what of its calls does not depend on the image.

    `arguments` are those of `function`, with `None` for the volume. Leaves with the same `signature` describe the same
    volumes in the same way.
    """

    callee: Callee
    module: nn.Module
    function: str
    arguments: Arguments
    stored: StoredValues
    signature: tuple[object, ...]


def leaves_of(modules: Mapping[str, nn.Module]) -> tuple[Leaf, ...]:
    """The leaves of a model's `named_modules`, in their order. Raises `KeyError` for one of an unknown class."""
    return tuple([_leaf(path, module) for path, module in modules.items() if not module._modules])


def _leaf(path: str, module: nn.Module) -> Leaf:
    function, kind, arguments_of = _called_by(type(module))
    arguments = (None, *arguments_of(module))
    signature = (function, *[each.shape if isinstance(each, Tensor) else each for each in arguments])
    callee = Callee(path, path.rpartition(".")[0], type(module).__name__, kind, True)
    stored = stored_values(module._parameters.items(), module._buffers.items())
    return Leaf(callee, module, function, arguments, stored, signature)


@cache
def _called_by(cls: type[nn.Module]) -> tuple[str, StepKind, Callable[[Any], Arguments]]:
    """The function that modules of a class call, its kind, and its arguments after the volume."""
    function, arguments_of = ARGUMENTS[next((each for each in cls.__mro__ if each in ARGUMENTS), cls)]
    return function, kind_of(function), arguments_of


def functions_of(leaf: Leaf, given: Shape, made: Shape) -> tuple[InnerCall, ...]:
    """The functions that a leaf calls for a volume of the shape `given`."""
    if leaf.function == "pad":
        _, stride = leaf.arguments
        every = slice(None, None, stride)
        strided = InnerCall("getitem", (None, (slice(None), slice(None), every, every)), NO_KEYWORDS, given, given)
        return (strided, InnerCall("pad", (), NO_KEYWORDS, given, made))
    return (InnerCall(leaf.function, leaf.arguments, NO_KEYWORDS, given, made),)


@contextmanager
def recording_modules(leaves: Sequence[Leaf], image: Tensor) -> Iterator[Recording]:
    """Record the calls of a model's leaves on `image`, an empty batch, while the context lasts.

    Dataflow is read from the identity of tensors. Outputs are kept alive until the end, because Python may give the
    identity of a deleted tensor to a new one.
    """
    recording = Recording({IMAGE: _of_one(image)})
    calls = recording.calls
    volumes: dict[int, tuple[Ref, Shape]] = {id(image): (Ref(-1), _of_one(image))}
    alive: list[Tensor] = []

    def record(leaf: Leaf, _: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        refs, shapes = zip(*[volumes[id(tensor)] for tensor in inputs], strict=True)
        made = _of_one(output)
        functions = functions_of(leaf, shapes[0], made)
        volumes[id(output)] = (Ref(len(calls)), made)
        calls.append(RecordedCall(*leaf.callee, refs, shapes, (made,), functions, leaf.stored, False, leaf.signature))
        alive.append(output)

    handles = [leaf.module.register_forward_hook(partial(record, leaf)) for leaf in leaves]
    try:
        yield recording
    finally:
        for handle in handles:
            handle.remove()


def _of_one(volume: Tensor) -> Shape:
    """The shape that a volume of an empty batch has for one image."""
    return (1, *volume.shape[1:])
