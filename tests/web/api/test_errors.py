"""What the API says when something is wrong: problem documents, in plain sentences."""

import pytest
from starlette.testclient import TestClient

from app.web import api
from tests.support.problems import problem


def test_an_unknown_network_is_answered_with_the_nearest_names(client: TestClient) -> None:
    assert problem(client, "/api/trace/resnet35?size=64") == {
        "type": "urn:problem-type:unknown-network",
        "title": "Unknown network",
        "status": 404,
        "detail": "There is no network called 'resnet35'. Did you mean resnet50 or resnet34 or resnet152?",
        "nearest": ["resnet50", "resnet34", "resnet152"],
        "instance": "/api/trace/resnet35?size=64",
    }


def test_an_input_that_is_too_small_is_answered_with_the_step_and_its_numbers(client: TestClient) -> None:
    assert problem(client, "/api/trace/vgg19?size=16") == {
        "type": "urn:problem-type:impossible-choice",
        "title": "Impossible choice",
        "status": 422,
        "detail": "An input of 16×16 is too small for vgg19: features.36 is given 1×1×512, "
        "and ⌊(1 + 2·0 − 2) / 2⌋ + 1 = 0. Choose 32×32 or larger.",
        "option": "size",
        "instance": "/api/trace/vgg19?size=16",
    }


REFUSED: list[tuple[str, str, str]] = [
    ("resnet34?size=0", "size", "The input's height is 0; it has to be between 1 and 4096 pixels."),
    ("resnet34?size=5000", "size", "The input's height is 5000; it has to be between 1 and 4096 pixels."),
    ("resnet34?size=abc", "size", "The size 'abc' is neither a side, as 224, nor height x width, as 160x224."),
    ("resnet34?channels=0", "channels", "channels is '0'; it has to be at least 1."),
    ("resnet34?classes=100001", "classes", "classes is '100001'; it has to be at most 100,000."),
    ("resnet34?classes=ten", "classes", "classes is 'ten'; it has to be a whole number."),
    ("resnet34?classes=1.5", "classes", "classes is '1.5'; it has to be a whole number."),
    (f"resnet34?classes={'9' * 5000}", "classes", f"classes is '{'9' * 40}'; it has to be a whole number."),
    ("resnet34?stem=big", "stem", "stem is 'big'; it has to be 'imagenet' or 'cifar'."),
    ("resnet34?shortcut=D", "shortcut", "shortcut is 'D'; it has to be 'A', 'B', 'C' or 'none'."),
    ("vgg19?shortcut=A", "shortcut", "VGG-19 is not a residual network and has no shortcut to choose."),
    (
        "resnet18?stride_on=1x1",
        "stride_on",
        "ResNet-18 has basic blocks, with no 1×1 convolution that could stride; stride_on is a choice of bottlenecks.",
    ),
    (
        "custom?depths=3,four",
        "depths",
        "The depths '3,four' are not one to five numbers of blocks, each at least 1, as 3,4,6,3.",
    ),
    (
        "custom?depths=400,400",
        "depths",
        "That is 1,602 weighted layers; at most 1,300 are drawn. Choose fewer blocks.",
    ),
    (
        "custom?depths=1&base_width=10000",
        "base_width",
        "That is 1,811,531,000 parameters; at most 1,000,000,000 are built. Choose a narrower network, "
        "fewer channels or fewer classes.",
    ),
    ("resnet34?steam=cifar", "steam", "There is no parameter called 'steam'. Did you mean stem?"),
    (
        "resnet34?q=1",
        "q",
        "There is no parameter called 'q'. There are size, channels, classes, stem, shortcut, stride_on, block, "
        "depths, base_width, groups, width_per_group.",
    ),
    ("resnet34?size=32&size=64", "size", "size is given more than once. Give it once."),
]


@pytest.mark.parametrize(("url", "option", "sentence"), REFUSED, ids=[url[:40] for url, _, _ in REFUSED])
def test_a_value_that_makes_no_sense_is_refused_in_one_sentence(
    client: TestClient, url: str, option: str, sentence: str
) -> None:
    assert problem(client, f"/api/trace/{url}") == {
        "type": "urn:problem-type:impossible-choice",
        "title": "Impossible choice",
        "status": 422,
        "detail": sentence,
        "option": option,
        "instance": f"/api/trace/{url}",
    }


def test_the_list_of_networks_has_no_parameters(client: TestClient) -> None:
    assert problem(client, "/api/networks?size=1")["detail"] == (
        "There is no parameter called 'size'. There are none here."
    )


@pytest.mark.parametrize("path", ["/api/", "/api/nothing", "/api/trace", "/api/trace/a/b", "/api/trace/"])
def test_an_address_of_the_api_that_does_not_exist_is_a_problem_document(client: TestClient, path: str) -> None:
    assert problem(client, path) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing at this address.",
        "instance": path,
    }


def test_an_address_of_the_api_can_only_be_read(client: TestClient) -> None:
    answer = client.post("/api/networks")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.json() == {
        "type": "about:blank",
        "title": "Method Not Allowed",
        "status": 405,
        "detail": "This address can only be read, with GET.",
        "instance": "/api/networks",
        "request": answer.headers["x-request-id"],
    }


def test_what_nobody_foresaw_is_a_problem_document_that_gives_nothing_away(
    fresh: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(api, "trace_network", fail)
    assert problem(fresh, "/api/trace/resnet34") == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Something went wrong on this side. It has been written to the server's log.",
        "instance": "/api/trace/resnet34",
    }
