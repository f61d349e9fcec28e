"""What the pages say about gradients in general, held against real studies. `make soak` has the deeper networks."""

import math

import pytest

from app.tracing.gradients.initialisation import Init
from tests.support import gradient_studies as studies

pytestmark = pytest.mark.slow

SHALLOW = ["resnet18", "cifar_resnet20"]
INITS: list[Init] = ["he", "default"]


@pytest.mark.parametrize("network", SHALLOW)
def test_default_init_without_normalization_vanishes_only_without_shortcuts(network: str) -> None:
    studies.assert_plain_vanishes_and_residual_does_not(network)


@pytest.mark.parametrize("network", SHALLOW)
def test_he_init_without_normalization_explodes_with_shortcuts(network: str) -> None:
    studies.assert_residual_explodes(network)


@pytest.mark.parametrize("network", SHALLOW)
@pytest.mark.parametrize("init", INITS)
def test_shortcuts_limit_growth_with_normalization(network: str, init: Init) -> None:
    studies.assert_shortcuts_limit_growth(network, init)


@pytest.mark.parametrize("init", INITS)
def test_plain_network_with_normalization_gains_what_theory_predicts(init: Init) -> None:
    """√(π / (π − 1)) at each ReLU: Yang et al., A Mean Field Theory of Batch Normalization, arXiv 1902.08129."""
    studies.assert_gain_per_layer("cifar_resnet20", init, math.sqrt(math.pi / (math.pi - 1)), tolerance=0.1)
