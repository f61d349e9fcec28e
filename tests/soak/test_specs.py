"""Random custom networks, traced as a real forward runs; and every variant's outline at two sizes."""

from typing import Any

import pytest
from hypothesis import given, settings

from app.networks.bounds import smallest_side
from app.networks.outline import Outline
from app.tracing.models import build
from app.tracing.tracer import run_trace
from tests.networks.test_fuzz_specs import CUSTOM, SIDES, assert_trace_equals_forward
from tests.support.outlines import stated_outline
from tests.support.traces import spec
from tests.support.variants import variants


@given(options=CUSTOM, size=SIDES)
@settings(max_examples=3000, database=None, deadline=None)
def test_trace_of_custom_network_equals_its_forward(options: dict[str, Any], size: tuple[int, int]) -> None:
    assert_trace_equals_forward("custom", options, size)


@pytest.mark.parametrize(("network", "options"), [*variants()])
def test_outline_inferred_from_a_forward_is_that_of_the_spec(network: str, options: dict[str, Any]) -> None:
    own = spec(network, **options)
    least = smallest_side(own)
    for size in ((least, least), (160, 224)):
        done = run_trace(build(own), *size)
        assert Outline(done.stem, done.layers, done.head) == stated_outline(own)
