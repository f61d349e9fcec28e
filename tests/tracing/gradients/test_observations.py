"""What gradients show: everything that a page says of them in general, held to real runs."""

import math
from collections.abc import Callable

import pytest

from app.tracing.gradients import runner
from app.tracing.gradients.study import Study, TrainingPass
from tests.support.gradient_studies import asked, norms, silent


@pytest.fixture(scope="module")
def studies() -> Callable[..., Study]:
    return lambda network, normalization, init: runner.run(
        asked(network, normalization=normalization, init=init), silent
    )


SEEN = ["resnet18", "resnet50", "cifar_resnet20", "cifar_resnet56"]


def back(one: TrainingPass) -> float:
    """What becomes of the volumes' gradient on its way from the last convolution to the first."""
    first, last = one.gradients[0].volume_norm, [g for g in one.gradients if g.kind == "convolution"][-1].volume_norm
    assert first is not None
    assert last
    return first / last


def ends(one: TrainingPass) -> float:
    """The first convolution's gradient, as a multiple of the last one's."""
    along = [norms(one)[gradient.path] for gradient in one.gradients if gradient.kind == "convolution"]
    return along[0] / along[-1]


@pytest.mark.parametrize("network", SEEN)
def test_as_pytorch_initialises_it_a_plain_network_without_normalization_fades_and_a_residual_one_does_not(
    network: str, studies: Callable[..., Study]
) -> None:
    done = studies(network, "off", "default")
    assert back(done.plain) < 1e-6
    assert max(norms(done.plain).values()) < 1e-5
    assert 0.01 < back(done.residual) < 100
    assert min(norms(done.residual).values()) > 1e-3


@pytest.mark.parametrize("network", SEEN)
def test_as_he_initialises_it_a_residual_network_without_normalization_grows(
    network: str, studies: Callable[..., Study]
) -> None:
    done = studies(network, "off", "he")
    assert min(norms(done.residual).values()) > 10 * max(norms(done.plain).values())
    assert 1e-4 < back(done.plain) < 1 < back(done.residual)


@pytest.mark.parametrize("network", SEEN)
@pytest.mark.parametrize("init", ["he", "default"])
def test_with_normalization_nothing_fades_and_shortcuts_hold_the_growth_down(
    network: str, init: str, studies: Callable[..., Study]
) -> None:
    done = studies(network, "on", init)
    assert ends(done.plain) > ends(done.residual) > 1
    assert min(norms(done.residual).values()) > 0.1
    assert min(norms(done.plain).values()) > 0.1


@pytest.mark.parametrize("init", ["he", "default"])
def test_with_normalization_a_plain_network_multiplies_the_gradient_as_theory_says(
    init: str, studies: Callable[..., Study]
) -> None:
    """By √(π / (π − 1)) at each ReLU: Yang et al., A Mean Field Theory of Batch Normalization, arXiv 1902.08129."""
    rate = back(studies("cifar_resnet56", "on", init).plain) ** (1 / 54)
    assert rate == pytest.approx(math.sqrt(math.pi / (math.pi - 1)), rel=0.05)
