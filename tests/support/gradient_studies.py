"""Gradient studies by the words in which a person asks for them."""

from typing import Any

from app.networks.options import Options
from app.tracing.gradients import limits
from app.tracing.gradients.study import StudyRequest, TrainingPass

TINY = Options(stem="cifar", depths="1,1", base_width=4, classes=5)


def asked(network: str, options: Options | None = None, **how: Any) -> StudyRequest:
    usual = {"size": None, "batch": 8, "seed": 0, "normalization": "on", "init": "he"}
    return limits.study_request(network, options or Options(), **{**usual, **how})


def silent(_: float) -> None: ...


def stop(_: float) -> None:
    raise InterruptedError


def tiny(**how: Any) -> StudyRequest:
    return asked("custom", TINY, size="8x6", batch=3, **how)


def norms(one: TrainingPass) -> dict[str, float]:
    return {gradient.path: gradient.norm for gradient in one.gradients if gradient.norm is not None}
