"""Fast recording with hooks alone, for networks in which a module of a known class makes every volume.

The forward runs on an empty batch: kernels check every shape and compute nothing (decision 1). The recording is that of
one image, equal to the one of `Recorder`, which sees the functions themselves and takes three times as long.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from torch import Tensor, nn

from ...networks.modules import Add, Multiply, PadShortcut
from ..records import IMAGE, Shape
from ..stored import stored_values
from .calls import InnerCall, RecordedCall, Recording, Ref
from .leaves import kind_of_module

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
    Add: ("add", lambda _: ()),
    Multiply: ("mul", lambda _: ()),
}
"""The function that a class of modules calls, and the arguments after the volume."""


def functions_of(module: nn.Module, given: Shape, made: Shape) -> tuple[InnerCall, ...]:
    """Return the functions that a module calls. Raises `KeyError` for a module of another class."""
    if isinstance(module, PadShortcut):
        every = slice(None, None, module.stride)
        strided = InnerCall("getitem", (None, (slice(None), slice(None), every, every)), {}, given, given)
        return (strided, InnerCall("pad", (), {}, given, made))
    name, arguments = ARGUMENTS[next((each for each in type(module).__mro__ if each in ARGUMENTS), type(module))]
    return (InnerCall(name, (None, *arguments(module)), {}, given, made),)


@contextmanager
def recording_modules(model: nn.Module, image: Tensor) -> Iterator[Recording]:
    """Record the calls of the model's leaf modules on `image`, an empty batch, while the context lasts.

    Dataflow is read from the identity of tensors. Outputs are kept alive until the end, because Python may give the
    identity of a deleted tensor to a new one.
    """
    recording = Recording({IMAGE: _of_one(image)})
    makers: dict[int, Ref] = {id(image): Ref(-1)}
    alive: list[Tensor] = []

    def record(path: str, module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        refs = tuple(makers[id(tensor)] for tensor in inputs)
        shapes = tuple(_of_one(tensor) for tensor in inputs)
        made = _of_one(output)
        functions = functions_of(module, shapes[0], made)
        call = RecordedCall(
            base=path,
            owner=path.rpartition(".")[0],
            name=type(module).__name__,
            kind=kind_of_module(module, functions),
            is_module=True,
            inputs=refs,
            input_shapes=shapes,
            output_shapes=(made,),
            functions=functions,
            stored=stored_values((*module._parameters.items(), *module._buffers.items())),
            shared=False,
        )
        makers[id(output)] = Ref(len(recording.calls))
        recording.calls.append(call)
        alive.append(output)

    leaves = [(path, module) for path, module in model.named_modules() if not module._modules]
    handles = [module.register_forward_hook(partial(record, path)) for path, module in leaves]
    try:
        yield recording
    finally:
        for handle in handles:
            handle.remove()


def _of_one(volume: Tensor) -> Shape:
    """The shape that a volume of an empty batch has for one image."""
    return (1, *volume.shape[1:])
