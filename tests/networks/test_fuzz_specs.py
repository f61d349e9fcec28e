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
from tests.support.sums import assert_sums_add_up
from tests.support.traces import spec

pytestmark = pytest.mark.slow

DETERMINISTIC = settings(
    derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SIDES = st.tuples(st.integers(1, 40), st.integers(1, 40))
INPUT = {
    "channels": st.integers(1, 6),
    "stem": st.sampled_from(["imagenet", "cifar", "deep"]),
    "shortcut": st.sampled_from(["A", "B", "C", "D", "none"]),
    "stem_width": st.integers(1, 20),
    "stem_pool": st.booleans(),
    "pre_activation": st.booleans(),
    "attention": st.sampled_from(["none", "se"]),
    "norm": st.sampled_from(["batch", "group", "none"]),
    "head": st.sampled_from(["adaptive", "none"]),
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


def can_pad(options: dict[str, Any]) -> bool:
    """Whether shortcut A never takes channels away: the stem has no more channels than the first layer."""
    stem = options.get("stem_width", 1) * (2 if options.get("stem") == "deep" else 1)
    first = options["base_width"] * (4 if options["block"] == "bottleneck" else 1)
    return options.get("shortcut") != "A" or bool(stem <= first)


def can_normalize(options: dict[str, Any]) -> bool:
    """Whether groups have two channels: the stem, the first layer and the inside of its blocks have two or more."""
    width = options["base_width"]
    inside = width * options.get("width_per_group", 64) // 64 * options.get("groups", 1)
    stem = options.get("stem_width", width // 2 if options.get("stem") == "deep" else width)
    return options.get("norm") != "group" or min(inside, stem) >= 2


@st.composite
def layered(draw: st.DrawFn, blocks: st.SearchStrategy[dict[str, Any]]) -> dict[str, Any]:
    """Options with classes where there is a classifier, and perhaps with a stride and a dilation for each layer."""
    options = draw(blocks)
    if options.get("head") != "none":
        options["classes"] = draw(st.integers(1, 12))
    layers = len(options["depths"].split(","))
    numbers = {"strides": st.integers(1, 4), "dilations": st.integers(1, 5)}
    for name in draw(st.sets(st.sampled_from(["strides", "dilations"]))):
        options[name] = ",".join(map(str, draw(st.lists(numbers[name], min_size=layers, max_size=layers))))
    return options


GROUPED: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(BOTTLENECK, optional=INPUT)
BLOCKS = st.fixed_dictionaries(BASIC, optional=INPUT) | GROUPED.filter(has_channels_inside)
CUSTOM = layered(BLOCKS.filter(can_pad).filter(can_normalize))
SMALL = st.sampled_from(["resnet18", "resnet50", "cifar_resnet20", "cifar_plain20", "plain18", "resnext50_32x4d"])


def assert_trace_equals_forward(network: str, options: dict[str, Any], size: tuple[int, int]) -> None:
    built = models.build(spec(network, **options))
    done = tracer.run_trace(built, *size)
    image = torch.zeros(1, done.catalogue_spec.channels, *size)

    assert [as_leaf_call(step) for step in done.steps] == leaf_calls(built.module, image)
    assert done.totals.params == sum(weight.numel() for weight in built.module.parameters())
    assert_sums_add_up(done)


@given(options=CUSTOM, size=SIDES)
@settings(DETERMINISTIC, max_examples=70)
def test_trace_of_custom_network_equals_its_forward(options: dict[str, Any], size: tuple[int, int]) -> None:
    assert_trace_equals_forward("custom", options, size)


@given(network=SMALL, options=st.fixed_dictionaries({}, optional=INPUT), size=SIDES)
@settings(DETERMINISTIC, max_examples=30)
def test_trace_of_published_variant_equals_its_forward(
    network: str, options: dict[str, Any], size: tuple[int, int]
) -> None:
    assume("plain" not in network or options.get("shortcut", "none") == "none")
    assume(options.get("norm") != "group" or options.get("stem_width", 2) > 1)
    assume(network != "cifar_resnet20" or can_pad({"shortcut": "A", "base_width": 16, "block": "basic", **options}))
    assert_trace_equals_forward(network, options, size)


FIXED: dict[str, st.SearchStrategy[Any]] = {
    "head": st.just("fixed"),
    "stem": st.just("cifar"),
    "depths": st.just("1,1"),
    "base_width": st.just(2),
    "strides": st.sampled_from(["1,1", "1,2", "2,2", "1,3"]),
    "features": st.none() | st.sampled_from([4, 8, 12, 16, 24, 36]),
}


@given(options=st.fixed_dictionaries(FIXED), size=st.tuples(st.integers(5, 32), st.integers(5, 32)))
@settings(DETERMINISTIC, max_examples=50)
def test_fixed_pooling_fails_where_a_real_forward_fails(options: dict[str, Any], size: tuple[int, int]) -> None:
    own = spec("custom", **options)
    try:
        models.build(own).module(torch.zeros(1, 3, *size))
    except RuntimeError:
        with pytest.raises(ImpossibleChoice, match=f"for an input of {size[0]}×{size[1]}"):
            tracer.run_trace(models.build(own), *size)
    else:
        assert_trace_equals_forward("custom", options, size)


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
    **dict.fromkeys(("stem_width", "features"), st.integers(-(10**9), 0) | st.integers(10**7 + 1, 10**9) | WORDS),
    **dict.fromkeys(("stem", "shortcut", "stride_on", "block"), WORDS.filter(lambda text: len(text) > 4)),
    **dict.fromkeys(("attention", "norm", "head", "output_stride"), WORDS.filter(lambda text: len(text) > 8)),
    **dict.fromkeys(("stem_pool", "pre_activation"), WORDS.filter(lambda text: len(text) > 5)),
    "size": WORDS | st.just(0) | st.integers(4097, 999_999) | st.builds("{}x0".format, st.integers(4097, 9999)),
    "strides": WORDS | st.sampled_from(["0", "1,0", "1,1,1,1,1,1", "1,-1", "1;2", "5", ",", "1,,2"]),
    "dilations": WORDS | st.sampled_from(["0", "1,0", "1,1,1,1,1,1", "1,-1", "1;2", "65", ",", "1,,2"]),
    "depths": WORDS | st.sampled_from(["0", "1,0", "1,1,1,1,1,1", "3,-1", "1;2", "99999", ",", "1,,2"]),
}


def test_every_parameter_has_wrong_values() -> None:
    assert {*WRONG} == {*TraceQuery.model_fields}


@given(data=st.data())
@settings(DETERMINISTIC, max_examples=100)
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
