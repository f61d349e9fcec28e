"""Hooks that measure the gradients at every convolution and report the progress of a forward and backward pass."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Literal

from torch import Tensor, nn

from ..records import Trace

ConvolutionKind = Literal["convolution", "projection"]
ReportProgress = Callable[[float], None]
"""Called many times a second with the share of the work that is done, from 0 to 1. It cancels the work by raising."""


@dataclass(frozen=True, slots=True)
class Convolution:
    """A convolution of a trace; `position` counts along the depth from 1 (see `study.Gradient`)."""

    path: str
    layer: str
    position: int
    kind: ConvolutionKind
    macs: int


def convolutions(trace: Trace) -> tuple[Convolution, ...]:
    """Return the convolutions of a residual or plain network, in the order of the flow."""
    in_blocks = [(layer.path, block.operations) for layer in trace.layers for block in layer.blocks]
    found: list[Convolution] = []
    position = 0
    for layer, operations in [("stem", trace.stem), *in_blocks]:
        for operation in operations:
            if operation.kind in ("convolution", "projection"):
                position += operation.kind == "convolution"
                step = next(step for step in map(trace.step, operation.steps) if step.kind == "conv")
                found.append(Convolution(step.path, layer, position, operation.kind, step.counted_macs))
    return tuple(found)


@dataclass(slots=True)
class GradientNorms:
    """L2 norms by the convolution's path: of the weights, of their gradient, and of the output's gradient."""

    weight: dict[str, float]
    gradient: dict[str, float]
    volume: dict[str, float]


@contextmanager
def measure_norms(model: nn.Module, sites: tuple[Convolution, ...], report: ReportProgress) -> Iterator[GradientNorms]:
    """Measure the norms of one forward and backward pass while the context lasts.

    Progress is reported after each convolution. A weight's gradient is dropped as soon as it is measured, since all of
    them would take as much memory as the weights.
    """
    norms = GradientNorms({}, {}, {})
    total, done = 3 * sum(site.macs for site in sites), 0

    def report_progress(macs: int) -> None:
        nonlocal done
        done += macs
        report(done / total)

    def on_forward(site: Convolution, _: nn.Module, __: tuple[Tensor, ...], output: Tensor) -> None:
        output.register_hook(partial(on_volume_gradient, site))
        report_progress(site.macs)

    def on_volume_gradient(site: Convolution, gradient: Tensor) -> None:
        norms.volume[site.path] = gradient.norm().item()

    def on_weight_gradient(site: Convolution, weight: Tensor) -> None:
        assert weight.grad is not None
        norms.weight[site.path], norms.gradient[site.path] = weight.detach().norm().item(), weight.grad.norm().item()
        weight.grad = None
        report_progress(2 * site.macs)  # the gradient of the weights and the gradient of the input

    handles = []
    for site in sites:
        module = model.get_submodule(site.path)
        handles.append(module.register_forward_hook(partial(on_forward, site)))
        weight = module.get_parameter("weight")
        handles.append(weight.register_post_accumulate_grad_hook(partial(on_weight_gradient, site)))
    try:
        yield norms
    finally:
        for handle in handles:
            handle.remove()
