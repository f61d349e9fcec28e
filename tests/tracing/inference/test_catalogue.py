"""The outline inferred from a forward is the one stated from the spec, for every network with every option."""

from typing import Any

import pytest

from app.networks.bounds import smallest_side
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


@pytest.mark.parametrize(
    ("network", "options"),
    [*variants(), *(pytest.param("custom", own, id="-".join(map(str, own.values()))) for own in FURTHER)],
)
def test_outline_inferred_from_a_forward_is_that_of_the_spec(network: str, options: dict[str, Any]) -> None:
    own = spec(network, **options)
    least = smallest_side(own)
    for size in ((least, least), (160, 224)):
        done = run_trace(build(own), *size)

        assert Outline(done.stem, done.layers, done.head) == stated_outline(own)
