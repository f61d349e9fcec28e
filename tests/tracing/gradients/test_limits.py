"""Which gradient studies are made: refused by arithmetic, before any work."""

import pytest

from app.networks.bounds import ImpossibleChoice
from app.networks.options import Options
from app.tracing.gradients import limits
from app.tracing.gradients import study as gradients
from app.tracing.gradients.study import StudyRequest
from app.tracing.tracer import trace
from tests.support.gradient_studies import asked, stop
from tests.support.published import RESNET34_BY_SHORTCUT


def test_too_much_is_refused_by_arithmetic_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradients, "prepare_model", stop)
    macs = 6 * 8 * RESNET34_BY_SHORTCUT["B"][1]
    with pytest.raises(ImpossibleChoice) as refused:
        asked("resnet34", size="224")

    assert refused.value.option == "batch"
    assert f" = {macs:,} multiply-adds" in str(refused.value)
    assert str(refused.value).endswith("Choose a batch of at most 4.")


def test_the_largest_batch_that_is_named_is_the_largest_that_is_taken() -> None:
    assert asked("resnet34", size="224", batch=4).batch == 4
    with pytest.raises(ImpossibleChoice):
        asked("resnet34", size="224", batch=5)


def test_where_no_batch_would_do_the_input_is_to_be_smaller() -> None:
    with pytest.raises(ImpossibleChoice, match=r"Choose a smaller input or a smaller network\.$") as refused:
        asked("cifar_resnet1202", size="224")
    assert refused.value.option == "size"


def test_memory_counts_every_volume_and_every_weight_in_double_precision() -> None:
    done = trace(asked("resnet18").spec, 64, 64)
    needed = limits.study_cost(done)
    assert needed.weight_bytes == 8 * 11_689_512
    assert needed.bytes == 2 * done.totals.bytes + 8 * 3 * 7 * 7 * 32 * 32  # the windows of conv1


def test_a_network_without_shortcuts_to_take_away_has_no_pair() -> None:
    with pytest.raises(ImpossibleChoice, match=r"VGG-19 has no residual blocks") as refused:
        asked("vgg19")
    assert refused.value.option == "network"


@pytest.mark.parametrize(
    ("plain", "residual"),
    [
        (asked("plain34"), asked("resnet34")),
        (asked("cifar_plain20"), asked("cifar_resnet20")),
        (asked("resnet50", Options(shortcut="none")), asked("resnet50")),
    ],
)
def test_a_plain_network_is_one_of_the_same_pair(plain: StudyRequest, residual: StudyRequest) -> None:
    assert plain == residual
