"""Scenes of the whole catalogue and of unusual networks are free of the faults in `tests.support.scene_invariants`.

Every size is drawn in some looks; `make soak` draws each in all.
"""

import pytest

from app.networks.catalogue import NETWORKS
from tests.support.scene_invariants import faults
from tests.support.scene_samples import UNUSUAL, network_samples, unusual_samples

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("network", NETWORKS)
def test_scenes_of_a_network_have_no_overlaps_and_are_in_proportion_and_order(network: str) -> None:
    assert faults(network_samples(network)) == {}


@pytest.mark.parametrize("name", UNUSUAL)
def test_scenes_of_an_unusual_network_have_no_overlaps_and_are_in_proportion_and_order(name: str) -> None:
    assert faults(unusual_samples(name)) == {}
