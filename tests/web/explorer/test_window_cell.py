"""The cell of a sliding window in the URL: page, form, links and downloaded picture."""

import re

import pytest
from starlette.testclient import TestClient

from tests.support.html_reader import Element, query, visit
from tests.support.window_samples import page, plan


def rectangle(part: Element, name: str) -> list[dict[str, str]]:
    return [{side: one[side] for side in ("x", "y", "width", "height")} for one in part.all(data_walk=name)]


def test_page_shows_the_cell_of_the_url(client: TestClient) -> None:
    walk = visit(client, "/explore/resnet34?at=conv1&cell=40,57").one(data_part="walk")
    assert walk.one(data_walk="sentence").text == plan("7×7/2 at 224", (40, 57)).sentence
    assert rectangle(walk, "window") == 2 * [{"x": "111", "y": "77", "width": "7", "height": "7"}]
    assert rectangle(walk, "made") == [{"x": "57", "y": "40", "width": "1", "height": "1"}]
    assert [one["value"] for one in walk.all("input", name=None)[-2:]] == ["40", "57"]


@pytest.mark.parametrize(("asked", "shown"), [("999,999", "111,111"), ("3,4000", "3,111"), ("0,0", ""), ("", "")])
def test_cell_outside_the_output_is_clamped(client: TestClient, asked: str, shown: str) -> None:
    walk = visit(client, f"/explore/resnet34?at=conv1&cell={asked}")
    true = next(link["href"] for link in walk.all("a", href=None) if link.text.startswith("True scale"))
    assert query(true).get("cell", "") == shown


def test_invalid_cell_is_rejected_in_a_sentence(client: TestClient) -> None:
    for cell in ("left", "1", "-1,2", "1,2,3", "1;2", "٣,٤"):
        page = visit(client, f"/explore/resnet34?at=conv1&cell={cell}", 422)
        said = page.one(role="alert", data_error="cell").text
        assert said == f"cell is {cell!r}; it has to be a row and a column, as 3,5."


def test_form_and_links_without_script_change_the_cell(client: TestClient) -> None:
    walk = visit(client, "/explore/resnet34?size=64&scale=true&at=conv1&cell=3,31").one(data_part="walk")
    assert {link["aria-label"]: query(link["href"].partition("#")[0])["cell"] for link in walk.all("a")} == {
        "The row above": "2,31",
        "The cell before": "3,30",
        "The next cell": "4,0",
        "The row below": "4,31",
    }
    form = walk.one("form")
    fields = {field["name"]: field["value"] for field in form.all("input", name=None)}
    assert fields == {"size": "64", "scale": "true", "at": "conv1", "row": "3", "column": "31"}
    given = "&".join(f"{name}={value}" for name, value in {**fields, "row": "7", "column": "900"}.items())
    found = visit(client, f"/explore/resnet34?{given}").one(data_walk="sentence").text
    assert found.startswith("Output row 7, column 31 reads")


def test_link_after_the_last_cell_leads_to_the_first(client: TestClient) -> None:
    walk = visit(client, "/explore/resnet34?size=64&at=conv1&cell=31,31").one(data_part="walk")
    following = walk.one("a", aria_label="The next cell")["href"].partition("#")[0]
    assert query(following) == {"size": "64", "at": "conv1"}


def test_view_links_keep_the_cell_and_place_links_drop_it(client: TestClient) -> None:
    page = visit(client, "/explore/resnet34?at=layer2.0.1&cell=3,4")
    kept = {link.text: query(link["href"]).get("cell") for link in page.one(data_part="head").all("a", href=None)}
    assert {kept[name] for name in kept if name.startswith(("True", "N×C", "Picture, SVG"))} == {"3,4"}
    ways = [*page.one("nav", aria_label="Breadcrumb").all("a"), *page.one(data_part="steps").all("a", href=None)]
    ways += page.one(data_part="picture").all("a", href=None)
    assert {query(way["href"].partition("#")[0]).get("cell") for way in ways} == {None}


def test_downloaded_picture_has_the_window_at_the_cell(client: TestClient) -> None:
    first, other = (client.get(f"/explore/resnet34/diagram.svg?at=conv1&cell={cell}").text for cell in ("0,0", "40,57"))
    kernel = re.compile(r'part kernel">(.*?)</g>', re.DOTALL)
    part = page("7×7/2 at 224", (40, 57)).window_plan
    assert part
    assert f"M{round(part.window.kernel().x, 1)} {round(part.window.kernel().y, 1)}l" in kernel.findall(other)[0]
    assert kernel.findall(first) != kernel.findall(other)
    assert client.get("/explore/resnet34/diagram.svg?at=conv1").text == first


@pytest.mark.parametrize("size", ["4096", "4096x1", "1x4096", "1"])
def test_plane_of_any_size_fits_the_page(client: TestClient, size: str) -> None:
    walk = visit(client, f"/explore/resnet34?at=conv1&size={size}&cell=5000,5000").one(data_part="walk")
    for plane in walk.all("svg", width=None):
        assert 8 <= float(plane["width"]) <= 420 or plane["width"] == "0"
