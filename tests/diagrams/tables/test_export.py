"""Table 1 as Markdown, LaTeX and CSV agrees with the page."""

import csv
import re

import pytest
from starlette.testclient import TestClient

from app.studies.table_one import cifar_table, table_one
from tests.support.html_reader import visit
from tests.web.table.test_page import cells, words

ENDINGS = {"md": "text/markdown", "tex": "text/x-tex", "csv": "text/csv"}
PLACES = {7: ["conv1", "maxpool", "layer1", "layer2", "layer3", "layer4", "avgpool"]}
PLACES[5] = ["conv1", "layer1", "layer2", "layer3", "avgpool"]


def shown(client: TestClient, address: str, name: str) -> dict[str, list[str]]:
    """The text of every cell of the page, by its place in the network."""
    found: dict[str, list[str]] = {}
    for key, cell in cells(visit(client, address), name).items():
        found.setdefault(key.partition("/")[2], []).append(words(cell))
    return found


def placed(rows: list[list[str]]) -> dict[str, list[str]]:
    """The same for an export's rows, which repeat for every network what the page states once."""
    places = zip(PLACES[len(rows)], rows, strict=True)
    return {place: row if row[0].startswith("[") else [*dict.fromkeys(row)] for place, row in places}


@pytest.mark.parametrize("ending", ENDINGS)
def test_export_has_content_type_and_file_name(client: TestClient, ending: str) -> None:
    answer = client.get(f"/table.{ending}?size=97x131")

    assert answer.headers["content-type"] == f"{ENDINGS[ending]}; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="imagenet-resnets-97x131.{ending}"'


TABLES = [("imagenet", ""), ("imagenet", "size=97x131"), ("cifar", "")]


@pytest.mark.parametrize(("name", "size"), TABLES)
def test_markdown_matches_page(client: TestClient, name: str, size: str) -> None:
    lines = client.get(f"/table.md?table={name}&{size}").text.splitlines()
    rows = [[field.strip() for field in line.strip("|").split("|")] for line in lines]

    assert len({len(row) for row in rows}) == 1
    body = [row[2:] for row in rows[2:] if row[1]]
    expected = shown(client, f"/table?{size}", name)
    assert placed([[text.replace("<br>", "; ") for text in row] for row in body]) == expected


@pytest.mark.parametrize(("name", "size"), TABLES)
def test_csv_matches_page_with_plain_numbers(client: TestClient, name: str, size: str) -> None:
    rows = [*csv.reader(client.get(f"/table.csv?table={name}&{size}").text.splitlines())]

    body = [row for row in rows[1:] if row[1]]
    assert placed([row[3:] for row in body]) == shown(client, f"/table?{size}", name)
    table = cifar_table(32, 32) if name == "cifar" else table_one(*((97, 131) if size else (224, 224)))
    assert [(int(row[1]), int(row[2])) for row in body] == [row.output for row in table.rows]
    macs = next(row for row in reversed(rows) if row[0].startswith("MACs"))
    assert [int(number) for number in macs[3:]] == [column.totals.macs for column in table.columns]


@pytest.mark.parametrize(("name", "size"), TABLES)
def test_latex_matches_page(client: TestClient, name: str, size: str) -> None:
    text = client.get(f"/table.tex?table={name}&{size}").text
    body = [line for line in text.splitlines() if r"\left[" in line or line.partition(" &")[0] in ("conv1", "pool, fc")]
    body += [line for line in text.splitlines() if "max pool" in line]

    expected = shown(client, f"/table?{size}", name)
    assert sorted(texts for line in body for texts in read_latex(line)) == sorted(
        text for row in expected.values() for text in row
    )


def read_latex(line: str) -> list[str]:
    """The typeset cells of a line."""
    line = line.replace(r"\times ", "×").replace(r",\ ", ", ").replace(r" \\ ", "; ").replace("$", "")
    shared = re.findall(r"\\multicolumn\{\d+\}\{c\}\{(.+?)\}", line)
    brackets = re.findall(r"\\left\[\\begin\{array\}\{c\}(.+?)\\end\{array\}\\right\]×(\d+)", line)
    return shared + [f"[{inside}] × {times}" for inside, times in brackets]


def test_latex_is_balanced_with_equal_rows(client: TestClient) -> None:
    text = client.get("/table.tex").text

    opened, closed = (re.findall(rf"\\{word}\{{(\w+)\}}", text) for word in ("begin", "end"))
    assert sorted(opened) == sorted(closed)
    assert text.count("{") == text.count("}")
    assert text.isascii()
    for line in text.splitlines():
        if line.endswith((r"\hline", "-7}")) and line != r"\hline":
            spans = [int(span) for span in re.findall(r"\\multicolumn\{(\d+)\}", line)]
            assert len(re.findall(r" & ", line)) + 1 + sum(span - 1 for span in spans) == 7, line
