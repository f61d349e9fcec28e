"""Errors of the API: problem documents with one plain sentence."""

import pytest
from starlette.testclient import TestClient

from app.web import api
from tests.support.problems import problem


def test_unknown_network_is_a_404_with_working_suggestions(client: TestClient) -> None:
    answer = problem(client, "/api/trace/resnet38?size=64&shortcut=A")

    assert answer == {
        "type": "urn:problem-type:unknown-network",
        "title": "Unknown network",
        "status": 404,
        "detail": "Unknown network 'resnet38'. The network 'custom' builds it with basic blocks, 4,5,5,4 per layer.",
        "nearest": ["resnet34", "resnet50"],
        "suggestions": [
            {
                "network": "custom",
                "title": "Custom ResNet · shortcut A · basic blocks · 4,5,5,4 per layer · input 64×64",
                "url": "/api/trace/custom?size=64&shortcut=A&block=basic&depths=4,5,5,4",
            },
            {
                "network": "resnet34",
                "title": "ResNet-34 · shortcut A · input 64×64",
                "url": "/api/trace/resnet34?size=64&shortcut=A",
            },
            {
                "network": "resnet50",
                "title": "ResNet-50 · shortcut A · input 64×64",
                "url": "/api/trace/resnet50?size=64&shortcut=A",
            },
        ],
        "instance": "/api/trace/resnet38?size=64&shortcut=A",
    }
    trace = client.get(answer["suggestions"][0]["url"]).json()
    assert (trace["totals"]["weighted_layers"], trace["input"]["shape"]) == (38, [3, 64, 64])


def test_too_small_input_names_the_step_its_numbers_and_a_size_that_works(client: TestClient) -> None:
    assert problem(client, "/api/trace/vgg19?size=16") == {
        "type": "urn:problem-type:impossible-choice",
        "title": "Impossible choice",
        "status": 422,
        "detail": "An input of 16×16 is too small for vgg19: features.36 is given 1×1×512, "
        "and ⌊(1 + 2·0 − 2) / 2⌋ + 1 = 0. Choose 32×32 or larger.",
        "option": "size",
        "suggestions": [{"network": "vgg19", "title": "VGG-19 · input 32×32", "url": "/api/trace/vgg19?size=32"}],
        "instance": "/api/trace/vgg19?size=16",
    }


SUGGESTIONS = [
    ("/api/trace/resnet1202?size=64", ["/api/trace/cifar_resnet1202?size=64"]),
    ("/api/trace/RESNET-50?stride_on=1x1", ["/api/trace/resnet50?stride_on=1x1"]),
    ("/api/trace/resnet20?stride_on=1x1", ["/api/trace/cifar_resnet20"]),
    ("/api/trace/resnet34?steam=cifar", ["/api/trace/resnet34?stem=cifar"]),
    ("/api/trace/resnet34?stem=Cifar&size=32", ["/api/trace/resnet34?size=32&stem=cifar"]),
    ("/api/trace/resnet34?size=32&size=64", ["/api/trace/resnet34?size=32"]),
    ("/api/trace/resnet34?size=9999x0", ["/api/trace/resnet34"]),
    ("/api/trace/plain34?shortcut=C", ["/api/trace/resnet34?shortcut=C"]),
    ("/api/trace/vgg19?shortcut=A&size=64", ["/api/trace/vgg19?size=64"]),
    ("/api/trace/resnet34?groups=4", []),
    ("/api/trace/custom?groups=4", ["/api/trace/custom?block=bottleneck&groups=4"]),
    ("/api/trace/resnet50?groups=4", ["/api/trace/custom?block=bottleneck&depths=3,4,6,3&groups=4"]),
    ("/api/compare?networks=ResNet18,vgg19&size=64", ["/api/compare?networks=resnet18,vgg19&size=64"]),
    ("/api/gradients/ResNet18?batch=2", ["/api/gradients/resnet18?batch=2"]),
    ("/api/networks?size=1", []),
]


@pytest.mark.parametrize(("url", "suggestions"), SUGGESTIONS, ids=[url for url, _ in SUGGESTIONS])
def test_suggestions_keep_the_rest_of_the_request(client: TestClient, url: str, suggestions: list[str]) -> None:
    assert [each["url"] for each in problem(client, url).get("suggestions", [])] == suggestions
    for each in suggestions if "gradients" not in url else []:
        assert client.get(each).status_code == 200, each


REFUSED: list[tuple[str, str, str]] = [
    ("resnet34?size=0", "size", "The height of the input is 0; it has to be between 1 and 4096 pixels."),
    ("resnet34?size=5000", "size", "The height of the input is 5000; it has to be between 1 and 4096 pixels."),
    (
        "resnet34?size=abc",
        "size",
        "size is 'abc'; it has to be a side from 1 to 4096 pixels, as 224, or height x width, as 160x224.",
    ),
    ("resnet34?channels=0", "channels", "channels is '0'; it has to be a whole number from 1 to 100,000."),
    ("resnet34?classes=100001", "classes", "classes is '100001'; it has to be a whole number from 1 to 100,000."),
    ("resnet34?classes=ten", "classes", "classes is 'ten'; it has to be a whole number from 1 to 100,000."),
    ("resnet34?classes=1.5", "classes", "classes is '1.5'; it has to be a whole number from 1 to 100,000."),
    (
        f"resnet34?classes={'9' * 5000}",
        "classes",
        f"classes is '{'9' * 40}'; it has to be a whole number from 1 to 100,000.",
    ),
    ("resnet34?stem=big", "stem", "stem is 'big'; it has to be 'imagenet', 'cifar' or 'deep'."),
    ("resnet34?shortcut=E", "shortcut", "shortcut is 'E'; it has to be 'A', 'B', 'C', 'D' or 'none'."),
    ("vgg19?shortcut=A", "shortcut", "VGG-19 is not a residual network and has no shortcut to choose."),
    (
        "resnet18?stride_on=1x1",
        "stride_on",
        "ResNet-18 has basic blocks, with no 1×1 convolution that could stride; stride_on is a choice of bottlenecks.",
    ),
    (
        "custom?depths=3,four",
        "depths",
        "depths is '3,four'; it has to be 1 to 5 whole numbers from 1 to 9999, as 3,4,6,3.",
    ),
    (
        "custom?depths=400,400",
        "depths",
        "The network would have 1,602 weighted layers; at most 1,300 are drawn. Choose fewer blocks.",
    ),
    (
        "custom?depths=1&base_width=10000",
        "base_width",
        "The network would have 1,811,531,000 parameters; at most 1,000,000,000 are built. Choose a smaller width, "
        "fewer channels or fewer classes.",
    ),
    ("resnet34?steam=cifar", "steam", "Unknown parameter 'steam'. Did you mean stem?"),
    (
        "resnet34?q=1",
        "q",
        "Unknown parameter 'q'. Known parameters: size, channels, classes, stem, stem_width, stem_pool, shortcut, "
        "stride_on, strides, dilations, output_stride, pre_activation, attention, norm, head, features, block, "
        "depths, base_width, groups, width_per_group.",
    ),
    ("resnet34?size=32&size=64", "size", "size is given more than once. Give it once."),
]


@pytest.mark.parametrize(("url", "option", "sentence"), REFUSED, ids=[url[:40] for url, _, _ in REFUSED])
def test_invalid_parameter_is_a_422_with_one_sentence(client: TestClient, url: str, option: str, sentence: str) -> None:
    answer = problem(client, f"/api/trace/{url}")
    answer.pop("suggestions", None)

    assert answer == {
        "type": "urn:problem-type:impossible-choice",
        "title": "Impossible choice",
        "status": 422,
        "detail": sentence,
        "option": option,
        "instance": f"/api/trace/{url}",
    }


def test_list_of_networks_takes_no_parameters(client: TestClient) -> None:
    assert problem(client, "/api/networks?size=1")["detail"] == (
        "Unknown parameter 'size'. This endpoint takes no parameters."
    )


@pytest.mark.parametrize("path", ["/api/nothing", "/api/trace", "/api/trace/a/b", "/api/trace/"])
def test_unknown_api_path_is_a_problem_document(client: TestClient, path: str) -> None:
    assert problem(client, path) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing at this URL.",
        "instance": path,
    }


def test_api_only_supports_get(client: TestClient) -> None:
    answer = client.post("/api/networks")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.json() == {
        "type": "about:blank",
        "title": "Method Not Allowed",
        "status": 405,
        "detail": "This URL only supports GET.",
        "instance": "/api/networks",
        "request": answer.headers["x-request-id"],
    }


def test_unexpected_exception_is_a_problem_document_without_its_message(
    fresh: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(api, "trace_network", fail)
    assert problem(fresh, "/api/trace/resnet34") == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Internal server error. Details are in the server log.",
        "instance": "/api/trace/resnet34",
    }
