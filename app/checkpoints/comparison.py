"""Compare the tensors of a state dict with those of the networks that the app builds."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

import torch

from ..networks.resnet import ResNet
from ..networks.spec import Spec
from ..networks.vgg import VGG
from .records import Comparison, Mismatch, Shape, Shapes
from .state_dicts import StateDict

COUNTER = ".num_batches_tracked"  # of batch normalization; state dicts from before torch 0.4.1 have none
HEADS = ("fc.", "classifier.")  # of ResNets and of VGG
ENDS = {
    *("conv1.weight", "conv1.0.weight", "features.0.weight"),
    *("fc.weight", "fc.bias", "classifier.6.weight", "classifier.6.bias"),
}
"""Tensors whose shapes depend on the input channels or on the classes: no others do."""


def expected_shapes(spec: Spec) -> Shapes:
    """The names and shapes of a network's state dict."""
    ends: dict[str, Shape] = {}
    usual = _built_shapes(replace(spec, channels=3, classes=1000))
    for name in ENDS & usual.keys():
        outputs, *sides = usual[name]
        ends[name] = (outputs, spec.channels, *sides[1:]) if len(sides) == 3 else (spec.classes, *sides)
    return {**usual, **ends}


@lru_cache(maxsize=128)  # the catalogue with two kinds of stem
def _built_shapes(spec: Spec) -> Shapes:
    """The modules are built without memory for weights."""
    with torch.device("meta"):
        module = VGG(spec) if spec.block == "vgg" else ResNet(spec)
    state = module.state_dict()
    return {name: tuple(state[name].shape) for name in without_counters(state)}


def compare(found: StateDict, spec: Spec) -> Comparison:
    """Compare names and shapes with those of a network."""
    expected, shapes = expected_shapes(spec), found.shapes
    head = {name for name in expected if name.startswith(HEADS)}
    headless = not any(name in shapes for name in head)
    if headless:
        expected = {name: shape for name, shape in expected.items() if name not in head}
    modules = {name.partition(".")[0] for name in expected}
    extra = [name for name in without_counters(shapes) if name not in expected]
    common = [name for name in expected if name in shapes]
    mismatches = (Mismatch(name, shapes[name], expected[name]) for name in common if shapes[name] != expected[name])
    return Comparison(
        fits=sum(shapes[name] == expected[name] for name in common),
        expected=len(expected),
        missing=tuple(name for name in expected if name not in shapes),
        unexpected=tuple(name for name in extra if _is_inside(name, modules)),
        mismatches=tuple(mismatches),
        foreign=(*(name for name in extra if not _is_inside(name, modules)), *without_counters(found.foreign)),
        headless=headless,
    )


def without_counters(names: Iterable[str]) -> list[str]:
    return [name for name in names if not name.endswith(COUNTER)]


def _module(name: str) -> str:
    return name.partition(".")[0]


def _is_inside(name: str, modules: set[str]) -> bool:
    """Whether a tensor is in a module of the network, or in a layer that the network does not have."""
    return _module(name) in modules or (_module(name).startswith("layer") and "layer1" in modules)
