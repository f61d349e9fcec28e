"""Gradient studies one at a time: known ones kept, given up ones ended, nothing left behind."""

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
from tests.support.gradient_studies import asked, silent, stop, tiny
from tests.tracing.test_hooks import torch_state


@pytest.fixture
def fresh() -> None:
    runner.clear_cache()


@pytest.mark.usefixtures("fresh")
def test_a_study_is_made_once_and_then_known() -> None:
    assert runner.cached(tiny()) is None
    done = runner.run(tiny(), silent)
    assert runner.cached(tiny()) is done
    assert runner.run(tiny(), stop) is done


@pytest.mark.usefixtures("fresh")
def test_a_second_study_is_told_how_long_the_first_will_take_and_a_finished_one_is_answered() -> None:
    finished = runner.run(tiny(seed=7), silent)
    told: list[BaseException] = []

    def meanwhile(_: float) -> None:
        assert runner.run(tiny(seed=7), stop) is finished
        with pytest.raises(Busy) as busy:
            runner.run(tiny(seed=8), silent)
        told.append(busy.value)

    runner.run(tiny(), meanwhile)
    assert {str(one) for one in told} >= {"Another gradient study is under way here. Try again in about 1 s."}
    assert all(isinstance(one, Busy) and one.seconds >= 1 for one in told)
    runner.run(tiny(seed=8), silent)


@pytest.mark.usefixtures("fresh")
def test_progress_rises_from_nothing_to_all() -> None:
    shares: list[float] = []
    runner.run(asked("cifar_resnet20"), shares.append)
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)
    assert len({*shares}) > 2 * 2 * 19


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("when", [0.0, 0.1, 0.3, 0.6, 0.9])
def test_who_gives_up_ends_the_work_at_once_and_leaves_nothing(when: float, monkeypatch: pytest.MonkeyPatch) -> None:
    models: list[weakref.ref[nn.Module]] = []
    later: list[float] = []

    def noted(*given: Any) -> nn.Module:
        model = prepare_model(*given)
        models.append(weakref.ref(model))
        return model

    def report(done: float) -> None:
        later.append(done)
        if done >= when:
            raise InterruptedError

    monkeypatch.setattr(gradients, "prepare_model", noted)
    with pytest.raises(InterruptedError):
        runner.run(tiny(), report)

    assert [done for done in later if done >= when] == later[-1:]
    assert runner.cached(tiny()) is None
    gc.collect()
    assert [model() for model in models] == [None] * len(models)
    assert runner.run(tiny(), silent).network == "custom"


def hooks(model: nn.Module) -> int:
    on_modules = sum(len(module._forward_hooks) for module in model.modules())
    return on_modules + sum(len(weight._post_accumulate_grad_hooks or ()) for weight in model.parameters())


def test_the_hooks_are_there_while_watching_and_gone_afterwards_also_after_an_error() -> None:
    it = tiny()
    model, places = prepare_model(it, it.spec, lambda: None), convolutions(trace(it.spec, 8, 6))
    images = torch.zeros(2, 3, 8, 6, dtype=torch.float64)
    with measure_norms(model, places, silent):
        model(images).sum().backward()
        assert hooks(model) == 2 * len(places)
    assert hooks(model) == 0

    with pytest.raises(InterruptedError), measure_norms(model, places, stop):
        model(images)
    assert hooks(model) == 0


def test_a_study_changes_nothing_of_the_process() -> None:
    before = torch_state()
    run_study(tiny(), silent)
    assert torch_state() == before


def test_what_is_no_finite_number_is_null(monkeypatch: pytest.MonkeyPatch) -> None:
    def infinite(*given: Any) -> nn.Module:
        model = prepare_model(*given)
        with torch.no_grad():
            model.get_parameter("fc.weight").fill_(1e308)
        return model

    monkeypatch.setattr(gradients, "prepare_model", infinite)
    done = run_study(tiny(normalization="off"), silent)
    assert done.residual.loss is None
    assert {gradient.norm for gradient in done.residual.gradients} == {None}
