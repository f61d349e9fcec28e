"""Recording with hooks alone gives the networks of the catalogue the trace that recording of functions gives them."""

from dataclasses import replace
from typing import Any

import pytest

from app.networks.bounds import smallest_side
from app.tracing import models
from app.tracing.own import trace_own
from app.tracing.tracer import run_trace
from tests.support.representatives import REPRESENTATIVES
from tests.support.traces import spec

QUICK: list[tuple[str, dict[str, Any]]] = [
    ("resnet18", {}),
    ("resnet50", {}),
    ("vgg19", {}),
    ("plain18", {}),
    ("cifar_resnet20", {"shortcut": "A"}),
    ("custom", {"depths": "2,2", "block": "bottleneck", "groups": 8, "width_per_group": 8, "shortcut": "C"}),
]
REST = [pytest.param(name, {}, marks=pytest.mark.slow) for name in REPRESENTATIVES if name not in dict(QUICK)]


@pytest.mark.parametrize(("network", "options"), [*QUICK, *REST])
def test_trace_of_the_module_is_the_trace_of_the_network(network: str, options: dict[str, Any]) -> None:
    model = models.build(spec(network, **options))
    least = smallest_side(model.spec)
    for height, width in ((160, 224), (least, least)):
        known = run_trace(model, height, width)

        recorded = trace_own(model.module, known.input.shape, name=known.network, title=known.title)

        assert recorded == replace(known, spec=None)
