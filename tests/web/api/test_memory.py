"""`/api/memory/{network}`: the question "how much GPU memory for this batch?" and its answers."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.web import examples
from app.web.query import MemoryQuery
from tests.support.problems import problem
from tests.web.api.test_docs import assert_begins


def memory(client: TestClient, query: str) -> dict[str, Any]:
    response = client.get(f"/api/memory/{query}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_resnet50_at_batch_32_keeps_what_autograd_keeps_and_not_all_volumes(client: TestClient) -> None:
    """85.9 MB an image, not the 150.2 MB of all volumes; then weights, gradients and optimizer state."""
    answer = memory(client, "resnet50?batch=32")
    items = {item["name"]: item for item in answer["items"]}
    assert items["saved_activations"]["per_image"] == 85_909_504
    assert items["saved_activations"]["bytes"] == 32 * 85_909_504 + 53_120 * 4
    assert round(client.get("/api/trace/resnet50").json()["totals"]["bytes"] / 1e6, 1) == 150.2
    assert {name: items[name]["bytes"] for name in ("weights", "gradients", "optimizer")} == dict.fromkeys(
        ("weights", "gradients", "optimizer"), 4 * 25_557_032
    )
    assert answer["bytes"] == sum(item["bytes"] for item in answer["items"]) == 3_056_213_896
    assert len(answer["not_counted"]) == 5


def test_batch_and_precision_multiply(client: TestClient) -> None:
    """Half of the volumes' bytes; the indices of the pooling stay int64."""
    half = memory(client, "resnet50?batch=64&precision=bfloat16&optimizer=adam")
    items = {item["name"]: item["bytes"] for item in half["items"]}
    indices = 8 * 64 * 56 * 56
    assert items["saved_activations"] == 64 * ((85_909_504 - indices) // 2 + indices) + 53_120 * 2
    assert items["optimizer"] == 2 * 2 * 25_557_032


def test_largest_batch_of_a_card_is_in_gibibytes(client: TestClient) -> None:
    answer = memory(client, "resnet50?fits=12")
    fixed = 3 * 102_228_128 + 212_904 + 212_480
    assert answer["fits"] == {"gb": 12, "bytes": 12 * 2**30, "batch": (12 * 2**30 - fixed) // 85_909_504}
    assert answer["fits"] in answer["budgets"]
    assert [budget["gb"] for budget in answer["budgets"]] == [8, 12, 16, 24, 40, 80]
    assert memory(client, "resnet50?fits=47.5")["fits"]["bytes"] == 47.5 * 2**30
    assert "fits" not in memory(client, "resnet50")


def test_options_and_size_of_the_network_count(client: TestClient) -> None:
    """Grey 64×64 images and 7 classes: the stem's input has one channel, and the classifier 512·7 + 7 parameters."""
    answer = memory(client, "resnet18?size=64&channels=1&classes=7&batch=128&mode=inference")
    items = {item["name"]: item["bytes"] for item in answer["items"]}
    params = 11_689_512 - 2 * 49 * 64 - 993 * 513
    assert (answer["input"], answer["batch"]) == ({"shape": [1, 64, 64]}, 128)
    assert items == {
        "weights": 4 * params,
        "buffers": 4 * 9_600 + 20 * 8,
        "live_volumes": 128 * 4 * (64 * 64 + 2 * 64 * 32 * 32),
    }


@pytest.mark.parametrize(
    ("query", "option", "detail"),
    [
        ("batch=0", "batch", "batch is '0'; it has to be a whole number from 1 to 1,000,000."),
        ("batch=2.5", "batch", "batch is '2.5'; it has to be a whole number from 1 to 1,000,000."),
        ("batch=1000001", "batch", "batch is '1000001'; it has to be a whole number from 1 to 1,000,000."),
        ("precision=half", "precision", "precision is 'half'; it has to be 'float32', 'bfloat16' or 'amp'."),
        ("optimizer=x", "optimizer", "optimizer is 'x'; it has to be 'none', 'sgd', 'momentum' or 'adam'."),
        ("mode=eval", "mode", "mode is 'eval'; it has to be 'train' or 'inference'."),
        ("fits=0", "fits", "fits is '0'; it has to be a number of GB from 0.1 to 100,000, as 12."),
        ("fits=inf", "fits", "fits is 'inf'; it has to be a number of GB from 0.1 to 100,000, as 12."),
        ("fits=12GB", "fits", "fits is '12GB'; it has to be a number of GB from 0.1 to 100,000, as 12."),
        ("size=0", "size", "The height of the input is 0; it has to be between 1 and 4096 pixels."),
    ],
)
def test_problem_names_the_value_and_the_way_out(client: TestClient, query: str, option: str, detail: str) -> None:
    document = problem(client, f"/api/memory/resnet18?{query}")
    assert (document["status"], document["option"], document["detail"]) == (422, option, detail)


@pytest.mark.parametrize("example", [examples.NO_BATCH, examples.UNKNOWN_MEMORY], ids=["422", "404"])
def test_openapi_error_examples_equal_real_responses(client: TestClient, example: dict[str, Any]) -> None:
    assert problem(client, example["instance"]) == example


def test_openapi_describes_parameters_and_an_example(client: TestClient) -> None:
    operation = client.get("/openapi.json").json()["paths"]["/api/memory/{network}"]["get"]
    assert [each["name"] for each in operation["parameters"]] == ["network", *MemoryQuery.model_fields]
    assert all(each["description"].endswith(".") and each["schema"]["examples"] for each in operation["parameters"])
    assert sorted(operation["responses"]) == ["200", "404", "414", "422", "503"]
    assert_begins(memory(client, "resnet34?fits=12"), examples.MEMORY)
