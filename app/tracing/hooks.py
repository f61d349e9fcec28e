"""Forward hooks that note what goes into every module and what comes out, for as long as a `with` lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from torch import Tensor, nn

from app.tracing.records import Shape

IMAGE = "input"
"""The path of the volume that no step made."""


class Call(NamedTuple):
    """One module's call: shapes without the batch, and the paths of the steps that made its inputs."""

    path: str
    module: nn.Module
    inputs: tuple[str, ...]
    input_shapes: tuple[Shape, ...]
    output_shape: Shape


@contextmanager
def recording(model: nn.Module, image: Tensor) -> Iterator[list[Call]]:
    """The calls of the model's innermost modules, in the order they run on `image`. The hooks are gone afterwards.

    Dataflow is read from the identity of tensors. Every tensor seen is kept alive until the end, since the identity
    of one that is gone may be given to another.
    """
    calls: list[Call] = []
    makers: dict[int, str] = {id(image): IMAGE}
    alive: list[Tensor] = []

    def note(path: str, module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        sources = tuple(makers[id(tensor)] for tensor in inputs)
        shapes = tuple(tuple(tensor.shape)[1:] for tensor in inputs)
        calls.append(Call(path, module, sources, shapes, tuple(output.shape)[1:]))
        makers[id(output)] = path
        alive.append(output)

    handles = [
        module.register_forward_hook(partial(note, path))
        for path, module in model.named_modules()
        if next(module.children(), None) is None
    ]
    try:
        yield calls
    finally:
        for handle in handles:
            handle.remove()
