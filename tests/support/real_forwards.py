"""A real forward of one image, observed by plain hooks and PyTorch's own counter: the reference for recordings."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from app.tracing.records import Shape


class RealForward(NamedTuple):
    """The shapes of all tensors that leaf modules returned, in their order, those of the result, and the MACs."""

    leaves: list[tuple[str, tuple[Shape, ...]]]
    results: tuple[Shape, ...]
    macs: int


def real_forward(model: nn.Module, *inputs: Tensor) -> RealForward:
    """Run a forward in evaluation mode. MACs are those of convolutions and matrix products with a weight."""
    leaves: list[tuple[str, tuple[Shape, ...]]] = []

    def note(path: str, _: nn.Module, __: object, result: object) -> None:
        leaves.append((path, shapes_in(result)))

    handles = [module.register_forward_hook(partial(note, path)) for path, module in leaf_modules(model)]
    model.eval()
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        result = model(*inputs)
    for handle in handles:
        handle.remove()
    return RealForward(leaves, shapes_in(result), _macs(counter.get_flop_counts().get("Global", {})))


def _macs(flops: Mapping[Any, int]) -> int:
    return sum(count for operator, count in flops.items() if str(operator) in PRODUCTS) // 2


PRODUCTS = ("aten.convolution", "aten.addmm", "aten.mm", "aten._convolution")


def leaf_modules(model: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """Modules without children, and recurrent and attention modules."""
    for path, module in model.named_modules():
        children = [name for name, _ in module.named_children() if name != "parametrizations"]
        inside = any(part == "parametrizations" for part in path.split("."))
        if path and not inside and (not children or isinstance(module, nn.MultiheadAttention)):
            yield path, module


def shapes_in(value: object) -> tuple[Shape, ...]:
    """The shapes of all tensors of nested tuples, lists and dictionaries."""
    if isinstance(value, Tensor):
        return (tuple(value.shape),)
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, (tuple, list)):
        return tuple(shape for each in value for shape in shapes_in(each))
    return ()
