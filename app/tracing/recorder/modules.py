"""Fast recording with hooks alone, for networks in which a module of a known class makes every volume.

The forward runs on an empty batch: kernels check every shape and compute nothing (decision 1). The recording is that of
one image, equal to the one of `Recorder`, which sees the functions themselves and takes three times as long.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

from torch import Tensor, nn

from ...networks.modules import Add, Multiply, PadShortcut
from ..records import IMAGE, Shape, StepKind
from ..stored import StoredValues, stored_values
from .calls import InnerCall, RecordedCall, Recording, Ref
from .functions import kind_of

Arguments = tuple[Any, ...]

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

    `arguments` are those of `function` after the volume. Leaves with the same `signature` describe the same volumes in
    the same way.
    """

    path: str
    module: nn.Module
    function: str
    arguments: Arguments
    kind: StepKind
    stored: StoredValues
    signature: tuple[object, ...]


def leaves_of(model: nn.Module) -> tuple[Leaf, ...]:
    """The leaf modules in the order in which they are registered. Raises `KeyError` for one of an unknown class."""
    return tuple(_leaf(path, module) for path, module in model.named_modules() if not module._modules)


def _leaf(path: str, module: nn.Module) -> Leaf:
    function, arguments_of = ARGUMENTS[next((one for one in type(module).__mro__ if one in ARGUMENTS), type(module))]
    arguments = arguments_of(module)
    signature = (function, *(each.shape if isinstance(each, Tensor) else each for each in arguments))
    stored = stored_values((*module._parameters.items(), *module._buffers.items()))
    return Leaf(path, module, function, arguments, kind_of(function), stored, signature)


def functions_of(leaf: Leaf, given: Shape, made: Shape) -> tuple[InnerCall, ...]:
    """The functions that a leaf calls for a volume of the shape `given`."""
    if leaf.function == "pad":
        [stride] = leaf.arguments
        every = slice(None, None, stride)
        strided = InnerCall("getitem", (None, (slice(None), slice(None), every, every)), {}, given, given)
        return (strided, InnerCall("pad", (), {}, given, made))
    return (InnerCall(leaf.function, (None, *leaf.arguments), {}, given, made),)


@contextmanager
def recording_modules(leaves: Sequence[Leaf], image: Tensor) -> Iterator[Recording]:
    """Record the calls of a model's leaves on `image`, an empty batch, while the context lasts.

    Dataflow is read from the identity of tensors. Outputs are kept alive until the end, because Python may give the
    identity of a deleted tensor to a new one.
    """
    recording = Recording({IMAGE: _of_one(image)})
    calls = recording.calls
    makers: dict[int, Ref] = {id(image): Ref(-1)}
    alive: list[Tensor] = []

    def record(leaf: Leaf, module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        shapes = tuple([_of_one(tensor) for tensor in inputs])
        made = _of_one(output)
        call = RecordedCall(
            base=leaf.path,
            owner=leaf.path.rpartition(".")[0],
            name=type(module).__name__,
            kind=leaf.kind,
            is_module=True,
            inputs=tuple([makers[id(tensor)] for tensor in inputs]),
            input_shapes=shapes,
            output_shapes=(made,),
            functions=functions_of(leaf, shapes[0], made),
            stored=leaf.stored,
            shared=False,
            signature=leaf.signature,
        )
        makers[id(output)] = Ref(len(calls))
        calls.append(call)
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
