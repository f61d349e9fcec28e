"""Bytes of a first view, which loads nothing that only a later interaction needs."""

import re
from urllib.parse import urljoin

from starlette.testclient import TestClient

from tests.support.html_reader import visit

IMPORT = re.compile(r"""^(?:import|export)\s(?:[^"';=]*\bfrom\s+)?["']([^"']+)["']""", re.MULTILINE)


def first_view(client: TestClient, address: str) -> dict[str, int]:
    """The URLs that a browser loads for the page, with their compressed bytes."""
    page = visit(client, address)
    wanted = [address, *(link["href"] for link in page.all("link") if link["rel"] in ("stylesheet", "icon"))]
    wanted += [script["src"] for script in page.all("script", src=None)]
    fetched: dict[str, int] = {}
    while wanted:
        url = wanted.pop()
        if url in fetched:
            continue
        answer = client.get(url, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200, url
        fetched[url] = answer.num_bytes_downloaded
        if url.endswith(".js"):
            wanted += [urljoin(url, name) for name in IMPORT.findall(answer.text)]
    return fetched


def test_first_view_of_resnet152_is_below_150_kb(client: TestClient) -> None:
    fetched = first_view(client, "/explore/resnet152")
    assert len(fetched) > 10
    assert sum(fetched.values()) < 150_000, fetched


def test_first_view_does_not_load_plotly(client: TestClient) -> None:
    fetched = first_view(client, "/explore/resnet152")
    assert [url for url in fetched if "plotly" in url] == []


def test_page_of_resnet1202_is_below_600_kb(client: TestClient) -> None:
    assert len(client.get("/explore/cifar_resnet1202").content) < 600_000


def test_layer_pages_of_resnet1202_are_below_600_kb(client: TestClient) -> None:
    for layer in ("layer1", "layer2", "layer3"):
        assert len(client.get(f"/explore/cifar_resnet1202?at={layer}").content) < 600_000
