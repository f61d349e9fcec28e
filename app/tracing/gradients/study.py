"""What one training step asks of every convolution, in a residual network and in its plain twin.

One forward and one backward pass of each, in double precision: without normalization a gradient may lie sixty powers of
ten below the loss, where float32 has nothing but zero and is slow about it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import nn
from torch.nn import functional as F

from app.networks.spec import Shortcut, Spec
from app.tracing.gradients.hooks import ConvolutionKind, Norms, Place, Report, convolutions, watching
from app.tracing.gradients.initialisation import Init, initialise, random_batch
from app.tracing.records import Input
from app.tracing.tracer import assemble, trace

Switch = Literal["on", "off"]


@dataclass(frozen=True, slots=True)
class Gradient:
    """The gradient of the loss at one convolution. A norm that is no finite number is null.

    `position` counts the convolutions along the depth from 1; a projection has that of the last convolution of its
    block, beside which it stands. `norm` is the L2 norm of the gradient of its weights, `relative` that norm divided
    by the L2 norm of the weights, and `volume_norm` the L2 norm of the gradient of the volumes that it puts out.
    """

    path: str
    layer: str
    position: int
    kind: ConvolutionKind
    norm: float | None
    relative: float | None
    volume_norm: float | None


@dataclass(frozen=True, slots=True)
class Run:
    """One network's training step: its shortcuts, the mean cross-entropy of the batch, and what that asks for."""

    shortcut: Shortcut | None
    loss: float | None
    gradients: tuple[Gradient, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that a study depends on. `spec` is that of the residual network."""

    spec: Spec
    height: int
    width: int
    batch: int
    seed: int
    normalization: Switch
    init: Init


@dataclass(frozen=True, slots=True)
class Study:
    """A residual network and its plain twin: the same images and labels, the same weights wherever both have them.

    `spec` is that of the residual network; the twin's differs in `shortcut`. `input` is one image of the batch.
    """

    network: str
    spec: Spec
    input: Input
    batch: int
    seed: int
    normalization: Switch
    init: Init
    residual: Run
    plain: Run


def study(asked: Asked, report: Report) -> Study:
    """Both runs, one after the other: half of the work each. Nothing is changed but what is made for it here."""
    residual = run(asked, asked.spec, lambda done: report(done / 2))
    plain = run(asked, plain_twin(asked.spec), lambda done: report((1 + done) / 2))
    image = Input((asked.spec.channels, asked.height, asked.width))
    chosen = (asked.batch, asked.seed, asked.normalization, asked.init)
    return Study(asked.spec.network, asked.spec, image, *chosen, residual, plain)


def plain_twin(spec: Spec) -> Spec:
    """The same network without its shortcuts."""
    return replace(spec, shortcut="none")


def run(asked: Asked, spec: Spec, report: Report) -> Run:
    """One network's training step, on a model of its own."""
    model = prepared(asked, spec, lambda: report(0))
    images, labels = random_batch((spec.channels, asked.height, asked.width), spec.classes, asked.batch, asked.seed)
    places = convolutions(trace(spec, asked.height, asked.width))
    with torch.enable_grad(), watching(model, places, report) as norms:
        loss = F.cross_entropy(model(images.double()), labels)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it without types
    return Run(spec.shortcut, finite(loss.item()), tuple(_gradient(place, norms) for place in places))


def prepared(asked: Asked, spec: Spec, check: Callable[[], None]) -> nn.Module:
    """The network in training mode and double precision, initialised, with or without its normalization."""
    model = assemble(spec).model.train()
    if asked.normalization == "off":
        for path in [path for path, module in model.named_modules() if isinstance(module, nn.BatchNorm2d)]:
            model.set_submodule(path, nn.Identity())
    initialise(model, asked.init, asked.seed, check)
    return model.double()  # only now: drawn in double precision, random numbers take five times as long


def _gradient(place: Place, norms: Norms) -> Gradient:
    norm, weight = norms.gradient[place.path], norms.weight[place.path]
    relative = norm / weight if weight else math.nan
    values = (finite(norm), finite(relative), finite(norms.volume[place.path]))
    return Gradient(place.path, place.layer, place.position, place.kind, *values)


def finite(value: float) -> float | None:
    """The number, or nothing where it is infinite or none at all: JSON has no word for those."""
    return value if math.isfinite(value) else None
