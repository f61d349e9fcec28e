"""The API with own networks: a slug is a network as those of the catalogue, with a size as its only parameter."""

import pytest
import torch
from starlette.testclient import TestClient
from torch import nn

from app.networks.option_table import OPTIONS
from tests.support.own_modules import SEResNet
from tests.support.saved_tensors import saved_bytes

PUBLISHED_PARAMS = 28_088_024
"""Of SE-ResNet-50 in timm (`my_seresnet50`), whose gates have biases as those here."""


def test_networks_of_the_operator_come_first(own: TestClient) -> None:
    entries = own.get("/api/networks").json()

    assert [entry["name"] for entry in entries[:3]] == ["my_seresnet50", "tokens", "resnet18"]
    assert entries[0] == {
        "name": "my_seresnet50",
        "title": "my_seresnet50",
        "label": "my_seresnet50",
        "family": "Your own",
        "spec": None,
        "default_size": 224,
        "options": [],
        "inputs": {"input": [3, 224, 224]},
    }
    assert (entries[1]["default_size"], entries[1]["inputs"]) == (None, {"input": [10, 16]})
    assert "inputs" not in entries[2]


def test_trace_has_published_parameters(own: TestClient) -> None:
    trace = own.get("/api/trace/my_seresnet50").json()

    assert trace["totals"]["params"] == PUBLISHED_PARAMS == sum(p.numel() for p in SEResNet().parameters())
    assert (trace["network"], trace["spec"], trace["input"]) == ("my_seresnet50", None, {"shape": [3, 224, 224]})


@pytest.mark.parametrize(("size", "side"), [("64", (64, 64)), ("96x33", (96, 33)), ("1", (1, 1))])
def test_trace_at_a_size_has_the_shapes_of_a_real_forward(own: TestClient, size: str, side: tuple[int, int]) -> None:
    module, shapes = SEResNet().eval(), {}
    for path, child in module.named_modules():
        if isinstance(child, nn.Conv2d | nn.MaxPool2d | nn.Linear):
            child.register_forward_hook(lambda _, __, output, path=path: shapes.update({path: list(output.shape[1:])}))
    with torch.no_grad():
        module(torch.zeros(1, 3, *side))

    steps = own.get(f"/api/trace/my_seresnet50?size={size}").json()["steps"]

    assert {step["path"]: step["output_shape"] for step in steps if step["path"] in shapes} == shapes


@pytest.mark.parametrize(
    ("url", "option", "detail"),
    [
        (
            "/api/trace/my_seresnet50?stem=cifar",
            "stem",
            "my_seresnet50 has no option stem: of a network of your own only the size can be chosen.",
        ),
        (
            "/api/trace/my_seresnet50?size=5000",
            "size",
            "The height of the input is 5000; it has to be between 1 and 4096 pixels.",
        ),
        (
            "/api/trace/my_seresnet50?size=3x64x64",
            "size",
            "size is '3x64x64'; it has to be a side from 1 to 4096 pixels, as 224, or height x width, as 160x224.",
        ),
        (
            "/api/trace/tokens?size=64",
            "size",
            "The input of my_net.py:Tokens is 10×16, which is no image with a height and a width. Leave out size.",
        ),
        (
            "/api/trace/my_seresnet50?code=os:system",
            "code",
            f"Unknown parameter 'code'. Known parameters: size, {', '.join(OPTIONS)}.",
        ),
    ],
)
def test_impossible_parameter_is_refused(own: TestClient, url: str, option: str, detail: str) -> None:
    response = own.get(url)

    problem = response.json()
    assert (response.status_code, problem["option"], problem["detail"]) == (422, option, detail)


def test_suggestion_leads_to_a_request_that_works(own: TestClient) -> None:
    (link,) = own.get("/api/trace/my_seresnet50?size=5000").json()["suggestions"]

    assert link == {
        "network": "my_seresnet50",
        "title": "my_seresnet50 · input 4096×4096",
        "url": "/api/trace/my_seresnet50?size=4096x4096",
    }
    assert own.get("/api/trace/tokens?size=64").json()["suggestions"][0]["url"] == "/api/trace/tokens"


def test_gradients_are_of_the_catalogue_only(own: TestClient) -> None:
    assert own.get("/api/gradients/my_seresnet50").status_code == 404


def test_memory_of_an_own_network_is_what_autograd_keeps(own: TestClient) -> None:
    memory = own.get("/api/memory/my_seresnet50?size=32&batch=2&optimizer=sgd").json()

    assert memory["spec"] is None
    assert memory["items"][-1]["bytes"] == saved_bytes(SEResNet(), torch.zeros(2, 3, 32, 32))


def test_memory_names_the_steps_that_are_not_derived(own: TestClient) -> None:
    memory = own.get("/api/memory/tokens").json()

    assert (memory["bytes"], memory["items"][-1]["bytes"], memory["budgets"][0]["batch"]) == (None, None, None)
    assert memory["items"][-1]["formula"].startswith("not derived for ")
    assert "not derived for " in own.get("/explore/tokens?panel=memory").text
