"""The JSON contract of the API."""

from dataclasses import asdict

import pytest
from starlette.testclient import TestClient

from app.networks.catalogue import NETWORKS
from app.networks.option_table import OPTIONS
from app.web.query import TraceQuery
from tests.support.representatives import WHOLE_CATALOGUE


def test_first_step_of_resnet34_is_conv1(client: TestClient) -> None:
    trace = client.get("/api/trace/resnet34?size=224").json()

    assert trace["steps"][0] == {
        "path": "conv1",
        "kind": "conv",
        "module": "Conv2d",
        "inputs": ["input"],
        "input_shapes": [[3, 224, 224]],
        "output_shape": [64, 112, 112],
        "kernel_size": [7, 7],
        "stride": [2, 2],
        "padding": [3, 3],
        "groups": 1,
        "params": 9408,
        "macs": 118_013_952,
        "bytes": 3_211_264,
        "receptive_field": {"max": 7, "min": 7, "jump": 2},
        "arithmetic": "⌊(224 + 2·3 − 7) / 2⌋ + 1 = 112",
        "biases": 0,
        "buffers": 0,
    }


def test_first_block_of_resnet34_has_two_convolutions_and_an_addition(client: TestClient) -> None:
    layer = client.get("/api/trace/resnet34").json()["layers"][0]

    assert layer["path"] == "layer1"
    assert layer["blocks"][0] == {
        "path": "layer1.0",
        "kind": "basic",
        "shortcut": "identity",
        "operations": [
            {
                "path": "layer1.0.1",
                "kind": "convolution",
                "steps": ["layer1.0.conv1", "layer1.0.bn1", "layer1.0.relu1"],
            },
            {"path": "layer1.0.2", "kind": "convolution", "steps": ["layer1.0.conv2", "layer1.0.bn2"]},
            {"path": "layer1.0.add", "kind": "addition", "steps": ["layer1.0.add", "layer1.0.relu2"]},
        ],
        "output_shape": [64, 56, 56],
        "totals": {
            "params": 2 * (64 * 64 * 9 + 128),
            "macs": 2 * 64 * 64 * 9 * 56 * 56,
            "bytes": 7 * 64 * 56 * 56 * 4,
            "biases": 2 * 64,
            "buffers": 2 * (2 * 64 + 1),
            "convolutions": 2,
            "uncounted": 0,
            "params_to_end": 21_797_672 - 9_408 - 128,  # without conv1 and bn1
            "share": {
                "params": round(73_984 / 21_797_672, 6),
                "macs": round(231_211_008 / 3_663_761_408, 6),
                "bytes": round(5_619_712 / 50_485_152, 6),
            },
        },
    }


def test_trace_has_network_spec_input_outline_steps_and_totals(client: TestClient) -> None:
    trace = client.get("/api/trace/resnet34?size=160x224&classes=10").json()

    assert list(trace) == ["network", "title", "spec", "input", "stem", "layers", "head", "steps", "totals"]
    assert (trace["network"], trace["title"]) == ("resnet34", "ResNet-34")
    assert trace["input"] == {"shape": [3, 160, 224]}
    assert trace["spec"] == {
        "network": "resnet34",
        "block": "basic",
        "depths": [3, 4, 6, 3],
        "base_width": 64,
        "groups": 1,
        "width_per_group": 64,
        "stem": "imagenet",
        "stem_width": 64,
        "stem_pool": True,
        "shortcut": "B",
        "stride_on": None,
        "strides": [1, 2, 2, 2],
        "dilations": [1, 1, 1, 1],
        "pre_activation": False,
        "attention": "none",
        "norm": "batch",
        "head": "adaptive",
        "features": None,
        "channels": 3,
        "classes": 10,
    }
    assert trace["totals"] == {
        "params": 21_289_802,
        "macs": sum(step["macs"] for step in trace["steps"]),
        "bytes": sum(step["bytes"] for step in trace["steps"]),
        "steps": 125,
        "weighted_layers": 34,
        "receptive_field": {"max": 899, "min": 11, "jump": 32},
        "last_volume": [512, 5, 7],
        "biases": 8_512 + 10,  # norms and the classifier
        "buffers": 2 * 8_512 + 36,
        "convolutions": 36,
        "shortcut_convolutions": 3,
    }


def test_every_option_reaches_the_spec(client: TestClient) -> None:
    own = (
        "size=64x96&channels=4&classes=7&stem=cifar&shortcut=C&stride_on=1x1"
        "&block=bottleneck&depths=1,2&base_width=32&groups=4&width_per_group=16"
        "&stem_width=24&stem_pool=true&strides=1,1&dilations=1,2&pre_activation=true&attention=se&norm=group"
        "&head=fixed&features=279552"
    )
    trace = client.get(f"/api/trace/custom?{own}").json()

    assert trace["input"] == {"shape": [4, 64, 96]}
    assert trace["spec"] == {
        "network": "custom",
        "block": "bottleneck",
        "depths": [1, 2],
        "base_width": 32,
        "groups": 4,
        "width_per_group": 16,
        "stem": "cifar",
        "stem_width": 24,
        "stem_pool": True,
        "shortcut": "C",
        "stride_on": "1x1",
        "strides": [1, 1],
        "dilations": [1, 2],
        "pre_activation": True,
        "attention": "se",
        "norm": "group",
        "head": "fixed",
        "features": 26 * 42 * 256,
        "channels": 4,
        "classes": 7,
    }


def test_query_has_the_size_and_every_option() -> None:
    assert list(TraceQuery.model_fields) == ["size", *OPTIONS]


def test_empty_parameter_counts_as_not_given(client: TestClient) -> None:
    empty = "&".join(f"{name}=" for name in TraceQuery.model_fields)

    assert client.get(f"/api/trace/resnet50?{empty}").json() == client.get("/api/trace/resnet50").json()


def test_list_has_every_network_with_its_options(client: TestClient) -> None:
    listed = {network["name"]: network for network in client.get("/api/networks").json()}

    assert list(listed) == list(NETWORKS)
    vgg = asdict(NETWORKS["vgg19"].spec)
    assert listed["vgg19"] == {
        "name": "vgg19",
        "title": "VGG-19",
        "label": "VGG-19",
        "family": "Plain and VGG",
        "spec": {name: list(value) if isinstance(value, tuple) else value for name, value in vgg.items()},
        "default_size": 224,
        "options": ["channels", "classes"],
    }
    everywhere = ["strides", "dilations", "output_stride", "pre_activation", "attention", "norm", "head"]
    stem = ["channels", "classes", "stem", "stem_width", "stem_pool"]
    assert listed["resnet50"]["options"] == [*stem, "shortcut", "stride_on", *everywhere]
    assert listed["cifar_plain20"]["options"] == [*stem, *[name for name in everywhere if name != "output_stride"]]


@pytest.mark.parametrize("network", WHOLE_CATALOGUE)
def test_every_network_has_a_trace_at_its_default_size(client: TestClient, network: str) -> None:
    listed = {each["name"]: each for each in client.get("/api/networks").json()}[network]
    trace = client.get(f"/api/trace/{network}").json()

    assert trace["spec"] == listed["spec"]
    assert trace["input"] == {"shape": [3, listed["default_size"], listed["default_size"]]}
    assert len(trace["steps"]) == trace["totals"]["steps"]


def test_trace_is_compressed_on_request(client: TestClient) -> None:
    answer = client.get("/api/trace/resnet152", headers={"accept-encoding": "gzip"})

    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < len(answer.content) / 10


def test_receptive_field_has_axes_where_height_and_width_differ(client: TestClient) -> None:
    steps = client.get("/api/trace/resnet34?size=160x224").json()["steps"]
    fields = {step["path"]: step["receptive_field"] for step in steps}

    assert fields["layer4.2.relu2"] == {"max": 899, "min": 11, "jump": 32}
    assert fields["avgpool"] == {
        "max": 1091,
        "min": 203,
        "jump": 224,
        "height": {"max": 1027, "min": 139, "jump": 160},
        "width": {"max": 1091, "min": 203, "jump": 224},
    }
