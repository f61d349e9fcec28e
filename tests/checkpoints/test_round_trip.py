"""Any network that `custom` can build, from its state dict back to its spec."""

from typing import Any

import pytest
from hypothesis import given, settings

from app.checkpoints.identification import identify_tensors
from app.checkpoints.records import Identification
from app.networks.options import configure
from app.networks.spec import Spec
from app.tracing.models import build
from tests.networks.test_fuzz_specs import CUSTOM, DETERMINISTIC
from tests.support.checkpoints import shapes_of
from tests.support.outlines import stated_outline
from tests.support.traces import spec

SEEN = ("block", "depths", "base_width", "groups", "stem", "channels", "classes")
"""The fields of a spec that names and shapes decide."""


def specs(identification: Identification) -> list[Spec]:
    return [configure(candidate.network, candidate.options) for candidate in identification.candidates]


def shortcuts(network: Spec) -> list[str]:
    """The shortcut of each block."""
    return [block.shortcut for layer in stated_outline(network).layers for block in layer.blocks]


@pytest.mark.slow
@given(options=CUSTOM)
@settings(DETERMINISTIC, max_examples=60)
def test_custom_network_is_inferred_from_its_state_dict(options: dict[str, Any]) -> None:
    original = spec("custom", **options)
    shapes = shapes_of(dict(build(original).module.state_dict()))
    identification = identify_tensors(shapes)

    assert (identification.exact, identification.misfits) == (True, ())
    head = {"fc.weight", "fc.bias"} if original.head == "none" else set()
    for candidate in specs(identification):
        assert {name: getattr(candidate, name) for name in SEEN} == {name: getattr(original, name) for name in SEEN}
        same = shapes_of(dict(build(candidate).module.state_dict()))
        assert {name: shape for name, shape in same.items() if name not in head} == shapes
    assert shortcuts(original) in [shortcuts(candidate) for candidate in specs(identification)]
