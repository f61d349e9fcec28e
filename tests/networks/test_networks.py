"""Built networks have the number of parameters that arithmetic predicts, with every option."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from app.networks import bounds
from app.networks.catalogue import NETWORKS
from app.networks.options import available_options
from app.tracing.models import build
from tests.support.traces import spec, trace_network

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


@pytest.mark.parametrize(("network", "options"), [*variants()])
def test_predicted_parameters_equal_those_of_the_module(network: str, options: dict[str, Any]) -> None:
    expected = spec(network, **options)

    assert bounds.params(expected) == sum(weight.numel() for weight in build(expected).module.parameters())


@pytest.mark.parametrize("options", CUSTOM, ids=lambda options: "-".join(map(str, options.values())))
def test_custom_network_can_be_traced(options: dict[str, Any]) -> None:
    trace = trace_network("custom", "33x47", **options)

    assert [str(len(layer.blocks)) for layer in trace.layers] == options["depths"].split(",")
    assert trace.totals.params == bounds.params(trace.catalogue_spec)
