"""What goes through a network in a forward with real values: what every trace has to agree with."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from app.tracing.records import Shape

Flow = list[tuple[str, tuple[Shape, ...], Shape]]


def real_flow(model: nn.Module, image: Tensor) -> Flow:
    """Of every innermost module: path, input shapes, output shape."""
    flow: Flow = []

    def watch(path: str) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
        return lambda _, given, made: flow.append((path, tuple(map(unbatched, given)), unbatched(made)))

    leaves = [(path, module) for path, module in model.named_modules() if not list(module.children())]
    watching = [module.register_forward_hook(watch(path)) for path, module in leaves]
    with torch.inference_mode():
        model(image)
    for hook in watching:
        hook.remove()
    return flow


def unbatched(tensor: Tensor) -> Shape:
    assert tensor.shape[0] == 1
    return tuple(tensor.shape[1:])
