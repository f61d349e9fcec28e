"""`/api/compare`."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.web import examples
from tests.support.problems import problem
from tests.web.api.test_docs import assert_begins

URL = "/api/compare"


def comparison(client: TestClient, query: str) -> dict[str, Any]:
    answer = client.get(f"{URL}?{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def inputs(client: TestClient, query: str) -> list[tuple[str, list[int]]]:
    return [(each["network"], each["input"]["shape"]) for each in comparison(client, query)["networks"]]


def test_networks_equal_their_own_traces(client: TestClient) -> None:
    found = comparison(client, "networks=resnet50;stride_on=1x1,vgg19&size=64")
    for each, url in zip(found["networks"], ("resnet50?stride_on=1x1&size=64", "vgg19?size=64"), strict=True):
        trace = client.get(f"/api/trace/{url}").json()
        assert each == {name: trace[name] for name in ("network", "spec", "input", "totals")}


def test_row_has_the_cell_of_each_network_and_the_equal_quantities(client: TestClient) -> None:
    rows = comparison(client, "networks=plain34,resnet34")["rows"]

    assert [row["key"] for row in rows] == [
        *("conv1", "maxpool", "layer1", "layer2", "layer3", "layer4", "avgpool", "fc")
    ]
    layer2 = rows[3]
    assert (layer2["level"], [row["key"] for row in layer2["rows"]]) == (
        "layer",
        ["layer2.0", "layer2.1", "layer2.2", "layer2.3"],
    )
    first = layer2["rows"][0]
    params = 9 * 64 * 128 + 9 * 128 * 128 + 4 * 128
    macs = (9 * 64 * 128 + 9 * 128 * 128) * 28 * 28
    volume = 128 * 28 * 28 * 4
    assert first == {
        "key": "layer2.0",
        "level": "block",
        "cells": [
            {
                "paths": ["layer2.0"],
                "output_shape": [128, 28, 28],
                "params": params,
                "macs": macs,
                "bytes": 6 * volume,  # twice convolution, normalization and ReLU
                "receptive_field": {"max": 83, "min": 83, "jump": 8},
            },
            {
                "paths": ["layer2.0"],
                "output_shape": [128, 28, 28],
                "params": params + 64 * 128 + 2 * 128,
                "macs": macs + 64 * 128 * 28 * 28,
                "bytes": 9 * volume,  # and the shortcut's convolution and normalization, and the sum
                "receptive_field": {"max": 83, "min": 11, "jump": 8},
            },
        ],
        "same": {"output_shape": True, "params": False, "macs": False, "bytes": False, "receptive_field": False},
        "rows": [],
        "only": [[], ["projection", "addition"]],
    }


def test_network_without_a_place_is_null_in_its_row(client: TestClient) -> None:
    rows = comparison(client, "networks=resnet18,resnet18;stem=cifar")["rows"]
    assert [cell and cell["paths"] for cell in rows[1]["cells"]] == [["maxpool"], None]


def test_common_size_applies_to_networks_without_their_own(client: TestClient) -> None:
    assert inputs(client, "networks=resnet18,cifar_resnet20") == [
        ("resnet18", [3, 224, 224]),
        ("cifar_resnet20", [3, 32, 32]),
    ]
    assert inputs(client, "networks=resnet18,cifar_resnet20&size=97x131") == [
        ("resnet18", [3, 97, 131]),
        ("cifar_resnet20", [3, 97, 131]),
    ]
    assert inputs(client, "networks=resnet18;size=64,resnet18&size=32") == [
        ("resnet18", [3, 64, 64]),
        ("resnet18", [3, 32, 32]),
    ]


@pytest.mark.parametrize("tail", ["", ";size=32", ";classes=10;size=32"])
def test_numbers_after_a_comma_continue_the_depths(client: TestClient, tail: str) -> None:
    found = comparison(client, f"networks=custom;block=bottleneck;depths=2,2,2{tail},resnet18")
    assert [each["spec"]["depths"] for each in found["networks"]] == [[2, 2, 2], [2, 2, 2, 2]]
    assert found["networks"][0]["spec"]["block"] == "bottleneck"
    assert (found["networks"][0]["input"]["shape"] == [3, 32, 32]) == bool(tail)


def test_spaces_and_empty_entries_are_ignored(client: TestClient) -> None:
    assert comparison(client, "networks=%20resnet18%20;%20classes%20=%2010%20,,plain18,") == comparison(
        client, "networks=resnet18;classes=10,plain18"
    )


REFUSED: list[tuple[str, str, str]] = [
    ("", "networks", "It takes 2 to 4 networks to compare, as networks=plain34,resnet34."),
    ("networks=vgg19", "networks", "It takes 2 to 4 networks to compare, as networks=plain34,resnet34."),
    (
        "networks=resnet18,resnet34,resnet50,resnet101,resnet152",
        "networks",
        "These are 5 networks; at most 4 are compared. Leave out some.",
    ),
    ("networks=resnet18;steam=cifar,vgg19", "steam", "Unknown parameter 'steam'. Did you mean stem?"),
    ("networks=resnet18;stem=big,vgg19", "stem", "stem is 'big'; it has to be 'imagenet', 'cifar' or 'deep'."),
    (
        "networks=resnet18;classes=ten,vgg19",
        "classes",
        "classes is 'ten'; it has to be a whole number from 1 to 100,000.",
    ),
    ("networks=resnet18;classes=1;classes=2,vgg19", "classes", "classes is given more than once. Give it once."),
    (
        "networks=resnet18,vgg19;shortcut=A",
        "shortcut",
        "VGG-19 is not a residual network and has no shortcut to choose.",
    ),
    (
        "networks=resnet18,vgg19&size=16",
        "size",
        "An input of 16×16 is too small for vgg19: features.36 is given 1×1×512, "
        "and ⌊(1 + 2·0 − 2) / 2⌋ + 1 = 0. Choose 32×32 or larger.",
    ),
    (
        "networks=resnet18,vgg19&size=a",
        "size",
        "size is 'a'; it has to be a side from 1 to 4096 pixels, as 224, or height x width, as 160x224.",
    ),
    (
        "networks=resnet18,vgg19&classes=2",
        "classes",
        "Unknown parameter 'classes'. Known parameters: networks, size.",
    ),
    ("networks=vgg19&networks=resnet18", "networks", "networks is given more than once. Give it once."),
]


@pytest.mark.parametrize(("query", "option", "sentence"), REFUSED, ids=[query[:50] for query, _, _ in REFUSED])
def test_invalid_comparison_is_a_422_with_one_sentence(
    client: TestClient, query: str, option: str, sentence: str
) -> None:
    answer = problem(client, f"{URL}?{query}")
    answer.pop("suggestions", None)

    assert answer == {
        "type": "urn:problem-type:impossible-choice",
        "title": "Impossible choice",
        "status": 422,
        "detail": sentence,
        "option": option,
        "instance": f"{URL}?{query}" if query else URL,
    }


def test_unknown_network_suggests_the_comparison_with_the_nearest_one(client: TestClient) -> None:
    found = problem(client, f"{URL}?networks=resnet34,resnet44;size=64,vgg19")
    assert (found["status"], found["detail"], found["nearest"]) == (
        404,
        "Unknown network 'resnet44'. Did you mean cifar_resnet44?",
        ["cifar_resnet44"],
    )
    suggestion = found["suggestions"][0]["url"]
    assert suggestion == f"{URL}?networks=resnet34,cifar_resnet44;size=64,vgg19"
    assert client.get(suggestion).status_code == 200


# ------------------------------------------------------------------------------------ documentation


def documentation(client: TestClient) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/openapi.json").json()["paths"][URL]["get"]
    return document


def test_openapi_describes_the_comparison(client: TestClient) -> None:
    own = documentation(client)
    assert [parameter["name"] for parameter in own["parameters"]] == ["networks", "size"]
    for parameter in own["parameters"]:
        assert parameter["description"].endswith(".")
        for example in parameter["schema"]["examples"]:
            others = {} if parameter["name"] == "networks" else {"networks": "plain34,resnet34"}
            assert client.get(URL, params={parameter["name"]: example, **others}).status_code == 200
    assert sorted(own["responses"]) == ["200", "404", "414", "422", "503"]


def test_openapi_examples_equal_real_responses(client: TestClient) -> None:
    assert_begins(comparison(client, "networks=resnet34,plain34"), examples.COMPARISON)
    assert problem(client, examples.NOTHING_TO_COMPARE["instance"]) == examples.NOTHING_TO_COMPARE
