"""Gradient studies from the options of a request, and statements about gradients that every study has to meet."""

from typing import Any

import pytest

from app.networks.options import Options
from app.tracing.gradients import limits, runner
from app.tracing.gradients.initialisation import Init
from app.tracing.gradients.study import Study, StudyRequest, Switch, TrainingPass

TINY = Options(stem="cifar", depths="1,1", base_width=4, classes=5)


def study_request(network: str, options: Options | None = None, **choices: Any) -> StudyRequest:
    arguments: dict[str, Any] = {"size": None, "batch": 8, "seed": 0, "normalization": "on", "init": "he", **choices}
    return limits.study_request(network, options or Options(), **arguments)


def tiny_request(**choices: Any) -> StudyRequest:
    return study_request("custom", TINY, size="8x6", batch=3, **choices)


def run_study(network: str, normalization: Switch, init: Init) -> Study:
    return runner.run(study_request(network, normalization=normalization, init=init), ignore_progress)


def ignore_progress(_: float) -> None: ...


def cancel(_: float) -> None:
    raise InterruptedError


def norms(training_pass: TrainingPass) -> dict[str, float]:
    """The finite norms by path."""
    return {gradient.path: gradient.norm for gradient in training_pass.gradients if gradient.norm is not None}


def volume_gain(training_pass: TrainingPass) -> float:
    """The norm of the volumes' gradient at the first convolution, relative to that at the last."""
    along_depth = [gradient for gradient in training_pass.gradients if gradient.kind == "convolution"]
    first, last = along_depth[0].volume_norm, along_depth[-1].volume_norm
    assert first is not None
    assert last
    return first / last


def weight_gain(training_pass: TrainingPass) -> float:
    """The norm of the weights' gradient at the first convolution, relative to that at the last."""
    along_depth = [gradient.norm for gradient in training_pass.gradients if gradient.kind == "convolution"]
    first, last = along_depth[0], along_depth[-1]
    assert first is not None
    assert last
    return first / last


# Statements of the article and the explorer about every pair of networks.


def assert_plain_vanishes_and_residual_does_not(network: str) -> None:
    """Without normalization, with PyTorch's default initialisation."""
    study = run_study(network, "off", "default")
    assert volume_gain(study.plain) < 1e-6
    assert max(norms(study.plain).values()) < 1e-5
    assert 0.01 < volume_gain(study.residual) < 100
    assert min(norms(study.residual).values()) > 1e-3


def assert_residual_explodes(network: str) -> None:
    """Without normalization, with He's initialisation."""
    study = run_study(network, "off", "he")
    assert min(norms(study.residual).values()) > 10 * max(norms(study.plain).values())
    assert 1e-4 < volume_gain(study.plain) < 1 < volume_gain(study.residual)


def assert_shortcuts_limit_growth(network: str, init: Init) -> None:
    """With normalization no gradient vanishes, and the residual network's grow less towards the first convolution."""
    study = run_study(network, "on", init)
    assert weight_gain(study.plain) > weight_gain(study.residual) > 1
    assert min(norms(study.residual).values()) > 0.1
    assert min(norms(study.plain).values()) > 0.1


def assert_gain_per_layer(network: str, init: Init, expected: float, tolerance: float) -> None:
    """With normalization, of the plain network's volumes: the mean factor from one convolution to the one before it."""
    plain = run_study(network, "on", init).plain
    gaps = sum(gradient.kind == "convolution" for gradient in plain.gradients) - 1
    assert volume_gain(plain) ** (1 / gaps) == pytest.approx(expected, rel=tolerance)
