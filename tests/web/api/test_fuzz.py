"""Whatever is asked of the API within or against its documentation, the answer is one that is documented."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import strategies as st
from schemathesis import GenerationMode
from starlette.testclient import TestClient

from app.networks.catalogue import NETWORKS
from tests.support.fuzzing import Cases, fuzz, openapi_of

TRACE, COMPARE, GRADIENTS, NETWORK_LIST = (
    *("/api/trace/{network}", "/api/compare"),
    *("/api/gradients/{network}", "/api/networks"),
)
OWN = {
    "block": st.sampled_from(["basic", "bottleneck"]),
    "depths": st.lists(st.integers(1, 5), min_size=1, max_size=5).map(lambda depths: ",".join(map(str, depths))),
    "base_width": st.integers(1, 300),
    "groups": st.integers(1, 70),
    "width_per_group": st.integers(1, 300),
}
ANY = {
    "size": st.integers(1, 4200) | st.builds("{}x{}".format, st.integers(1, 4200), st.integers(1, 4200)),
    "channels": st.integers(1, 2000),
    "classes": st.integers(1, 30_000),
    "stem": st.sampled_from(["imagenet", "cifar"]),
    "shortcut": st.sampled_from(["A", "B", "C", "none"]),
    "stride_on": st.sampled_from(["3x3", "1x1"]),
}
ENTRY = st.builds(
    lambda name, options: ";".join([name, *(f"{option}={value}" for option, value in options.items())]),
    st.sampled_from([name for name in NETWORKS if name != "cifar_resnet1202"]),
    st.fixed_dictionaries({}, optional=ANY),
)
STUDIED = ("cifar_resnet20", "cifar_plain20", "custom", "vgg19")  # small enough to be run for hundreds of cases
SMALL = {"network": st.sampled_from(STUDIED), "depths": st.just("1,1"), "base_width": st.integers(1, 8)}


@pytest.fixture(scope="module")
def cases() -> Iterator[Cases]:
    """How many were asked, by status; fewer would be fuzzing in name only."""
    asked = Cases()
    yield asked
    assert sum(asked.values()) >= 2_500, asked
    assert {200, 404, 414, 422} <= asked.keys(), asked


@pytest.mark.parametrize(
    ("path", "mode", "examples"),
    [
        (NETWORK_LIST, GenerationMode.POSITIVE, 1),
        (TRACE, GenerationMode.POSITIVE, 700),
        (TRACE, GenerationMode.NEGATIVE, 500),
        (COMPARE, GenerationMode.POSITIVE, 200),
        (COMPARE, GenerationMode.NEGATIVE, 400),
        (GRADIENTS, GenerationMode.NEGATIVE, 40),
    ],
)
def test_every_answer_is_documented(
    client: TestClient, cases: Cases, path: str, mode: GenerationMode, examples: int
) -> None:
    cases += fuzz(client, openapi_of(client)[path]["GET"].as_strategy(mode), examples)


@pytest.mark.parametrize(
    ("path", "options", "examples"),
    [
        (TRACE, {"network": st.just("custom"), **ANY, **OWN}, 400),
        (TRACE, {"network": st.sampled_from([*NETWORKS]), **ANY}, 300),
        (COMPARE, {"networks": st.lists(ENTRY, min_size=1, max_size=5).map(",".join), "size": ANY["size"]}, 150),
        (GRADIENTS, {**SMALL, "size": st.integers(1, 24), "batch": st.integers(2, 4), "seed": st.integers(0, 9)}, 40),
    ],
    ids=["custom", "named", "compare", "gradients"],
)
def test_so_is_every_answer_to_what_makes_more_sense(
    client: TestClient, cases: Cases, path: str, options: dict[str, st.SearchStrategy[Any]], examples: int
) -> None:
    cases += fuzz(client, sensible(client, path, options), examples)


def sensible(client: TestClient, path: str, options: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """Cases whose parameters have values that they may have, were it for each alone."""
    operation = openapi_of(client)[path]["GET"]
    in_path = {name: options[name] for name in ("network",) if name in options and "{" in path}
    in_query = {name: values for name, values in options.items() if name not in in_path}
    return st.builds(
        operation.Case,
        path_parameters=st.fixed_dictionaries(in_path),
        query=st.fixed_dictionaries({}, optional=in_query),
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO"])
@pytest.mark.parametrize("path", ["/api/networks", "/api/trace/resnet18", "/api/compare", "/api/gradients/resnet18"])
def test_it_is_only_read(client: TestClient, path: str, method: str) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.headers["content-type"] == "application/problem+json"
