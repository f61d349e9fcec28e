"""Fuzzing of specs: a possible network is traced as a forward runs, an impossible one is rejected by a sentence."""

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
from tests.support.forwards import as_leaf_call, leaf_calls
from tests.support.problems import problem
from tests.support.traces import spec

DETERMINISTIC = settings(
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
    """Whether the 3×3 convolution has a channel: the width of a group counts 64ths of the base width."""
    return bool(options["base_width"] * options["width_per_group"] >= 64)


GROUPED: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(BOTTLENECK, optional=INPUT)
CUSTOM = st.fixed_dictionaries(BASIC, optional=INPUT) | GROUPED.filter(has_channels_inside)
SMALL = st.sampled_from(["resnet18", "resnet50", "cifar_resnet20", "cifar_plain20", "plain18", "resnext50_32x4d"])


def assert_trace_equals_forward(network: str, options: dict[str, Any], size: tuple[int, int]) -> None:
    built = models.build(spec(network, **options))
    done = tracer.run_trace(built, *size)
    image = torch.zeros(1, done.catalogue_spec.channels, *size)

    assert [as_leaf_call(step) for step in done.steps] == leaf_calls(built.module, image)
    assert done.totals.params == sum(weight.numel() for weight in built.module.parameters())
    assert sum(step.params for step in done.steps) == done.totals.params


@given(options=CUSTOM, size=SIDES)
@settings(DETERMINISTIC, max_examples=150)
def test_trace_of_custom_network_equals_its_forward(options: dict[str, Any], size: tuple[int, int]) -> None:
    assert_trace_equals_forward("custom", options, size)


@given(network=SMALL, options=st.fixed_dictionaries({}, optional=INPUT), size=SIDES)
@settings(DETERMINISTIC, max_examples=60)
def test_trace_of_published_variant_equals_its_forward(
    network: str, options: dict[str, Any], size: tuple[int, int]
) -> None:
    assume("plain" not in network or options.get("shortcut", "none") == "none")
    assert_trace_equals_forward(network, options, size)


@given(side=st.tuples(st.integers(1, 70), st.integers(1, 70)))
@settings(DETERMINISTIC, max_examples=12)
def test_vgg_trace_equals_its_forward_or_names_the_smallest_size(side: tuple[int, int]) -> None:
    if min(side) >= 32:
        return assert_trace_equals_forward("vgg19", {}, side)
    with pytest.raises(ImpossibleChoice, match="too small for vgg19") as impossible:
        assert_trace_equals_forward("vgg19", {}, side)
    assert f"{side[0]}×{side[1]}" in str(impossible.value)
    return None


# --------------------------------------------------------------------------------------------- impossible

WORDS = st.text(min_size=1, max_size=60).filter(lambda text: text.strip() and not any(map(str.isdigit, text)))
OUT_OF_BOUNDS = st.integers(-(10**9), 0) | st.integers(MAX_INTEGER + 1, 10**9)
WRONG = {
    **dict.fromkeys(("channels", "classes", "base_width", "groups", "width_per_group"), OUT_OF_BOUNDS | WORDS),
    **dict.fromkeys(("stem", "shortcut", "stride_on", "block"), WORDS.filter(lambda text: len(text) > 4)),
    "size": WORDS | st.just(0) | st.integers(4097, 999_999) | st.builds("{}x0".format, st.integers(4097, 9999)),
    "depths": WORDS | st.sampled_from(["0", "1,0", "1,1,1,1,1,1", "3,-1", "1;2", "99999", ",", "1,,2"]),
}


def test_every_parameter_has_wrong_values() -> None:
    assert {*WRONG} == {*TraceQuery.model_fields}


@given(data=st.data())
@settings(DETERMINISTIC, max_examples=150)
def test_impossible_value_is_rejected_by_a_sentence_with_the_value(client: TestClient, data: st.DataObject) -> None:
    option = data.draw(st.sampled_from([*WRONG]))
    value = str(data.draw(WRONG[option]))
    answer = problem(client, f"/api/trace/custom?{urlencode({option: value})}")

    assert (answer["status"], answer["option"]) == (422, option)
    written = value.split("x")[0] if value[:1].isdecimal() and option == "size" else repr(value[:40])
    assert written in answer["detail"]


@given(width=st.integers(20_000, MAX_INTEGER), block=st.sampled_from(["basic", "bottleneck"]))
@settings(DETERMINISTIC, max_examples=40)
def test_too_many_parameters_are_rejected_before_they_are_allocated(client: TestClient, width: int, block: str) -> None:
    answer = problem(client, f"/api/trace/custom?block={block}&base_width={width}")
    assert (answer["status"], answer["option"]) == (422, "base_width")
    assert re.match(r"The network would have [0-9,]{13,} parameters; at most 1,000,000,000 ", answer["detail"])


@given(depths=st.lists(st.integers(700, 9999), min_size=1, max_size=5))
@settings(DETERMINISTIC, max_examples=40)
def test_too_many_layers_are_rejected(client: TestClient, depths: list[int]) -> None:
    answer = problem(client, f"/api/trace/custom?depths={','.join(map(str, depths))}")
    assert (answer["status"], answer["option"]) == (422, "depths")
    assert answer["detail"].startswith(f"The network would have {2 + 2 * sum(depths):,} weighted layers;")
