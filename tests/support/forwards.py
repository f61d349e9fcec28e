"""Real forwards, as the reference for traces."""

from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor, nn

from app.tracing.records import Shape, Step


class LeafCall(NamedTuple):
    """One call of a leaf module in a forward of one image: its class and its shapes without the batch."""

    path: str
    module: str
    input_shapes: tuple[Shape, ...]
    output_shape: Shape


def leaf_calls(model: nn.Module, image: Tensor) -> list[LeafCall]:
    """Run a forward and return the calls of all leaf modules, in their order. A module may be called several times."""
    calls: list[LeafCall] = []

    def record(path: str, module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        calls.append(LeafCall(path, type(module).__name__, tuple(map(_unbatched, inputs)), _unbatched(output)))

    leaves = [(path, module) for path, module in model.named_modules() if next(module.children(), None) is None]
    handles = [module.register_forward_hook(partial(record, path)) for path, module in leaves]
    with torch.inference_mode():
        model(image)
    for handle in handles:
        handle.remove()
    return calls


def as_leaf_call(step: Step) -> LeafCall:
    return LeafCall(step.path, step.module, step.input_shapes, step.output_shape)


def _unbatched(tensor: Tensor) -> Shape:
    assert tensor.shape[0] == 1
    return tuple(tensor.shape[1:])
