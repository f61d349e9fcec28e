"""Limits of gradient studies: requests are rejected by arithmetic, before any work."""

import pytest

from app.networks.bounds import ImpossibleChoice
from app.networks.options import Options
from app.tracing.gradients import limits
from app.tracing.gradients import study as gradients
from app.tracing.gradients.study import StudyRequest
from app.tracing.tracer import trace
from tests.support.gradient_studies import cancel, study_request
from tests.support.published import RESNET34_BY_SHORTCUT


def test_study_above_the_limits_is_rejected_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradients, "prepare_model", cancel)
    macs = 6 * 8 * RESNET34_BY_SHORTCUT["B"][1]
    with pytest.raises(ImpossibleChoice) as error:
        study_request("resnet34", size="224")

    assert error.value.option == "batch"
    assert f" = {macs:,} multiply-adds" in str(error.value)
    assert str(error.value).endswith("Choose a batch of at most 4.")


def test_suggested_batch_is_the_largest_accepted() -> None:
    assert study_request("resnet34", size="224", batch=4).batch == 4
    with pytest.raises(ImpossibleChoice):
        study_request("resnet34", size="224", batch=5)


def test_message_suggests_a_smaller_input_where_no_batch_fits() -> None:
    with pytest.raises(ImpossibleChoice, match=r"Choose a smaller input or a smaller network\.$") as error:
        study_request("cifar_resnet1202", size="224")
    assert error.value.option == "size"


def test_cost_counts_volumes_weights_and_windows_in_double_precision() -> None:
    traced = trace(study_request("resnet18").spec, 64, 64)
    cost = limits.study_cost(traced)
    assert cost.weight_bytes == 8 * 11_689_512
    assert cost.bytes == 2 * traced.totals.bytes + 8 * 3 * 7 * 7 * 32 * 32  # the windows of conv1


def test_network_without_residual_blocks_has_no_pair() -> None:
    with pytest.raises(ImpossibleChoice, match=r"VGG-19 has no residual blocks") as error:
        study_request("vgg19")
    assert error.value.option == "network"


@pytest.mark.parametrize(
    ("plain", "residual"),
    [
        (study_request("plain34"), study_request("resnet34")),
        (study_request("cifar_plain20"), study_request("cifar_resnet20")),
        (study_request("resnet50", Options(shortcut="none")), study_request("resnet50")),
    ],
)
def test_plain_network_requests_the_study_of_its_residual_twin(plain: StudyRequest, residual: StudyRequest) -> None:
    assert plain == residual
