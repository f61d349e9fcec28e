"""Built networks have the number of parameters that arithmetic predicts, with every option."""

import pytest

from app.networks import bounds
from app.tracing.models import build
from tests.support.traces import spec, trace_network
from tests.support.variants import CUSTOM, variants


@pytest.mark.slow
def test_predicted_parameters_equal_those_of_the_module() -> None:
    for network, options in variants():
        expected = spec(network, **options)
        predicted = bounds.params(expected)
        assert predicted == sum(weight.numel() for weight in build(expected).module.parameters()), expected


def test_custom_network_can_be_traced() -> None:
    for options in CUSTOM:
        trace = trace_network("custom", "33x47", **options)

        assert [str(len(layer.blocks)) for layer in trace.layers] == options["depths"].split(","), options
        assert trace.totals.params == bounds.params(trace.catalogue_spec), options
