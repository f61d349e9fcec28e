"""The panel with the memory of training or inference."""

import pytest
from starlette.testclient import TestClient

from tests.support.html_reader import Element, visit


def panel(client: TestClient, query: str) -> Element:
    return visit(client, f"/explore/{query}").one("div", id="memory")


def rows(section: Element) -> dict[str, list[str]]:
    """The cells of the table by the name of their row."""
    found = [(row.all("th"), row.all("td")) for row in section.one("table").all("tr")]
    return {heads[0].text: [cell.text for cell in cells if cell.text] for heads, cells in found if cells}


def test_panel_answers_how_much_memory_a_batch_takes(client: TestClient) -> None:
    section = panel(client, "resnet50?panel=memory")
    assert section.all("p")[0].text == "3.06 GB to train a batch of 32 in float32"
    assert rows(section) == {
        "Weights": ["102.2 MB", "25,557,032 parameters × 4 bytes"],
        "Buffers": ["212.9 kB", "53,120 values × 4 bytes + 53 counters × 8 bytes"],
        "Gradients": ["102.2 MB", "25,557,032 parameters × 4 bytes"],
        "Optimizer state": ["102.2 MB", "1 × 25,557,032 parameters × 4 bytes, a running sum of gradients"],
        "Activations saved for backward": [
            "2.75 GB",
            "32 × (84,303,872 in 105 volumes + 1,605,632 in indices) bytes + 212,480 bytes in statistics of the batch",
        ],
        "Sum": ["3.06 GB", "3,056,213,896 bytes; 1 GB here is 10⁹ bytes"],
    }
    batches = {entry.one("dt").text: entry.one("dd").text for entry in section.one("dl").all("div")}
    assert batches == {"8 GB": "96", "12 GB": "146", "16 GB": "196", "24 GB": "296", "40 GB": "496", "80 GB": "996"}


@pytest.mark.parametrize(
    ("query", "verdict"),
    [
        ("batch=146&fits=12", ": fits in 12 GB"),  # the largest batch, as in the table above
        ("batch=147&fits=12", ": does not fit in 12 GB, where 146 would"),
        ("fits=0.1", ": does not fit in 0.1 GB, where not one would"),
        ("batch=147", ""),
    ],
)
def test_panel_says_whether_the_batch_fits_the_card(client: TestClient, query: str, verdict: str) -> None:
    [sentence, *_] = panel(client, f"resnet50?panel=memory&{query}").all("p")
    assert sentence.text.partition(" in float32")[2] == verdict


def test_headline_names_all_volumes_and_does_not_invite_a_product(client: TestClient) -> None:
    summary = visit(client, "/explore/resnet50").one("dl", data_part="summary")
    cell = next(each for each in summary.all("div") if each.one("dt").text == "All volumes")
    assert [each.text for each in cell.all("dd")] == ["150.2 MB", "of one image, in float32"]
    assert "added up. No run keeps them all: see Memory" in cell["title"]


def test_state_is_in_the_url_and_opens_the_panel(client: TestClient) -> None:
    section = panel(client, "resnet50?at=layer2&batch=8&precision=amp&optimizer=adam&fits=11.5")
    assert section.all("p")[0].text.endswith("to train a batch of 8 with amp: fits in 11.5 GB")
    chosen = [link.text for link in section.all("a", aria_current="true")]
    assert chosen == ["Training", "amp", "Adam"]
    fields = {field["name"]: field["value"] for field in section.one("form").all("input")}
    hidden = {"at": "layer2", "panel": "memory", "precision": "amp", "optimizer": "adam"}
    assert fields == hidden | {"batch": "8", "fits": "11.5"}
    links = {link.text: link["href"] for link in section.one("form").all("a")}
    assert links["SGD"] == "/explore/resnet50?at=layer2&panel=memory&batch=8&precision=amp&optimizer=sgd&fits=11.5"
    assert links["float32"] == "/explore/resnet50?at=layer2&panel=memory&batch=8&optimizer=adam&fits=11.5"
    assert section.all("a")[-1]["href"] == "/api/memory/resnet50?batch=8&precision=amp&optimizer=adam&fits=11.5"
    asked = section.one("div", _class="asked")
    assert asked.one("dt").text == "11.5 GB"


def test_other_links_of_the_page_keep_the_state_and_data_links_do_not(client: TestClient) -> None:
    page = visit(client, "/explore/resnet50?batch=8")
    hrefs = [link["href"] for link in page.all("a", href=None)]
    assert "/explore/resnet18?batch=8" in hrefs
    assert "/api/trace/resnet50" in hrefs


def test_inference_has_no_optimizer(client: TestClient) -> None:
    section = panel(client, "resnet50?mode=inference")
    assert section.all("p")[0].text == "430.0 MB for inference of a batch of 32 in float32"
    assert [*rows(section)] == ["Weights", "Buffers", "Largest set of live volumes", "Sum"]
    assert "Optimizer" not in section.one("form").text


@pytest.mark.parametrize("query", ["batch=0", "precision=half", "fits=-1", "mode=x", "optimizer=rmsprop"])
def test_impossible_value_is_named_on_the_page(client: TestClient, query: str) -> None:
    response = client.get(f"/explore/resnet18?{query}", headers={"accept": "text/html"})
    assert response.status_code == 422
    assert f"{query.partition('=')[0]} is " in response.text
