"""The outline inferred from a forward equals the one that the network states itself."""

from typing import Any

import pytest

from app.networks.bounds import smallest_side, weighted_layers
from app.tracing.inference import InferredOutline, infer_outline
from app.tracing.models import build
from tests.support.traces import spec
from tests.support.variants import variants
from tests.tracing.inference.catalogue_flow import flow_of

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
def test_inferred_outline_equals_that_of_the_network(network: str, options: dict[str, Any]) -> None:
    model = build(spec(network, **options))
    least = smallest_side(model.spec)
    for size in ((least, least), (160, 224)):
        steps, classes = flow_of(model, *size)

        assert infer_outline(steps, [steps[-1].path], classes) == InferredOutline(
            outline=model.outline, dead=(), weighted_layers=weighted_layers(model.spec)
        )
