"""Forward hooks that record the inputs and the output of every leaf module."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from torch import Tensor, nn

from .records import IMAGE, Shape


class Call(NamedTuple):
    """One call of a module: shapes without the batch, `inputs` as paths of the steps that produced them."""

    path: str
    module: nn.Module
    inputs: tuple[str, ...]
    input_shapes: tuple[Shape, ...]
    output_shape: Shape


@contextmanager
def recording(model: nn.Module, image: Tensor) -> Iterator[list[Call]]:
    """Record the calls of the model's leaf modules, in the order they run on `image`, while the context lasts.

    Dataflow is read from the identity of tensors. Outputs are kept alive until the end, because Python may give the
    identity of a deleted tensor to a new one.
    """
    calls: list[Call] = []
    producers: dict[int, str] = {id(image): IMAGE}
    alive: list[Tensor] = []

    def record(path: str, module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        sources = tuple(producers[id(tensor)] for tensor in inputs)
        shapes = tuple(tuple(tensor.shape)[1:] for tensor in inputs)
        calls.append(Call(path, module, sources, shapes, tuple(output.shape)[1:]))
        producers[id(output)] = path
        alive.append(output)

    handles = [
        module.register_forward_hook(partial(record, path))
        for path, module in model.named_modules()
        if next(module.children(), None) is None
    ]
    try:
        yield calls
    finally:
        for handle in handles:
            handle.remove()
