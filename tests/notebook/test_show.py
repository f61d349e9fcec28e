"""`rv.show`: the output in its forms, its size, and what it holds."""

import base64
import gzip
import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from torch import Tensor, nn

import app as rv
from tests.support.own_networks import SENet, ViewBeforeLinear


def content(html: str) -> dict[str, Any]:
    """All that the script is given."""
    [packed] = re.findall(r'data-places="([^"]*)"', html)
    return dict(json.loads(gzip.decompress(base64.b64decode(packed))))


def test_output_has_html_svg_and_text() -> None:
    forms = rv.show(SENet(), 64)._repr_mimebundle_()

    assert [*forms] == ["text/html", "image/svg+xml", "text/plain"]
    assert ElementTree.fromstring(forms["image/svg+xml"]).attrib["data-view"] == "network"
    assert forms["text/plain"] == "<Trace of SENet: 74 steps, 99,493 parameters, 17,223,104 MACs>"


def test_output_holds_every_layer_block_and_operation_with_its_tooltips() -> None:
    picture = rv.show("resnet18", at="layer2.0")
    found = content(picture.html())
    trace = picture.trace
    layers = [layer.path for layer in trace.layers]
    blocks = [block.path for layer in trace.layers for block in layer.blocks]

    assert {*found["places"]} == {"", *layers, *blocks, *(operation.path for operation in trace.operations())}
    assert {*found["operations"]} == {step.path for step in trace.steps}
    assert found["places"][""]["tooltips"]["layer2.0.relu2"][1] == ["in → out", "56×56×64 → 28×28×128"]


@pytest.mark.parametrize(
    ("network", "most"),
    [
        ("resnet18", 100_000),
        ("resnet152", 250_000),
        pytest.param("cifar_resnet1202", 1_000_000, marks=pytest.mark.soak),  # has 600 blocks, and takes seconds
    ],
)
def test_output_stays_small(network: str, most: int) -> None:
    assert len(rv.show(network).html().encode()) < most


@pytest.mark.slow
def test_fold_of_a_long_layer_leads_to_a_picture_of_all_its_blocks() -> None:
    places = content(rv.show("custom", 32, stem="cifar", depths="1,180", base_width=8).html())["places"]

    assert 'data-open="layer2"' in places[""]["svg"]
    assert "data-open" not in places["layer2"]["svg"]
    assert {f"layer2.{number}" for number in range(180)} <= {
        path.rpartition(".")[0] for path in places["layer2"]["tooltips"]
    }


def test_output_has_the_place_without_script_and_no_address() -> None:
    html = re.sub(r'data-places="[^"]*"', "", rv.show("resnet50", at="layer2.0").html())

    assert 'data-view="block"' in html
    assert set(re.findall(r"https?://[^\"' ]+", html)) == {"http://www.w3.org/2000/svg"}


def test_ids_of_two_outputs_differ() -> None:
    picture = rv.show(SENet(), 64)
    ids = [set(re.findall(r' id="([^"]+)"', picture.html())) for _ in range(2)]

    assert ids[0] & ids[1] == set()


class Hostile(nn.Module):
    """A module whose name is markup."""

    def __init__(self) -> None:
        super().__init__()
        self.add_module("<img src=x onerror=alert(1)>", nn.Conv2d(3, 4, 3))

    def forward(self, x: Tensor) -> Tensor:
        [module] = self.children()
        return module(x)  # pyrefly: ignore[no-any-return]  # modules return Any


def test_names_of_modules_and_classes_are_escaped_also_in_the_compressed_places() -> None:
    picture = rv.show(type("</script><script>alert(1)</script>", (Hostile,), {})(), (3, 8, 8))

    assert "<img" not in picture.html()
    assert "<script>alert" not in picture.html()
    assert [path for path, place in content(picture.html())["places"].items() if "<img" in place["svg"]] == []


def test_warnings_stand_above_the_picture() -> None:
    class Unused(ViewBeforeLinear):
        def __init__(self) -> None:
            super().__init__()
            self.never = nn.Linear(4, 4)

    assert "20 parameters are not used by this forward: never." in rv.show(Unused(), 16).html()
