"""Downloads of the explorer: the picture as SVG, the steps as CSV."""

import csv
import io
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from app.tracing.records import Step
from tests.support.traces import trace_network
from tests.support.typeface import without_typeface
from tests.web.explorer.test_pages import EACH

SVG = "{http://www.w3.org/2000/svg}"
DRAWING = {"svg", "style", "rect", "text", "defs", "marker", "path", "g", "circle"}


def drawing(client: TestClient, address: str) -> ElementTree.Element:
    """The picture, checked to be well-formed XML without script, handlers or external references."""
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    root = ElementTree.fromstring(answer.text)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= DRAWING
    names = {name for element in root.iter() for name in element.attrib}
    assert {name for name in names if name.startswith("on") or name.endswith("href")} == set()
    text = without_typeface(answer.text).replace("http://www.w3.org/2000/svg", "").replace("url(#head)", "")
    for forbidden in ("@import", "http:", "https:", "//", "url("):
        assert forbidden not in text
    return root


@pytest.mark.parametrize("network", EACH)
def test_picture_of_each_level_is_self_contained(client: TestClient, network: str) -> None:
    trace = trace_network(network)
    block = trace.layers[-1].blocks[0]
    for at in ("", trace.layers[-1].path, block.path, block.operations[0].path, trace.head[0].path):
        theme = "dark" if at == block.path else "light"
        root = drawing(client, f"/explore/{network}/diagram.svg?at={at}&theme={theme}")
        left, top, width, height = map(float, root.attrib["viewBox"].split())
        assert (left, top) == (0, -34)
        assert (width, height) == pytest.approx((float(root.attrib["width"]), float(root.attrib["height"])), abs=1)


def test_picture_has_title_and_shapes(client: TestClient) -> None:
    root = drawing(client, "/explore/resnet34/diagram.svg?at=layer2.0&size=160x224&shapes=nchw")
    titles = [element.text for element in root.iter(f"{SVG}text") if element.attrib["class"] == "title"]
    assert titles == ["ResNet-34 › layer2 › block 1 · input 1×3×160×224"]
    written = {element.text for element in root.iter(f"{SVG}text")}
    assert {"1×64×40×56", "1×128×20×28"} <= written


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("resnet34/diagram.svg", "resnet34-224.svg"),
        ("resnet34/diagram.svg?at=layer2.0.conv1&size=160x224", "resnet34-160x224-layer2.0.1.svg"),
        ("cifar_resnet20/diagram.svg?at=%22%0d%0anowhere", "cifar_resnet20-32.svg"),
        ("resnet34/steps.csv?size=64", "resnet34-64.csv"),
        ("resnet34/sums.csv?size=64", "resnet34-64-sums.csv"),
    ],
)
def test_download_is_named_after_network_size_and_place(client: TestClient, address: str, name: str) -> None:
    assert client.get(f"/explore/{address}").headers["content-disposition"] == f'attachment; filename="{name}"'


def as_row(step: Step) -> dict[str, str]:
    """The expected CSV row of a step, from the names of the JSON contract."""

    def times(pair: tuple[int, ...] | None) -> str:
        return "×".join(map(str, pair or ()))

    return {
        "path": step.path,
        "kind": step.kind,
        "inputs": " ".join(step.inputs),
        "input_shapes": " + ".join(times(shape) for shape in step.input_shapes),
        "output_shape": times(step.output_shape),
        "kernel_size": times(step.kernel_size),
        "stride": times(step.stride),
        "padding": times(step.padding),
        "groups": str(step.groups or ""),
        "params": str(step.params),
        "macs": str(step.macs),
        "bytes": str(step.bytes),
        "receptive_field_min": str(step.receptive_field and step.receptive_field.min),
        "receptive_field_max": str(step.receptive_field and step.receptive_field.max),
        "jump": str(step.receptive_field and step.receptive_field.jump),
        "arithmetic": step.arithmetic,
        **{
            f"receptive_field_{axis}_{name}": str(getattr(getattr(step.receptive_field, axis), name, ""))
            for axis in ("height", "width")
            for name in ("min", "max", "jump")
        },
        "biases": str(step.biases),
        "buffers": str(step.buffers),
    }


@pytest.mark.parametrize("network", EACH)
def test_csv_has_every_step_of_the_trace(client: TestClient, network: str) -> None:
    answer = client.get(f"/explore/{network}/steps.csv?size=97x131&at=layer1")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")

    rows = [*csv.DictReader(io.StringIO(answer.text))]
    trace = trace_network(network, "97x131")
    places = [(row.pop("layer"), row.pop("block")) for row in rows]
    assert rows == [as_row(step) for step in trace.steps]
    assert {*places} == {
        ("stem", ""),
        ("head", ""),
        *((layer.path, block.path) for layer in trace.layers for block in layer.blocks),
    } - ({("stem", "")} if not trace.stem else set())


def test_csv_of_sums_has_a_line_for_each_part_that_adds_up_to_the_network(client: TestClient) -> None:
    answer = client.get("/explore/resnet50/sums.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="resnet50-224-sums.csv"'

    rows = {row["part"]: row for row in csv.DictReader(io.StringIO(answer.text))}
    assert [row["part"] for row in rows.values() if row["level"] != "block"] == [
        *("network", "stem", "layer1", "layer2", "layer3", "layer4", "head")
    ]
    assert rows["layer4"]["params"] == "14964736"
    assert rows["layer4"]["output_shape"] == "2048×7×7"
    assert (rows["head"]["params"], rows["network"]["params"]) == ("2049000", "25557032")
    for column in ("params", "macs", "bytes", "buffers", "convolutions"):
        of_level = {
            level: sum(int(row[column]) for row in rows.values() if row["level"] in level)
            for level in (("network",), ("stem", "layer", "head"), ("stem", "block", "head"))
        }
        assert len({*of_level.values()}) == 1


def test_options_are_in_the_title_and_the_file_name(client: TestClient) -> None:
    answer = client.get("/explore/resnet50/diagram.svg?shortcut=C&stem=cifar&classes=10&size=32&at=layer2")
    assert 'filename="resnet50-classes-10-stem-cifar-shortcut-C-32-layer2.svg"' in answer.headers["content-disposition"]
    assert "ResNet-50 › layer2 · 10 classes · stem 3×3 · shortcut C · input 32×32×3" in answer.text
