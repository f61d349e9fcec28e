"""Every classifier of torchvision, FCN and DeepLab, compared with a real forward; the ResNets also with our own."""

from dataclasses import replace
from typing import Any

import pytest

from app.networks.catalogue import NETWORKS
from app.tracing.own import trace_own
from tests.models.foreign import UndrawnWeights, compare_with_real_forward, package
from tests.support.traces import trace_network

pytestmark = [pytest.mark.slow, pytest.mark.models]
models = package("torchvision.models")

CLASSIFIERS = models.list_models(module=models)
SEGMENTATION = [name for name in models.list_models(module=models.segmentation) if not name.startswith("lraspp")]
SIDES = {"alexnet": 64, "inception_v3": 75, "maxvit_t": 224} | {
    name: 518 if name == "vit_h_14" else 224 for name in CLASSIFIERS if name.startswith("vit")
}
"""Sides of inputs in pixels where 64 are too few, or the network has a fixed size."""


def build(name: str) -> Any:
    backbone = {"weights_backbone": None} if name in SEGMENTATION else {}
    with UndrawnWeights():
        if name == "vit_h_14":
            return models.vit_h_14(weights=None, image_size=224)
        return models.get_model(name, weights=None, **backbone)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [*CLASSIFIERS, *SEGMENTATION])
def test_trace_equals_real_forward(name: str) -> None:
    side = 224 if name == "vit_h_14" else SIDES.get(name, 64)

    compare_with_real_forward(build(name), (3, side, side))


@pytest.mark.parametrize("name", [name for name in CLASSIFIERS if name in NETWORKS])
def test_network_has_the_trace_of_its_namesake_here(name: str) -> None:
    known = trace_network(name, "160x224")

    recorded = trace_own(build(name), known.input.shape, name=name, title=known.title)

    assert recorded.steps == tuple(replace(step, module=OURS.get(step.module, step.module)) for step in known.steps)
    assert (recorded.stem, recorded.layers, recorded.head) == (known.stem, known.layers, known.head)
    assert recorded.totals == known.totals


OURS = {"Add": "add", "Flatten": "flatten"}
"""Modules of the catalogue that are functions in torchvision."""
