"""Any network that can be made is traced as it really runs; any that cannot is refused by a sentence with the value."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.networks.bounds import ImpossibleChoice
from app.networks.option_types import MAX_INTEGER
from app.tracing import models, tracer
from app.web.query import TraceQuery
from tests.support.forwards import real_flow
from tests.support.problems import problem
from tests.support.traces import spec

ALWAYS_THE_SAME = settings(
    derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SIDES = st.tuples(st.integers(1, 40), st.integers(1, 40))
INPUT = {
    "channels": st.integers(1, 6),
    "classes": st.integers(1, 12),
    "stem": st.sampled_from(["imagenet", "cifar"]),
    "shortcut": st.sampled_from(["A", "B", "C", "none"]),
}
DEPTHS = st.lists(st.integers(1, 3), min_size=1, max_size=5).map(lambda depths: ",".join(map(str, depths)))
BASIC = {"block": st.just("basic"), "depths": DEPTHS, "base_width": st.integers(1, 20)}
BOTTLENECK = {
    "block": st.just("bottleneck"),
    "depths": DEPTHS,
    "base_width": st.integers(1, 12),
    "groups": st.integers(1, 5),
    "width_per_group": st.integers(1, 160),
    "stride_on": st.sampled_from(["3x3", "1x1"]),
}


def has_channels_inside(options: dict[str, Any]) -> bool:
    """Of a bottleneck, its 3×3: the width of a group is counted in 64ths of the base width."""
    return bool(options["base_width"] * options["width_per_group"] >= 64)


GROUPED: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(BOTTLENECK, optional=INPUT)
OWN = st.fixed_dictionaries(BASIC, optional=INPUT) | GROUPED.filter(has_channels_inside)
SMALL_ONES = st.sampled_from(["resnet18", "resnet50", "cifar_resnet20", "cifar_plain20", "plain18", "resnext50_32x4d"])


def assert_traced_as_it_runs(network: str, options: dict[str, Any], size: tuple[int, int]) -> None:
    built = models.build(spec(network, **options))
    done = tracer.run_trace(built, *size)
    image = torch.zeros(1, done.spec.channels, *size)

    assert [(step.path, step.input_shapes, step.output_shape) for step in done.steps] == real_flow(built.module, image)
    assert done.totals.params == sum(weight.numel() for weight in built.module.parameters())
    assert sum(step.params for step in done.steps) == done.totals.params


@given(options=OWN, size=SIDES)
@settings(ALWAYS_THE_SAME, max_examples=400)
def test_any_network_of_ones_own_is_traced_as_it_runs(options: dict[str, Any], size: tuple[int, int]) -> None:
    assert_traced_as_it_runs("custom", options, size)


@given(network=SMALL_ONES, options=st.fixed_dictionaries({}, optional=INPUT), size=SIDES)
@settings(ALWAYS_THE_SAME, max_examples=60)
def test_so_is_any_variant_of_a_published_one(network: str, options: dict[str, Any], size: tuple[int, int]) -> None:
    assume("plain" not in network or options.get("shortcut", "none") == "none")
    assert_traced_as_it_runs(network, options, size)


@given(side=st.tuples(st.integers(1, 70), st.integers(1, 70)))
@settings(ALWAYS_THE_SAME, max_examples=12)
def test_vgg_is_or_it_says_from_which_size_on_it_can(side: tuple[int, int]) -> None:
    if min(side) >= 32:
        return assert_traced_as_it_runs("vgg19", {}, side)
    with pytest.raises(ImpossibleChoice, match="too small for vgg19") as impossible:
        assert_traced_as_it_runs("vgg19", {}, side)
    assert f"{side[0]}×{side[1]}" in str(impossible.value)
    return None


# --------------------------------------------------------------------------------------------- impossible

WORDS = st.text(min_size=1, max_size=60).filter(lambda text: text.strip() and not any(map(str.isdigit, text)))
TOO_SMALL_OR_LARGE = st.integers(-(10**9), 0) | st.integers(MAX_INTEGER + 1, 10**9)
WRONG = {
    **dict.fromkeys(("channels", "classes", "base_width", "groups", "width_per_group"), TOO_SMALL_OR_LARGE | WORDS),
    **dict.fromkeys(("stem", "shortcut", "stride_on", "block"), WORDS.filter(lambda text: len(text) > 4)),
    "size": WORDS | st.just(0) | st.integers(4097, 999_999) | st.builds("{}x0".format, st.integers(4097, 9999)),
    "depths": WORDS | st.sampled_from(["0", "1,0", "1,1,1,1,1,1", "3,-1", "1;2", "99999", ",", "1,,2"]),
}


def test_every_parameter_has_wrong_values() -> None:
    assert {*WRONG} == {*TraceQuery.model_fields}


@given(data=st.data())
@settings(ALWAYS_THE_SAME, max_examples=600)
def test_what_cannot_be_is_refused_by_a_sentence_with_the_value(client: TestClient, data: st.DataObject) -> None:
    option = data.draw(st.sampled_from([*WRONG]))
    value = str(data.draw(WRONG[option]))
    answer = problem(client, f"/api/trace/custom?{urlencode({option: value})}")

    assert (answer["status"], answer["option"]) == (422, option)
    written = value.split("x")[0] if value[:1].isdecimal() and option == "size" else repr(value[:40])
    assert written in answer["detail"]


@given(width=st.integers(20_000, MAX_INTEGER), block=st.sampled_from(["basic", "bottleneck"]))
@settings(ALWAYS_THE_SAME, max_examples=40)
def test_so_many_parameters_are_refused_before_they_are_made(client: TestClient, width: int, block: str) -> None:
    answer = problem(client, f"/api/trace/custom?block={block}&base_width={width}")
    assert (answer["status"], answer["option"]) == (422, "base_width")
    assert re.match(r"That is [0-9,]{13,} parameters; at most 1,000,000,000 are built\.", answer["detail"])


@given(depths=st.lists(st.integers(700, 9999), min_size=1, max_size=5))
@settings(ALWAYS_THE_SAME, max_examples=40)
def test_so_are_so_many_layers(client: TestClient, depths: list[int]) -> None:
    answer = problem(client, f"/api/trace/custom?depths={','.join(map(str, depths))}")
    assert (answer["status"], answer["option"]) == (422, "depths")
    assert answer["detail"].startswith(f"That is {2 + 2 * sum(depths):,} weighted layers; at most 1,300 are drawn.")
