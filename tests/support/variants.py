"""Networks and options for tests that run on every network."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from app.networks.catalogue import NETWORKS
from app.networks.options import available_options

VALUES: dict[str, list[Any]] = {
    "stem": ["imagenet", "cifar"],
    "shortcut": ["A", "B", "C", "none"],
    "stride_on": ["3x3", "1x1"],
}
CUSTOM: list[dict[str, Any]] = [
    {"depths": "1"},
    {"depths": "1", "block": "bottleneck"},
    {"depths": "1,2,1,2,1", "base_width": 20},
    {"depths": "2,1,1,1,1", "block": "bottleneck", "base_width": 16, "shortcut": "A", "stride_on": "1x1"},
    {"depths": "2,2", "block": "bottleneck", "groups": 8, "width_per_group": 8, "shortcut": "C"},
    {"depths": "1,1,1", "block": "bottleneck", "width_per_group": 100, "channels": 1, "classes": 7},
    {"depths": "3,3,3", "base_width": 16, "stem": "cifar", "shortcut": "none"},
]


def variants() -> Iterator[Any]:
    """Every network with every combination of its options; the deepest one, which is slow to build, as published."""
    for name, network in NETWORKS.items():
        options = [] if name == "cifar_resnet1202" else available_options(name, network.spec)
        names = [option for option in options if option in VALUES]
        for values in itertools.product(*(VALUES[option] for option in names)):
            yield pytest.param(name, dict(zip(names, values, strict=True)), id="-".join([name, *values]))
        yield pytest.param(name, {"channels": 1, "classes": 7}, id=f"{name}-narrow")
    yield from (pytest.param("custom", own, id="-".join(map(str, own.values()))) for own in CUSTOM)
