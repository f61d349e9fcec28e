"""Comparisons of own networks with each other and with the catalogue; expected numbers are by arithmetic."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from torch import nn

from app.studies.comparison import ComparisonRow, compare
from app.tracing.own import trace_own
from app.web.own.registry import OwnNetworks
from tests.support.html_reader import query, visit
from tests.support.own_modules import SEResNet
from tests.support.own_server import own_client, own_model
from tests.support.traces import trace_network


def gate_params(channels: int) -> int:
    """Two 1×1 convolutions with biases, to a sixteenth of the channels and back."""
    inner = channels // 16
    return (channels + 1) * inner + (inner + 1) * channels


def rows(found: Iterator[ComparisonRow]) -> Iterator[ComparisonRow]:
    for row in found:
        yield row
        yield from row.rows


def test_own_network_aligns_with_its_model_by_path_and_only_gates_differ(own: TestClient) -> None:
    body = own.get("/api/compare?networks=my_seresnet50,resnet50").json()

    blocks = [block for row in body["rows"] for block in row["rows"]]
    assert [block["key"] for block in blocks] == [
        f"layer{layer}.{number}" for layer, depth in ((1, 3), (2, 4), (3, 6), (4, 3)) for number in range(depth)
    ]
    for block in blocks:
        channels = 128 * 2 ** int(block["key"][5])
        with_gate, without = block["cells"]
        assert with_gate["params"] - without["params"] == gate_params(channels)
        assert block["same"]["output_shape"]
        assert not block["same"]["params"]
    assert next(row["same"]["params"] for row in body["rows"] if row["level"] == "operation") is True
    assert {tuple(map(tuple, block["only"])) for block in blocks} == {(("gate",), ())}
    assert [network["spec"] is None for network in body["networks"]] == [True, False]


def test_own_networks_of_other_depths_align_by_path() -> None:
    traces = [
        trace_own(SEResNet(depths), (3, 64, 64), name=name, title=name)
        for name, depths in (("short", (1, 1)), ("long", (1, 2, 1)))
    ]

    found = {row.key: [cell is not None for cell in row.cells] for row in rows(iter(compare(traces).rows))}
    assert {key: there for key, there in found.items() if key.startswith("layer")} == {
        "layer1": [True, True],
        "layer1.0": [True, True],
        "layer2": [True, True],
        "layer2.0": [True, True],
        "layer2.1": [False, True],
        "layer3": [False, True],
        "layer3.0": [False, True],
    }


def test_own_network_aligns_with_vgg_by_downsampling_factor() -> None:
    traces = [trace_own(SEResNet(), (3, 224, 224), name="own", title="own"), trace_network("vgg19")]

    found = [(row.key, [cell.paths if cell else () for cell in row.cells]) for row in compare(traces).rows]
    assert found[:6] == [
        ("1/1", [(), ("layer1",)]),
        ("1/2", [("conv1",), ("layer2",)]),
        ("1/4", [("maxpool", "layer1"), ("layer3",)]),
        ("1/8", [("layer2",), ("layer4",)]),
        ("1/16", [("layer3",), ("layer5",)]),
        ("1/32", [("layer4",), ("features.36",)]),
    ]
    assert [key for key, _ in found[6:]] == ["head"]


def test_totals_without_parameters_have_no_ratio() -> None:
    traces = [
        trace_own(nn.Sequential(nn.MaxPool2d(2), nn.ReLU()), (3, 8, 8), name="pool", title="pool"),
        trace_own(nn.Sequential(nn.Conv2d(3, 4, 1), nn.ReLU()), (3, 8, 8), name="conv", title="conv"),
    ]

    ratios = {total.quantity: total.ratios for total in compare(traces).totals}
    assert (ratios["params"], ratios["macs"], ratios["steps"]) == ((None, None), (None, None), (1.0, 1.0))


def test_table_names_the_gate_that_only_one_network_has(own: TestClient) -> None:
    page = visit(own, "/compare?networks=resnet50,my_seresnet50")

    assert {each.text for each in page.all("small", class_="only")} == {"gate only in 2"}
    assert len(page.all("small", class_="only")) == 16 + 4  # blocks and layers


@pytest.mark.parametrize("view", ["flows", "columns"])
def test_page_shows_own_network_beside_the_catalogue(own: TestClient, view: str) -> None:
    page = visit(own, f"/compare?networks=my_seresnet50,resnet50,tokens&view={view}")

    assert page.one("h2", id="differences-heading").text == "Differences"
    assert [item.all("a", title="In the explorer")[0].text for item in page.all("li", class_="compared-network")] == [
        "my_seresnet50",
        "ResNet-50",
        "my_net.py:Tokens",
    ]


def test_explorer_compares_with_the_network_that_the_name_contains(own: TestClient) -> None:
    link = visit(own, "/explore/my_seresnet50").one("a", title="the nearest relative")

    assert query(link["href"])["networks"] == "my_seresnet50,seresnet50"


def test_network_without_a_like_name_is_compared_with_another_own_one(own: TestClient) -> None:
    link = visit(own, "/explore/tokens").one("a", title="the nearest relative")

    assert query(link["href"])["networks"] == "tokens,my_seresnet50"


@pytest.mark.parametrize("path", ["/compare/differences.csv", "/compare/diagram.svg", "/figures/compare"])
def test_downloads_of_a_comparison(own: TestClient, path: str) -> None:
    assert own.get(f"{path}?networks=my_seresnet50,resnet50").status_code == 200


def test_receptive_fields_that_differ_in_their_jump_only_are_told_apart() -> None:
    """Both see 8 px: 2×2 windows of stride 2 after 4×4 ones of stride 2, and 3×3 ones of stride 1."""
    networks = OwnNetworks()
    for name, last in (("two", nn.Conv2d(4, 4, 3, 2)), ("one", nn.Conv2d(4, 4, 3, 1))):
        networks.add(name, name, own_model(name, nn.Sequential(nn.Conv2d(3, 4, 4, 2), last), 3, 32, 32))
    page = visit(own_client(networks), "/compare?networks=two,one")

    texts = {span.text for span in page.one("section", class_="differences").all("span", class_="own")}
    assert {"1 8 px, jump 4", "2 8 px, jump 2"} <= texts


def test_only_networks_with_options_announce_them(own: TestClient) -> None:
    page = visit(own, "/compare?networks=my_seresnet50,resnet50")
    summaries = [each.one("summary").text.partition(":")[0] for each in page.all("details", class_="choices")]

    assert ["options" in summary for summary in summaries] == [False, True]
