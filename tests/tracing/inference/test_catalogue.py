"""The outline inferred from a forward is the one stated from the spec, for every network with every option."""

from itertools import chain, cycle
from typing import Any

import pytest

from app.networks.bounds import smallest_side
from app.networks.catalogue import NETWORKS
from app.networks.outline import Outline
from app.tracing.models import build
from app.tracing.tracer import run_trace
from tests.support.outlines import stated_outline
from tests.support.traces import spec
from tests.support.variants import variants

pytestmark = pytest.mark.slow

FURTHER: list[dict[str, Any]] = [
    {"depths": "1", "shortcut": "none"},
    {"depths": "1", "block": "bottleneck", "shortcut": "none"},
    {"depths": "1", "shortcut": "C"},
    {"depths": "1,1", "shortcut": "none"},
    {"depths": "1", "block": "bottleneck", "shortcut": "A", "base_width": 1},
    {"depths": "1", "base_width": 1, "channels": 1, "classes": 1},
    {"depths": "3,1,4,1,5", "block": "bottleneck", "shortcut": "none", "stem": "cifar"},
]


@pytest.mark.parametrize("network", NETWORKS)
def test_outline_inferred_from_a_forward_is_that_of_the_spec(network: str) -> None:
    """At the smallest size and a usual one, in turn; as published at both."""
    further = (("custom", options) for options in FURTHER)
    own = [spec(name, **options) for name, options in chain(variants(), further) if name == network]
    for variant, usual in [(NETWORKS[network].spec, False), *zip(own, cycle((True, False)), strict=False)]:
        least = smallest_side(variant)
        done = run_trace(build(variant), *((160, 224) if usual else (least, least)))

        assert Outline(done.stem, done.layers, done.head) == stated_outline(variant), f"{variant} at {done.input.shape}"
