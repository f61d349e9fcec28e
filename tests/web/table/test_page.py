"""The Table 1 page: cells and their links, sizes, footers, errors and thumbnails."""

import re

import pytest
from starlette.testclient import TestClient

from tests.support import published
from tests.support.html_reader import Element, query, visit
from tests.support.problems import problem


def region(page: Element, name: str = "imagenet") -> Element:
    return page.one("div", id=f"table-{name}")


def cells(page: Element, name: str = "imagenet") -> dict[str, Element]:
    return {cell["data-cell"]: cell for cell in region(page, name).all("a", data_cell=None)}


def words(cell: Element) -> str:
    """Return the text of a cell, with brackets as `[3×3, 64; 3×3, 64] × 3`."""
    lines = [line.text for spans in cell.all("span", _class="lines") for line in spans.all("span")]
    return f"[{'; '.join(lines)}] {cell.one('span', _class='count').text}" if lines else cell.text


@pytest.mark.parametrize("size", ["", "97x131"])
def test_cells_link_to_layers_at_same_size(client: TestClient, size: str) -> None:
    page = visit(client, f"/table?size={size}")

    for key, cell in cells(page).items():
        network, _, at = key.partition("/")
        assert cell["href"].partition("?")[0] == f"/explore/{network}"
        assert query(cell["href"]) == {"at": at} | ({"size": size} if size else {})
        if network == "resnet18":
            assert visit(client, cell["href"]).one("h1").text == at


def test_cell_label_states_volumes_at_chosen_size(client: TestClient) -> None:
    page = visit(client, "/table?size=97x131")

    cell = cells(page)["resnet50/layer2"]
    assert cell["aria-label"].endswith(": layer2 of ResNet-50, 25×33×256 in, 13×17×512 out")
    assert region(page).one("caption").text.endswith("97×131")


def test_rows_and_columns_have_header_cells(client: TestClient) -> None:
    table = region(visit(client, "/table")).one("table")

    assert [head["scope"] for head in table.one("thead").all("th")] == ["col"] * len(table.one("thead").all("th"))
    groups = [body.all("th")[0] for body in table.all("tbody")]
    assert [(head.one("b").text, head["scope"]) for head in groups] == [
        ("conv1", "row"),
        ("conv2_x", "rowgroup"),
        ("conv3_x", "row"),
        ("conv4_x", "row"),
        ("conv5_x", "row"),
        ("pool, fc", "row"),
    ]


def test_printed_flops_are_explained(client: TestClient) -> None:
    foot = region(visit(client, "/table")).one("tfoot")
    _, *sentences = foot.one("tr", _class="why").all("td")

    texts = [sentence.text for sentence in sentences]
    printed = [str(flops) for name, flops in published.PAPER_GFLOPS.items() if name in published.PAPER_BLOCKS]
    assert [f"printed {flops}: " in text for flops, text in zip(printed, texts, strict=True)] == [True] * 5


def test_footer_at_other_size_states_that_paper_has_no_flops(client: TestClient) -> None:
    foot = region(visit(client, "/table?size=160")).one("tfoot")

    assert foot.one("tr", _class="why").all("td")[-1].text == "The paper prints FLOPs for 224×224 only."
    assert [head.text for head in foot.all("tr")[0].all("th")] == ["MACs", "stride on the first 1×1, as in the paper"]


@pytest.mark.parametrize(("name", "option"), [("imagenet", "size"), ("cifar", "cifar_size")])
def test_size_links_of_one_table_keep_size_of_the_other(client: TestClient, name: str, option: str) -> None:
    page = visit(client, "/table?size=64&cifar_size=48")

    form = page.one("form", data_part=f"controls-{name}")
    links = {link.text: query(link["href"]) for link in form.all("a") if link.text.isdecimal()}
    assert links["128"] == {"size": "64", "cifar_size": "48"} | {option: "128"}
    other = {"size": "cifar_size", "cifar_size": "size"}[option]
    assert form.one("input", type="hidden")["name"] == other


@pytest.mark.parametrize(
    ("address", "option", "sentence"),
    [
        ("?size=5000", "size", "The height of the input is 5000; it has to be between 1 and 4096 pixels."),
        ("?size=0", "size", "The height of the input is 0; it has to be between 1 and 4096 pixels."),
        (
            "?size=<script>",
            "size",
            "size is '<script>'; it has to be a side from 1 to 4096 pixels, as 224, or height x width, as 160x224.",
        ),
        (
            "?cifar_size=9x",
            "cifar_size",
            "size is '9x'; it has to be a side from 1 to 4096 pixels, as 224, or height x width, as 160x224.",
        ),
    ],
)
def test_invalid_parameter_shows_error_above_default_tables(
    client: TestClient, address: str, option: str, sentence: str
) -> None:
    page = visit(client, f"/table{address}", 422)

    error = page.one(role="alert", data_error=None)
    assert (error.text, error["data-error"]) == (sentence, option)
    field = page.before(error)
    assert field
    assert field["id"] == f"field-{option}"
    assert [words(cell) for cell in cells(page).values()] == [
        words(cell) for cell in cells(visit(client, "/table")).values()
    ]


def test_unknown_parameter_is_rejected_above_the_tables_without_it(client: TestClient) -> None:
    page = visit(client, "/table?sise=64&cifar_size=48", 422)

    assert page.one(role="alert", data_error="sise").text == "Unknown parameter 'sise'. Did you mean size?"
    assert page.one(id="cifar_size")["value"] == "48"


@pytest.mark.parametrize(
    ("url", "option", "sentence"),
    [
        (
            "/table.md?size=wide",
            "size",
            "size is 'wide'; it has to be a side from 1 to 4096 pixels, as 224, or height x width, as 160x224.",
        ),
        ("/table.csv?table=mnist", "table", "table is 'mnist'; it has to be 'imagenet' or 'cifar'."),
        ("/table/glance/resnet18?at=layer1&q=1", "q", "Unknown parameter 'q'. Known parameters: size, cifar_size, at."),
    ],
)
def test_invalid_download_returns_problem_document(client: TestClient, url: str, option: str, sentence: str) -> None:
    answer = problem(client, url)

    assert (answer["status"], answer["option"], answer["detail"]) == (422, option, sentence)


@pytest.mark.parametrize("at", ["/vgg19?at=layer1", "/resnet18?at=x", "/resnet18"])
def test_unknown_thumbnail_returns_problem_document(client: TestClient, at: str) -> None:
    assert problem(client, f"/table/glance{at}")["status"] == 404


def test_unknown_table_format_returns_error_page(client: TestClient) -> None:
    assert visit(client, "/table.pdf", 404).one("main").one("h1").text == "Not Found"


def test_thumbnail_has_volumes_at_chosen_size(client: TestClient) -> None:
    answer = client.get("/table/glance/resnet34?at=layer2&size=97x131")

    assert answer.headers["content-type"] == "image/svg+xml"
    assert re.findall(r"<text[^>]*>([^<]*)", answer.text) == ["in", "25×33×64", "layer2", "13×17×128", "4 blocks"]
