"""Scenes of every network and unusual network at every size in all scales and notations."""

import pytest

from app.networks.catalogue import NETWORKS
from tests.support.scene_invariants import faults
from tests.support.scene_samples import LOOKS, UNUSUAL, network_samples, unusual_samples


@pytest.mark.parametrize("network", [*NETWORKS, *UNUSUAL])
def test_scenes_have_no_overlaps_and_are_in_proportion_and_order(network: str) -> None:
    samples = unusual_samples if network in UNUSUAL else network_samples
    assert faults(samples(network, looks=len(LOOKS))) == {}
