"""`/api/advice` and `/api/inputs`."""

from pathlib import Path
from typing import Any

import pytest
import torch
from starlette.testclient import TestClient

from app.advice.registry import RULES, RULES_BY_NAME
from app.tracing import models
from tests.support.html_reader import visit
from tests.support.problems import problem
from tests.support.real_forwards import real_forward
from tests.support.traces import spec

GREY = "/api/advice/resnet18?size=64&channels=1&classes=7"


def notes(client: TestClient, url: str) -> dict[str, dict[str, Any]]:
    return {note["rule"]: note for note in client.get(url).json()["notes"]}


def test_advice_is_empty_where_nothing_is_wrong(client: TestClient) -> None:
    assert client.get("/api/advice/resnet50").json() == {
        "network": "resnet50",
        "input": {"shape": [3, 224, 224]},
        "notes": [],
    }


def test_costs_of_a_fix_equal_real_forwards(client: TestClient) -> None:
    """ResNet-18 for grey 64×64 images and 7 classes, and the same with the CIFAR stem."""
    offer, _ = notes(client, GREY)["stem"]["fixes"]
    before, after = (
        models.build(spec("resnet18", channels=1, classes=7, **options)).module for options in ({}, {"stem": "cifar"})
    )
    image = torch.zeros(1, 1, 64, 64)
    macs = [real_forward(model, image).macs for model in (before, after)]
    params = [sum(weight.numel() for weight in model.parameters()) for model in (before, after)]

    assert offer["costs"]["macs"] == {"before": macs[0], "after": macs[1], "difference": macs[1] - macs[0]}
    assert offer["costs"]["params"] == {"before": params[0], "after": params[1], "difference": params[1] - params[0]}
    query = "size=64&channels=1&classes=7&batch=128"
    (memory, fixed) = (
        client.get(f"/api/memory/resnet18?{query}{stem}").json()["bytes"] for stem in ("", "&stem=cifar")
    )
    advised = notes(client, f"/api/advice/resnet18?{query}")["stem"]["fixes"][0]["costs"]["memory"]
    assert advised == {"before": memory, "after": fixed, "difference": fixed - memory}
    assert offer["last_volume"] == [512, 8, 8]
    assert offer["parameters"] == {"size": "64", "channels": "1", "classes": "7", "stem": "cifar"}


ADVISED = [
    *("resnet18?size=64", "resnet18?size=32", "resnet50?size=500", "cifar_resnet20?size=224", "vgg19?size=250"),
    *("resnet50?stride_on=1x1", "resnet34?size=112", "resnet50?size=222", "resnet101?size=33x500"),
]


@pytest.mark.slow
@pytest.mark.parametrize("request_", ADVISED)
def test_offered_fix_mends_its_note(client: TestClient, request_: str) -> None:
    found = notes(client, f"/api/advice/{request_}")
    assert any(note["fixes"] for note in found.values())
    for rule, note in found.items():
        for offer in note["fixes"]:
            after = client.get(offer["trace"].replace("/api/trace/", "/api/advice/")).json()
            assert rule not in {each["rule"] for each in after["notes"]}
            assert client.get(offer["trace"]).json()["totals"]["macs"] == offer["costs"]["macs"]["after"]


def test_links_of_a_fix_apply_it_and_compare_it(client: TestClient) -> None:
    offers = [offer for note in notes(client, GREY).values() for offer in note["fixes"]]
    assert {offer["text"] for offer in offers} == {
        *("CIFAR stem: one 3×3 convolution of stride 1", "No pooling in the stem", "Stride 1 in layer4", "Input 96×96")
    }
    for offer in offers:
        page = visit(client, offer["apply"])
        assert "2×2×512" not in page.one("dl", class_="summary").text
        compared = client.get(offer["compare"].replace("/compare", "/api/compare")).json()["networks"]
        assert [network["totals"]["macs"] for network in compared] == [
            offer["costs"]["macs"]["before"],
            offer["costs"]["macs"]["after"],
        ]


def test_documentation_lists_every_rule(client: TestClient) -> None:
    operation = client.get("/openapi.json").json()["paths"]["/api/advice/{network}"]["get"]

    assert [f"- `{rule.name}`: {rule.about}" for rule in RULES] == [
        line for line in operation["description"].splitlines() if line.startswith("- ")
    ]
    assert len(RULES_BY_NAME) == len(RULES)


ADAPTIVE = "With adaptive average pooling to 1×1 a classifier gets 2,048 values from any input."


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("at=layer4&map=10x10", "layer4 is 10×10 for sides 289 to 320."),
        ("map=16x8", "layer4 is 16×8 for heights 481 to 512 and widths 225 to 256."),
        ("at=layer1.0", "layer1.0 is 56×56 for sides 221 to 224."),
        ("at=layer3.0.2&map=2", "layer3.0.2 is 2×2 for sides 17 to 32."),
        ("at=conv1&map=1", "conv1 is 1×1 for sides 1 to 2."),
        (
            "values=32768",
            "32,768 = 4·4·2,048: a map of 10×10 before a fixed 7×7 average pooling of stride 1, from sides 289 to 320; "
            f"or a map of 4×4 without pooling, from sides 97 to 128. {ADAPTIVE}",
        ),
        (
            "values=8192",
            "8,192 = 2·2·2,048: a map of 8×8 before a fixed 7×7 average pooling of stride 1, from sides 225 to 256; "
            f"or a map of 2×2 without pooling, from sides 33 to 64. {ADAPTIVE}",
        ),
        (
            "values=1000",
            "1,000 is no multiple of the 2,048 channels of layer4: the nearest are 2,048 and 4,096. The values come "
            "from a network with other channels.",
        ),
    ],
)
def test_inverse_question_is_answered(client: TestClient, query: str, sentence: str) -> None:
    assert client.get(f"/api/inputs/resnet50?{query}").json()["sentence"] == sentence


def test_classifier_of_vgg_gets_as_many_values_from_any_input(client: TestClient) -> None:
    always = "VGG-19 gives its classifier 25,088 = 7·7·512 values from any input: avgpool makes 7×7 of every map."
    for values, sentence in (
        (25_088, always),
        (512, f"{always} 512 come from another network, or without that pooling."),
    ):
        assert client.get(f"/api/inputs/vgg19?values={values}").json()["sentence"] == sentence
    assert client.get("/api/trace/vgg19?size=320").json()["steps"][-8]["output_shape"] == [25_088]


@pytest.mark.parametrize(
    ("query", "option", "detail"),
    [
        ("map=0", "map", "map is '0'; it has to be a side from 1 to 4,096, as 10, or height x width, as 10x8."),
        ("map=10y", "map", "map is '10y'; it has to be a side from 1 to 4,096, as 10, or height x width, as 10x8."),
        ("values=0", "values", "values is '0'; it has to be at least 1."),
        ("at=fc", "at", "fc gives no map of an image. Choose a layer before it."),
        (
            "at=avgpool&map=7",
            "at",
            "The size after avgpool (AdaptiveAvgPool2d) does not follow from windows. Choose a layer before it.",
        ),
    ],
)
def test_impossible_question_names_value_and_remedy(client: TestClient, query: str, option: str, detail: str) -> None:
    answer = problem(client, f"/api/inputs/resnet50?{query}")

    assert (answer["status"], answer["option"], answer["detail"]) == (422, option, detail)


def test_readme_shows_the_real_advice(client: TestClient) -> None:
    notes_of_64 = client.get("/api/advice/resnet18?size=64").json()["notes"]
    lines = [
        line for note in notes_of_64 for line in (note["sentence"], *(f"  {fix['text']}" for fix in note["fixes"]))
    ]

    assert "\n".join(["```", *lines, "```"]) in Path("README.md").read_text(encoding="utf-8")
