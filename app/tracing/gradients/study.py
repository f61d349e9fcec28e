"""Gradients of one training step at every convolution, in a residual network and in its plain twin.

Each network runs forward and backward once, in double precision: without normalization a gradient can be 60 powers of
ten below the loss, where float32 underflows to zero and computes slowly.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import nn
from torch.nn import functional as F

from ...networks.spec import Shortcut, Spec
from ..models import build
from ..records import Input
from ..tracer import trace
from .hooks import (
    Convolution,
    ConvolutionKind,
    GradientNorms,
    ReportProgress,
    convolutions,
    measure_norms,
)
from .initialisation import Init, initialise, random_batch

Switch = Literal["on", "off"]


@dataclass(frozen=True, slots=True)
class Gradient:
    """The gradient of the loss at one convolution. A norm that is not finite is null.

    `position` counts the convolutions along the depth from 1; a projection shares the position of the last convolution
    of its block. `norm` is the L2 norm of the gradient of the convolution's weights, `relative` that norm divided by
    the L2 norm of the weights, and `volume_norm` the L2 norm of the gradient of the convolution's output.
    """

    path: str
    layer: str
    position: int
    kind: ConvolutionKind
    norm: float | None
    relative: float | None
    volume_norm: float | None


@dataclass(frozen=True, slots=True)
class TrainingPass:
    """One network's forward and backward pass; `loss` is the mean cross-entropy of the batch."""

    shortcut: Shortcut | None
    loss: float | None
    gradients: tuple[Gradient, ...]


@dataclass(frozen=True, slots=True)
class StudyRequest:
    """Everything a study depends on. `spec` is the residual network's."""

    spec: Spec
    height: int
    width: int
    batch: int
    seed: int
    normalization: Switch
    init: Init


@dataclass(frozen=True, slots=True)
class Study:
    """A residual network and its plain twin on the same images and labels, with equal weights wherever both have them.

    `spec` is the residual network's; the twin's differs in `shortcut`. `input` is one image of the batch.
    """

    network: str
    spec: Spec
    input: Input
    batch: int
    seed: int
    normalization: Switch
    init: Init
    residual: TrainingPass
    plain: TrainingPass


def run_study(request: StudyRequest, report: ReportProgress) -> Study:
    """Run both networks, one after the other. Each is half of the progress reported. Global state is unchanged."""
    residual = training_pass(request, request.spec, lambda done: report(done / 2))
    plain = training_pass(request, plain_twin(request.spec), lambda done: report((1 + done) / 2))
    return Study(
        network=request.spec.network,
        spec=request.spec,
        input=Input((request.spec.channels, request.height, request.width)),
        batch=request.batch,
        seed=request.seed,
        normalization=request.normalization,
        init=request.init,
        residual=residual,
        plain=plain,
    )


def plain_twin(spec: Spec) -> Spec:
    """Return the spec of the same network without shortcuts."""
    return replace(spec, shortcut="none")


def training_pass(request: StudyRequest, spec: Spec, report: ReportProgress) -> TrainingPass:
    """Run one network forward and backward, on a model of its own."""
    model = prepare_model(request, spec, lambda: report(0))
    shape = (spec.channels, request.height, request.width)
    images, labels = random_batch(shape, spec.classes, request.batch, request.seed)
    sites = convolutions(trace(spec, request.height, request.width))
    with torch.enable_grad(), measure_norms(model, sites, report) as norms:
        loss = F.cross_entropy(model(images.double()), labels)
        loss.backward()
    return TrainingPass(spec.shortcut, finite_or_none(loss.item()), tuple(_gradient(site, norms) for site in sites))


NORMALIZATIONS = (nn.BatchNorm2d, nn.GroupNorm)


def prepare_model(request: StudyRequest, spec: Spec, check: Callable[[], None]) -> nn.Module:
    """Build and initialise a network in training mode and double precision, with or without normalization.

    `check` is called before each module is initialised; it cancels the work by raising.
    """
    model = build(spec).module.train()
    if request.normalization == "off":
        for path in [path for path, module in model.named_modules() if isinstance(module, NORMALIZATIONS)]:
            model.set_submodule(path, nn.Identity())
    initialise(model, request.init, request.seed, check)
    return model.double()  # after initialisation: random numbers in double precision take five times as long


def _gradient(site: Convolution, norms: GradientNorms) -> Gradient:
    norm, weight = norms.gradient[site.path], norms.weight[site.path]
    relative = norm / weight if weight else math.nan
    values = (finite_or_none(norm), finite_or_none(relative), finite_or_none(norms.volume[site.path]))
    return Gradient(site.path, site.layer, site.position, site.kind, *values)


def finite_or_none(value: float) -> float | None:
    """Return a finite value unchanged and None for infinities and NaN, which JSON cannot express."""
    return value if math.isfinite(value) else None
