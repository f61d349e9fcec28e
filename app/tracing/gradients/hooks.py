"""Hooks that measure the gradients at every convolution, and say how far a forward and backward pass is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Literal

from torch import Tensor, nn

from app.tracing.records import Trace

ConvolutionKind = Literal["convolution", "projection"]
Report = Callable[[float], None]
"""Told, many times a second, which share of the work is done. What it raises ends the work."""


@dataclass(frozen=True, slots=True)
class Place:
    """A convolution: where it stands, and how much of the network's multiply-adds it does."""

    path: str
    layer: str
    position: int
    kind: ConvolutionKind
    macs: int


def convolutions(done: Trace) -> tuple[Place, ...]:
    """The convolutions of a residual or plain network, in the order of the flow."""
    inside = [(layer.path, block.operations) for layer in done.layers for block in layer.blocks]
    places: list[Place] = []
    position = 0
    for layer, operations in [("stem", done.stem), *inside]:
        for operation in operations:
            if operation.kind in ("convolution", "projection"):
                position += operation.kind == "convolution"
                path = operation.steps[0]
                places.append(Place(path, layer, position, operation.kind, done.step(path).macs))
    return tuple(places)


@dataclass(slots=True)
class Norms:
    """What the hooks have seen so far, by the convolution's path."""

    weight: dict[str, float]
    gradient: dict[str, float]
    volume: dict[str, float]


@contextmanager
def watching(model: nn.Module, places: tuple[Place, ...], report: Report) -> Iterator[Norms]:
    """The norms of one forward and backward pass, and a report after each convolution. The hooks are gone afterwards.

    A gradient is let go as soon as it has been measured: all of them would take as much memory as the weights.
    """
    norms, due, spent = Norms({}, {}, {}), 3 * sum(place.macs for place in places), 0

    def tell(macs: int) -> None:
        nonlocal spent
        spent += macs
        report(spent / due)

    def forward(place: Place, _: nn.Module, __: tuple[Tensor, ...], output: Tensor) -> None:
        output.register_hook(partial(volume, place))  # type: ignore[no-untyped-call]  # torch leaves it without types
        tell(place.macs)

    def volume(place: Place, gradient: Tensor) -> None:
        norms.volume[place.path] = gradient.norm().item()

    def backward(place: Place, weight: Tensor) -> None:
        assert weight.grad is not None
        norms.weight[place.path], norms.gradient[place.path] = weight.detach().norm().item(), weight.grad.norm().item()
        weight.grad = None
        tell(2 * place.macs)  # one for the gradient of the weights, one for that of the volume that came in

    handles = []
    for place in places:
        module = model.get_submodule(place.path)
        handles.append(module.register_forward_hook(partial(forward, place)))
        weight = module.get_parameter("weight")
        handles.append(weight.register_post_accumulate_grad_hook(partial(backward, place)))  # type: ignore[no-untyped-call]  # torch leaves it without types
    try:
        yield norms
    finally:
        for handle in handles:
            handle.remove()
