"""The comparison page: networks, totals, differences, downloads and chart."""

import csv
import io
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from tests.support.html_reader import Element, query, visit
from tests.support.published import RESNET34_BY_SHORTCUT

SVG = "http://www.w3.org/2000/svg"
AB = "resnet34;shortcut=A,resnet34"


def links(part: Element) -> dict[str, str]:
    return {link.attributes.get("aria-label") or link.text: link["href"] for link in part.all("a", href=None)}


def titles(page: Element) -> list[str]:
    return [network["aria-label"] for network in page.one(data_part="controls").all("li", aria_label=None)]


def rows(table: Element) -> list[list[str]]:
    return [[cell.text for cell in row.all() if cell.tag in ("th", "td")] for row in table.all("tr")]


def test_default_comparison_has_networks_of_paper_figure_3(client: TestClient) -> None:
    page = visit(client, "/compare")
    assert titles(page) == ["VGG-19", "Plain-34", "ResNet-34"]
    totals = rows(page.one("section", data_part="totals").one("table"))
    assert totals[0] == ["quantity", "1 VGG-19", "2 Plain-34", "3 ResNet-34"]
    assert totals[1:4] == [
        ["Parameters", "143.7 M", "21.62 M −85 %", "21.80 M −85 %"],
        ["MACs", "19.63 G", "3.64 G −81 %", "3.66 G −81 %"],
        ["All volumes", "125.2 MB", "43.56 MB −65 %", "50.49 MB −60 %"],
    ]


def test_single_network_page_suggests_counterpart(client: TestClient) -> None:
    page = visit(client, "/compare?networks=resnet34;classes=10&size=64")
    assert titles(page) == ["ResNet-34 · 10 classes"]
    suggestion = links(page.one(data_part="controls"))["Plain-34"]
    assert suggestion == "/compare?networks=resnet34;classes=10,plain34;classes=10&size=64"
    assert titles(visit(client, suggestion)) == ["ResNet-34 · 10 classes", "Plain-34 · 10 classes"]
    assert page.one("section", data_part="differences").all("table") == []


@pytest.mark.parametrize(
    ("networks", "expected"),
    [
        ("resnet34;shortcut=A,resnet34", ["ResNet-34 · shortcut A", "ResNet-34 · shortcut B"]),
        ("resnet50;stride_on=1x1,resnet50", ["ResNet-50 · stride on the first 1×1", "ResNet-50 · stride on the 3×3"]),
        ("resnet18;size=32,resnet18;size=64x32", ["ResNet-18 · 32×32", "ResNet-18 · 64×32"]),
        ("resnet18,resnet34;classes=10", ["ResNet-18", "ResNet-34 · 10 classes"]),
    ],
)
def test_titles_state_differing_options(client: TestClient, networks: str, expected: list[str]) -> None:
    assert titles(visit(client, f"/compare?networks={networks}")) == expected


def test_differences_list_equal_values_once(client: TestClient) -> None:
    table = visit(client, f"/compare?networks={AB}").one("section", data_part="differences")
    found = {row[0]: row[1:] for row in rows(table) if len(row) == 6}

    assert found["layer1 1 2"] == ["56×56×64", "221,952", "693.6 M", "16.86 MB", "11 to 59 px"]
    plain = 9 * 64 * 128 + 7 * 9 * 128 * 128 + 4 * 2 * 2 * 128
    shortcuts = "padding only in 1 projection only in 2"
    assert found[f"layer2 1 2 {shortcuts}"][:2] == ["28×28×128", f"1 {plain:,}2 {plain + 64 * 128 + 256:,}"]
    assert found["layer2.1 1 2"] == [*found["layer2.2 1 2"][:4], "11 to 115 px"]
    assert [cell.text for cell in table.all("summary")][:2] == [
        "3 blocks, all the same: layer1",
        "4 blocks, different in parameters, MACs, memory: layer2",
    ]


def test_long_layer_is_folded_in_differences_and_opens(client: TestClient) -> None:
    page = visit(client, "/compare?networks=cifar_resnet20,cifar_resnet1202")
    table = page.one("section", data_part="differences")
    opening = links(table)["195 more blocks of layer2: open"]
    assert query(opening) == {"networks": "cifar_resnet20,cifar_resnet1202", "open": "1/layer2,2/layer2"}

    def blocks(page: Element) -> int:
        return sum(row[0].startswith("layer2.") for row in rows(page.one("section", data_part="differences")))

    opened = visit(client, opening)
    assert (blocks(page), blocks(opened)) == (5, 200)
    assert page.one(data_part="notice").text == ""
    assert opened.one(data_part="notice").text == "Every block of layer2 is shown. Fold"
    assert query(links(opened)["Fold the blocks of layer2"]) == {"networks": "cifar_resnet20,cifar_resnet1202"}


def test_csv_has_every_block_of_every_network(client: TestClient) -> None:
    answer = client.get(f"/compare/differences.csv?networks={AB}")
    assert answer.headers["content-disposition"] == ('attachment; filename="resnet34.shortcut.A-resnet34.csv"')
    lines = [*csv.DictReader(io.StringIO(answer.text))]
    for name, (params, macs) in (
        ("resnet34;shortcut=A", RESNET34_BY_SHORTCUT["A"]),
        ("resnet34", RESNET34_BY_SHORTCUT["B"]),
    ):
        own = [line for line in lines if line["network"] == name and line["level"] != "block"]
        assert (sum(int(line["params"]) for line in own), sum(int(line["macs"]) for line in own)) == (params, macs)
        blocks = [line["key"] for line in lines if line["network"] == name and line["level"] == "block"]
        assert len(blocks) == 3 + 4 + 6 + 3
    assert [line["same"] for line in lines if line["key"] == "layer2.0"] == ["output_shape receptive_field"] * 2


@pytest.mark.parametrize("view", ["flows", "columns"])
def test_svg_download_has_title_and_no_links(client: TestClient, view: str) -> None:
    answer = client.get(f"/compare/diagram.svg?view={view}")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "VGG-19, Plain-34, ResNet-34 · input 224×224×3" in answer.text
    assert "<a " not in answer.text


def test_chart_url_has_same_networks(client: TestClient) -> None:
    page = visit(client, f"/compare?networks={AB}&size=64&scale=true&chart=lines")
    address = page.one(data_overlay=None)["data-overlay"]
    assert address.startswith("/figures/compare?")
    assert query(address) == {"networks": AB, "size": "64"}
    figure = client.get(f"{address}&theme=dark").json()
    assert {line["name"] for line in figure["data"]} == {"1 · ResNet-34 · shortcut A", "2 · ResNet-34 · shortcut B"}


def test_differences_are_drawn_by_the_server_and_lead_to_their_places(client: TestClient) -> None:
    page = visit(client, f"/compare?networks={AB}&chart=differences")
    column = page.one("a", data_bar="layer2")
    assert query(column["href"]) == {"networks": AB, "at": "layer2", "chart": "differences"}
    # Option B has a projection where A has none: 64 · 128 weights and a norm of 128, and 28² · 64 · 128 products.
    differences = "MACs +6.42 M, parameters +8,448, memory +401.4 kB"
    assert column["aria-label"] == f"layer2; 2 · ResNet-34 · shortcut B {differences}"
    assert page.one(data_overlay=None)["data-overlay"] == ""
    picture = ElementTree.fromstring(client.get(column["href"].replace("/compare?", "/compare/diagram.svg?")).text)
    texts = [text.text for text in picture.iter(f"{{{SVG}}}text")]
    assert {"2 · ResNet-34 · shortcut B", "+6.42 M", "+8,448", "+401.4 kB", "Volumes"} <= {*texts}
    alone = visit(client, "/compare?networks=resnet34&chart=differences")
    assert alone.all("a", data_bar=None) == []


def test_differences_stand_in_the_columns_of_the_flows_alone(client: TestClient) -> None:
    def lefts(parameters: str) -> list[str]:
        chart = visit(client, f"/compare?networks=resnet18,resnet34&chart=differences{parameters}").one(
            data_part="chart"
        )
        return [place.all("rect")[0]["x"] for place in chart.all("a", data_bar=None)]

    page = visit(client, "/compare?networks=resnet18,resnet34&chart=differences")
    drawing, chart = page.one(data_part="picture").all("svg")[0], page.one(data_part="chart").one("svg")
    assert (chart["width"], chart["class"]) == (drawing["width"], "bars fits")
    assert drawing["class"] == "scene fits"
    even = [f"{150 + number * (1180 - 150) / 8:.1f}" for number in range(8)]
    assert lefts("&view=columns") == even
    assert lefts("&at=layer2.0") == even
    assert even != lefts("")


def test_totals_have_the_memory_of_the_run_in_the_url(client: TestClient) -> None:
    run = "batch=128&precision=amp&optimizer=adam&fits=12"
    page = visit(client, f"/compare?networks=resnet18,resnet18;stem=cifar&size=64&{run}")
    memory = [client.get(f"/api/memory/resnet18?{each}size=64&{run}").json() for each in ("", "stem=cifar&")]

    table = page.one("section", data_part="totals").one("table")
    cells = {row[0]: row[1:] for row in rows(table)}
    full = {row.one("th").text: [cell["title"] for cell in row.all("td")] for row in table.all("tr")[1:]}
    assert full["Training memory, batch of 128, amp, Adam"] == [f"{each['bytes']:,}" for each in memory]
    assert cells["Largest batch in 12 GB"] == [f"{each['fits']['batch']:,}" for each in memory]
    assert run in page.one(data_part="controls").all("a", title="In the explorer")[0]["href"]


def test_memory_of_the_explorer_goes_along_into_a_comparison(client: TestClient) -> None:
    page = visit(client, "/explore/resnet18?size=64&batch=128&mode=inference&fits=12")
    compared = [each["href"] for each in page.all("a", href=None) if each["href"].startswith("/compare?")]

    assert compared
    assert all(query(url) | {"batch": "128", "mode": "inference", "fits": "12"} == query(url) for url in compared)
