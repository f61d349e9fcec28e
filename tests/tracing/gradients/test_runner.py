"""Runner of gradient studies: one at a time, cached, cancelled by their report, no side effects."""

import gc
import weakref
from typing import Any

import pytest
import torch
from torch import nn

from app.tracing.gradients import runner
from app.tracing.gradients import study as gradients
from app.tracing.gradients.hooks import convolutions, measure_norms
from app.tracing.gradients.study import prepare_model, run_study
from app.tracing.limiter import Busy
from app.tracing.tracer import trace
from tests.support.gradient_studies import cancel, ignore_progress, study_request, tiny_request
from tests.support.torch_state import torch_state


@pytest.fixture
def empty_cache() -> None:
    runner.clear_cache()


@pytest.mark.usefixtures("empty_cache")
def test_study_runs_once_and_is_cached() -> None:
    assert runner.cached(tiny_request()) is None
    done = runner.run(tiny_request(), ignore_progress)
    assert runner.cached(tiny_request()) is done
    assert runner.run(tiny_request(), cancel) is done


@pytest.mark.usefixtures("empty_cache")
def test_second_study_is_rejected_with_the_time_left_and_a_cached_one_is_returned() -> None:
    finished = runner.run(tiny_request(seed=7), ignore_progress)
    errors: list[Busy] = []

    def meanwhile(_: float) -> None:
        assert runner.run(tiny_request(seed=7), cancel) is finished
        with pytest.raises(Busy) as busy:
            runner.run(tiny_request(seed=8), ignore_progress)
        errors.append(busy.value)

    runner.run(tiny_request(), meanwhile)
    assert {str(error) for error in errors} >= {"Another gradient study is under way here. Try again in about 1 s."}
    assert all(error.seconds >= 1 for error in errors)
    runner.run(tiny_request(seed=8), ignore_progress)


@pytest.mark.usefixtures("empty_cache")
def test_progress_rises_from_0_to_1() -> None:
    shares: list[float] = []
    runner.run(study_request("cifar_resnet20"), shares.append)
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)
    assert len({*shares}) > 2 * 2 * 19


@pytest.mark.usefixtures("empty_cache")
@pytest.mark.parametrize("when", [0.0, 0.1, 0.3, 0.6, 0.9])
def test_cancelled_study_stops_at_once_and_frees_its_model(when: float, monkeypatch: pytest.MonkeyPatch) -> None:
    models: list[weakref.ref[nn.Module]] = []
    progress: list[float] = []

    def prepare(*arguments: Any) -> nn.Module:
        model = prepare_model(*arguments)
        models.append(weakref.ref(model))
        return model

    def report(done: float) -> None:
        progress.append(done)
        if done >= when:
            raise InterruptedError

    monkeypatch.setattr(gradients, "prepare_model", prepare)
    with pytest.raises(InterruptedError):
        runner.run(tiny_request(), report)

    assert [done for done in progress if done >= when] == progress[-1:]
    assert runner.cached(tiny_request()) is None
    gc.collect()
    assert [model() for model in models] == [None] * len(models)
    assert runner.run(tiny_request(), ignore_progress).network == "custom"


def hooks(model: nn.Module) -> int:
    on_modules = sum(len(module._forward_hooks) for module in model.modules())
    return on_modules + sum(len(weight._post_accumulate_grad_hooks or ()) for weight in model.parameters())


def test_hooks_are_removed_after_measuring_and_after_an_error() -> None:
    request = tiny_request()
    model, sites = prepare_model(request, request.spec, lambda: None), convolutions(trace(request.spec, 8, 6))
    images = torch.zeros(2, 3, 8, 6, dtype=torch.float64)
    with measure_norms(model, sites, ignore_progress):
        model(images).sum().backward()
        assert hooks(model) == 2 * len(sites)
    assert hooks(model) == 0

    with pytest.raises(InterruptedError), measure_norms(model, sites, cancel):
        model(images)
    assert hooks(model) == 0


def test_study_leaves_torchs_global_state_unchanged() -> None:
    before = torch_state()
    run_study(tiny_request(), ignore_progress)
    assert torch_state() == before


def test_infinite_norms_are_null(monkeypatch: pytest.MonkeyPatch) -> None:
    def infinite(*arguments: Any) -> nn.Module:
        model = prepare_model(*arguments)
        with torch.no_grad():
            model.get_parameter("fc.weight").fill_(1e308)
        return model

    monkeypatch.setattr(gradients, "prepare_model", infinite)
    done = run_study(tiny_request(normalization="off"), ignore_progress)
    assert done.residual.loss is None
    assert {gradient.norm for gradient in done.residual.gradients} == {None}
