"""Networks and options for tests that run on every network."""

import itertools
from collections.abc import Iterator
from typing import Any

from app.networks.catalogue import NETWORKS
from app.networks.options import available_options
from tests.support.representatives import REPRESENTATIVES

VALUES: dict[str, list[Any]] = {
    "stem": ["imagenet", "cifar", "deep"],
    "shortcut": ["A", "B", "C", "D", "none"],
    "stride_on": ["3x3", "1x1"],
}
COMBINED = (
    "resnet18",
    "resnet26",
    "cifar_resnet20",
    "plain18",
    "resnext50_32x4d",
    "resnetv2_50",
    "seresnet18",
    "vgg19",
)
"""Networks of every kind, for all combinations of these values."""

FURTHER: list[dict[str, Any]] = [
    {"stem_width": 24, "stem_pool": "true"},
    {"strides": "1,2,1", "dilations": "1,2,3"},
    *({"pre_activation": "true", "shortcut": shortcut} for shortcut in ("A", "B", "C", "D", "none")),
    *(
        {"attention": "se", "pre_activation": pre, "shortcut": cut}
        for pre in ("true", "false")
        for cut in ("B", "none")
    ),
    *(
        {"norm": "none", "pre_activation": pre, "shortcut": cut}
        for pre in ("true", "false")
        for cut in ("B", "D", "none")
    ),
    *({"norm": norm, "head": "none", "pre_activation": "true"} for norm in ("batch", "none")),
    {"norm": "group", "stem": "deep", "attention": "se"},
    {"norm": "none", "stem": "deep", "attention": "se", "head": "none"},
]
"""Options for three layers of both kinds of block."""

THREE: list[dict[str, Any]] = [
    {"depths": "1,2,1", "base_width": 16, "stem": "cifar", "block": kind} for kind in ("basic", "bottleneck")
]
CUSTOM: list[dict[str, Any]] = [
    {"depths": "1"},
    {"depths": "1", "block": "bottleneck"},
    {"depths": "1,2,1,2,1", "base_width": 20},
    {"depths": "2,1,1,1,1", "block": "bottleneck", "base_width": 16, "shortcut": "A", "stride_on": "1x1"},
    {"depths": "2,2", "block": "bottleneck", "groups": 8, "width_per_group": 8, "shortcut": "C"},
    {"depths": "1,1,1", "block": "bottleneck", "width_per_group": 100, "channels": 1, "classes": 7},
    {"depths": "3,3,3", "base_width": 16, "stem": "cifar", "shortcut": "none"},
]


CUSTOM += [{**blocks, **own} for blocks in THREE for own in FURTHER]


def variants() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every network as published, one per structure with narrow ends, some with all combinations of common options."""
    for name, network in NETWORKS.items():
        options = available_options(name, network.spec) if name in COMBINED else ()
        names = [option for option in options if option in VALUES]
        for values in itertools.product(*(VALUES[option] for option in names)):
            yield name, dict(zip(names, values, strict=True))
        if name in REPRESENTATIVES:
            yield name, {"channels": 1, "classes": 7}
    yield from (("custom", own) for own in CUSTOM)
