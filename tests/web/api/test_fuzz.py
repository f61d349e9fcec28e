"""Fuzzing of the API: the response to any valid or invalid request is a documented one."""

from typing import Any

import pytest
from hypothesis import strategies as st
from schemathesis import GenerationMode
from starlette.testclient import TestClient

from app.networks.catalogue import NETWORKS
from tests.support.fuzzing import fuzz, load_schema

pytestmark = pytest.mark.slow

TRACE, COMPARE, GRADIENTS, NETWORK_LIST, ADVICE, INPUTS, MEMORY, COUNTS = (
    *("/api/trace/{network}", "/api/compare"),
    *("/api/gradients/{network}", "/api/networks"),
    *("/api/advice/{network}", "/api/inputs/{network}", "/api/memory/{network}"),
    "/api/counts/{network}",
)
CUSTOM_OPTIONS = {
    "block": st.sampled_from(["basic", "bottleneck"]),
    "depths": st.lists(st.integers(1, 5), min_size=1, max_size=5).map(lambda depths: ",".join(map(str, depths))),
    "base_width": st.integers(1, 300),
    "groups": st.integers(1, 70),
    "width_per_group": st.integers(1, 300),
}
OPTIONS = {
    "size": st.integers(1, 4200) | st.builds("{}x{}".format, st.integers(1, 4200), st.integers(1, 4200)),
    "channels": st.integers(1, 2000),
    "classes": st.integers(1, 30_000),
    "stem": st.sampled_from(["imagenet", "cifar", "deep"]),
    "stem_width": st.integers(1, 200),
    "stem_pool": st.sampled_from(["true", "false"]),
    "shortcut": st.sampled_from(["A", "B", "C", "D", "none"]),
    "strides": st.lists(st.integers(1, 4), min_size=1, max_size=5).map(lambda numbers: ",".join(map(str, numbers))),
    "dilations": st.lists(st.integers(1, 9), min_size=1, max_size=5).map(lambda numbers: ",".join(map(str, numbers))),
    "output_stride": st.sampled_from(["8", "16", "32"]),
    "pre_activation": st.sampled_from(["true", "false"]),
    "attention": st.sampled_from(["none", "se"]),
    "norm": st.sampled_from(["batch", "group", "none"]),
    "head": st.sampled_from(["adaptive", "fixed", "none"]),
    "features": st.sampled_from([512, 2048, 8192]),
    "stride_on": st.sampled_from(["3x3", "1x1"]),
}
OF_MOST = {name: OPTIONS[name] for name in ("size", "stem", "stem_pool", "pre_activation", "attention", "norm", "head")}
"""Options that nearly all networks have at these values, so that some comparisons succeed."""

ENTRY = st.builds(
    lambda name, options: ";".join([name, *(f"{option}={value}" for option, value in options.items())]),
    st.sampled_from([name for name in NETWORKS if name != "cifar_resnet1202"]),
    st.fixed_dictionaries({}, optional=OF_MOST),
)
STUDIED = ("cifar_resnet20", "cifar_plain20", "custom", "vgg19")  # small enough for many gradient studies
SMALL = {"network": st.sampled_from(STUDIED), "depths": st.just("1,1"), "base_width": st.integers(1, 8)}


@pytest.fixture(scope="module")
def schema(client: TestClient) -> Any:
    return load_schema(client)


@pytest.mark.parametrize(
    ("path", "mode", "examples", "statuses"),
    [
        (NETWORK_LIST, GenerationMode.POSITIVE, 1, {200}),
        (TRACE, GenerationMode.POSITIVE, 40, {200, 422}),
        (TRACE, GenerationMode.NEGATIVE, 30, {404, 422}),
        (ADVICE, GenerationMode.POSITIVE, 20, {200, 422}),
        (INPUTS, GenerationMode.POSITIVE, 20, {200, 422}),
        (INPUTS, GenerationMode.NEGATIVE, 20, {404, 422}),
        (COMPARE, GenerationMode.POSITIVE, 20, {200, 422}),
        (COMPARE, GenerationMode.NEGATIVE, 20, {422}),
        (GRADIENTS, GenerationMode.NEGATIVE, 10, {422}),
        (COUNTS, GenerationMode.POSITIVE, 20, {200, 422}),
        (MEMORY, GenerationMode.POSITIVE, 20, {200, 422}),
        (MEMORY, GenerationMode.NEGATIVE, 20, {404, 422}),
    ],
)
def test_response_to_generated_request_is_documented(
    client: TestClient, schema: Any, path: str, mode: GenerationMode, examples: int, statuses: set[int]
) -> None:
    counts = fuzz(client, schema[path]["GET"].as_strategy(mode), examples)
    assert counts.total() >= examples
    assert statuses <= counts.keys(), counts


@pytest.mark.parametrize(
    ("path", "options", "examples"),
    [
        (TRACE, {"network": st.just("custom"), **OPTIONS, **CUSTOM_OPTIONS}, 30),
        (TRACE, {"network": st.sampled_from([*NETWORKS]), **OPTIONS}, 30),
        (COMPARE, {"networks": st.lists(ENTRY, min_size=1, max_size=5).map(",".join), "size": OPTIONS["size"]}, 20),
        (GRADIENTS, {**SMALL, "size": st.integers(1, 24), "batch": st.integers(2, 4), "seed": st.integers(0, 9)}, 10),
    ],
    ids=["custom", "named", "compare", "gradients"],
)
def test_response_to_plausible_request_is_documented(
    client: TestClient, schema: Any, path: str, options: dict[str, st.SearchStrategy[Any]], examples: int
) -> None:
    counts = fuzz(client, plausible(schema, path, options), examples)
    assert counts.total() >= examples
    assert counts[200] > 0, counts


def plausible(schema: Any, path: str, options: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """Return a strategy for cases in which each parameter by itself has a valid value."""
    operation = schema[path]["GET"]
    in_path = {name: options[name] for name in ("network",) if name in options and "{" in path}
    in_query = {name: values for name, values in options.items() if name not in in_path}
    return st.builds(
        operation.Case,
        path_parameters=st.fixed_dictionaries(in_path),
        query=st.fixed_dictionaries({}, optional=in_query),
    )


@pytest.mark.parametrize(
    "path",
    ["/api/networks", "/api/trace/resnet18", "/api/compare", "/api/gradients/resnet18", "/api/memory/resnet18"],
)
def test_methods_other_than_get_get_405(client: TestClient, path: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO"):
        response = client.request(method, path)
        assert (method, response.status_code, response.headers["allow"]) == (method, 405, "GET")
        assert response.headers["content-type"] == "application/problem+json"
