"""`rv.trace`: the sizes that it takes, its exports, and its errors."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import torch
from starlette.testclient import TestClient
from torch import Tensor, nn

import app as rv
from tests.support.own_networks import SENet, UNet
from tests.tracing.recorder.test_containers import TwoInputs


def test_import_of_the_package_is_cheap() -> None:
    code = "import sys, app; print(app.__version__, 'torch' in sys.modules, 'show' in dir(app))"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)

    assert done.stdout.split() == [rv.__version__, "False", "True"]


def test_unknown_attribute_of_the_package_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'app' has no attribute 'plot'"):
        rv.plot  # noqa: B018  # the access is what is tested


@pytest.mark.parametrize("size", [64, (64,), (64, 64), (3, 64, 64), torch.zeros(5, 3, 64, 64), {"x": (3, 64, 64)}])
def test_size_is_a_side_two_sides_a_shape_a_batch_or_shapes_by_name(size: Any) -> None:
    trace = rv.trace(SENet(), size)

    assert trace.input.shape == (3, 64, 64)
    assert trace.step("blocks.3.c1").output_shape == (64, 8, 8)
    assert (trace.totals.params, trace.totals.macs) == (99_493, 17_223_104)


def test_size_of_a_network_is_what_its_first_convolution_tells() -> None:
    assert rv.trace(UNet(), None).input.shape == (1, 224, 224)


def test_several_inputs_have_a_size_by_name() -> None:
    trace = rv.trace(TwoInputs(), {"rgb": (3, 8, 8), "depth": torch.zeros(2, 1, 8, 8)})

    assert [(given.path, given.shape) for given in trace.inputs] == [
        ("input.rgb", (3, 8, 8)),
        ("input.depth", (1, 8, 8)),
    ]


def test_name_of_the_catalogue_is_traced_with_its_options() -> None:
    trace = rv.trace("resnet18", (64, 96), stem="cifar", classes=10)

    assert trace.step("conv1").output_shape == (64, 64, 96)
    assert trace.totals.params == 11_173_962


def test_dictionary_is_the_json_of_the_api(client: TestClient) -> None:
    assert rv.trace("resnet18").to_dict() == client.get("/api/trace/resnet18").json()


def test_dictionary_of_an_own_network_is_json() -> None:
    trace = rv.trace(UNet(), (1, 64, 64))
    plain = trace.to_dict()

    assert json.loads(json.dumps(plain)) == plain
    assert plain["outputs"] == [{"name": "masks", "path": "outc"}]
    assert [step["path"] for step in plain["steps"]] == [step.path for step in trace.steps]


def test_csv_has_a_line_for_each_step() -> None:
    trace = rv.trace(SENet(), 64)
    rows = [*csv.DictReader(io.StringIO(trace.to_csv()))]

    assert [row["path"] for row in rows] == [step.path for step in trace.steps]
    assert sum(int(row["macs"]) for row in rows) == 17_223_104


def test_svg_is_a_file_of_its_own_for_each_place() -> None:
    trace = rv.trace(SENet(), 64)
    places = ("", "blocks.1-2", "blocks.1", "blocks.1.gate")
    views = [ElementTree.fromstring(trace.svg(at)).attrib["data-view"] for at in places]

    assert views == ["network", "layer", "block", "operation"]
    assert "64×64×3" in trace.svg()
    assert "1×3×64×64" in trace.svg(shapes="nchw")


class Unsized(nn.Module):
    """Has no weights that tell the input's shape."""

    def forward(self, x: Tensor) -> Tensor:
        return x.relu()


ERRORS: list[tuple[Any, Any, dict[str, Any], str]] = [
    (3, None, {}, "3 is neither an nn.Module nor a name of the catalogue, as 'resnet50'."),
    (SENet(), "64", {}, "'64' is no size: its numbers are channels, height and width, as (3, 224, 224)."),
    (SENet(), (3, 0, 64), {}, "(3, 0, 64) is no size: its numbers are channels, height and width, as (3, 224, 224)."),
    (SENet(), 64, {"stem": "cifar"}, "stem: only networks of the catalogue have options."),
    (TwoInputs(), 8, {}, "The inputs of TwoInputs need sizes: pass (3, 224, 224), or a dictionary as {'rgb': (3, 224"),
    (Unsized(), None, {}, "The inputs of Unsized need sizes"),
    (SENet(), (1, 64, 64), {}, "An input of 1×64×64 cannot pass stem.0 (Conv2d): Given groups=1"),
    ("resnet51", None, {}, "Unknown network 'resnet51'. No ResNet has 51 weighted layers"),
    ("resnet50", (1, 64, 64), {}, "resnet50 takes 3 channels; for others, pass channels=1."),
    ("resnet50", {"x": 64}, {}, "A network of the catalogue has one input: pass its height and width, as (160, 224)."),
]


@pytest.mark.parametrize(("network", "size", "options", "message"), ERRORS)
def test_errors_are_one_sentence(network: Any, size: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as failure:  # noqa: PT011  # the message is compared below
        rv.trace(network, size, **options)

    assert str(failure.value).startswith(message)


def test_unknown_place_has_suggestions() -> None:
    with pytest.raises(
        ValueError, match=r"^SENet has no 'blocks\.4'\. Did you mean blocks\.3 or blocks\.2 or blocks\.1\?$"
    ):
        rv.trace(SENet(), 64).svg("blocks.4")
