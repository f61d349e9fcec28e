"""A first view is light, however deep the network, and brings nothing that nobody asked for yet."""

import re
from urllib.parse import urljoin

from starlette.testclient import TestClient

from tests.support.html_reader import visit

IMPORT = re.compile(r"""^(?:import|export)\s(?:[^"';=]*\bfrom\s+)?["']([^"']+)["']""", re.MULTILINE)


def first_view(client: TestClient, address: str) -> dict[str, int]:
    """Everything that the page has a browser fetch before anyone does anything, and the bytes it takes on the way."""
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


def test_the_first_view_of_resnet152_takes_less_than_150_kilobytes(client: TestClient) -> None:
    fetched = first_view(client, "/explore/resnet152")
    assert len(fetched) > 10
    assert sum(fetched.values()) < 150_000, fetched


def test_the_library_for_figures_is_not_in_the_first_view(client: TestClient) -> None:
    fetched = first_view(client, "/explore/resnet152")
    assert [url for url in fetched if "plot" in url and not url.endswith(".css")] == []


def test_the_page_of_the_deepest_network_takes_less_than_600_kilobytes(client: TestClient) -> None:
    assert len(client.get("/explore/cifar_resnet1202").content) < 600_000


def test_the_page_of_every_layer_of_the_deepest_network_is_light_too(client: TestClient) -> None:
    for layer in ("layer1", "layer2", "layer3"):
        assert len(client.get(f"/explore/cifar_resnet1202?at={layer}").content) < 600_000
