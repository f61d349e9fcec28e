"""The fixed pooling: which inputs fit it, and the sentences for those that do not."""

import pytest

from app.networks.bounds import ImpossibleChoice, Suggestion, smallest_side
from app.networks.head import check_input, pooled_values, sides_with
from tests.support.traces import output_shape, spec, trace_network


def test_resnet50_at_244_gives_its_classifier_8192_values() -> None:
    with pytest.raises(ImpossibleChoice) as refusal:
        trace_network("resnet50", "244", head="fixed")

    assert (refusal.value.option, str(refusal.value)) == (
        "features",
        "fc expects 2,048 values and gets 2·2·2,048 = 8,192: the fixed pooling leaves 2×2 of 8×8 for an input of "
        "244×244. Choose a side from 193 to 224, features=8192 or head=adaptive.",
    )
    assert refusal.value.suggestions == (
        Suggestion({"size": "224"}),
        Suggestion({"features": "8192"}),
        Suggestion({"head": None, "features": None}),
    )
    assert output_shape(trace_network("resnet50", "244", head="fixed", features=8192), "flatten") == (8192,)
    assert trace_network("resnet50", "244").totals.last_volume == (2048, 8, 8)


def test_input_smaller_than_the_fixed_pooling_is_refused_with_the_smallest_one() -> None:
    with pytest.raises(ImpossibleChoice) as refusal:
        trace_network("resnet18", "192x224", head="fixed")

    assert (refusal.value.option, str(refusal.value)) == (
        "size",
        "The fixed pooling reads 7×7 values, and the last layer has 6×7 for an input of 192×224. "
        "Choose 193×193 or larger, or head=adaptive.",
    )
    assert smallest_side(spec("resnet18", head="fixed")) == 193
    assert trace_network("resnet18", "193", head="fixed").totals.params == 11_689_512


@pytest.mark.parametrize(
    ("network", "values", "sides"),
    [
        ("resnet50", 2048, range(193, 225)),
        ("resnet50", 32_768, range(289, 321)),  # 4·4 behind 10×10
        ("resnet18", 512, range(193, 225)),
        ("cifar_resnet20", 4 * 64, range(29, 33)),  # 8×8, in steps of 4
        ("resnet50", 3 * 2048, range(0)),  # not a square
        ("resnet50", 2049, range(0)),
        ("resnet50", 1, range(0)),
    ],
)
def test_sides_with_so_many_values_are_those_of_real_forwards(network: str, values: int, sides: range) -> None:
    own = spec(network, head="fixed")

    assert sides_with(own, values) == sides
    for side in (sides[0], sides[-1]) if sides else ():
        trace = trace_network(network, str(side), head="fixed", features=values)
        assert output_shape(trace, "flatten") == (values,) == (pooled_values(own, side, side),)


def test_head_none_ends_at_the_last_layer() -> None:
    trace = trace_network("resnet50", head="none")

    assert (trace.head, trace.steps[-1].output_shape) == ((), (2048, 7, 7))
    assert trace.totals.params == 25_557_032 - 2_049_000
    assert trace.totals.weighted_layers == 49


def test_other_heads_accept_any_size() -> None:
    for head in ("adaptive", "none"):
        check_input(spec("resnet18", head=head), 1, 4096)
