"""Built networks have the number of parameters that arithmetic predicts, with every option."""

from typing import Any

import pytest

from app.networks import bounds
from app.tracing.models import build
from tests.support.traces import spec, trace_network
from tests.support.variants import CUSTOM, variants


@pytest.mark.parametrize(("network", "options"), [*variants()])
def test_predicted_parameters_equal_those_of_the_module(network: str, options: dict[str, Any]) -> None:
    expected = spec(network, **options)

    assert bounds.params(expected) == sum(weight.numel() for weight in build(expected).module.parameters())


@pytest.mark.parametrize("options", CUSTOM, ids=lambda options: "-".join(map(str, options.values())))
def test_custom_network_can_be_traced(options: dict[str, Any]) -> None:
    trace = trace_network("custom", "33x47", **options)

    assert [str(len(layer.blocks)) for layer in trace.layers] == options["depths"].split(",")
    assert trace.totals.params == bounds.params(trace.catalogue_spec)
