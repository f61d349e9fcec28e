"""The Plotly script as a static asset."""

from starlette.testclient import TestClient

from app.diagrams.plotly_figures.renderer import BUNDLE
from app.web.assets import PLOTLY_URL


def test_plotly_script_is_immutable_and_compressed(client: TestClient) -> None:
    answer = client.get(PLOTLY_URL, headers={"Accept-Encoding": "gzip, br"})
    assert answer.status_code == 200
    assert answer.content == BUNDLE.read_bytes()  # decompressed by the client
    headers = {name: answer.headers[name] for name in ("cache-control", "content-encoding", "content-type", "vary")}
    assert headers == {
        "cache-control": "public, max-age=31536000, immutable",
        "content-encoding": "br",
        "content-type": "text/javascript; charset=utf-8",
        "vary": "Accept-Encoding",
    }
    assert "etag" not in answer.headers  # an immutable file is not revalidated
    assert int(answer.headers["content-length"]) < 1_300_000


def test_plotly_script_without_compression(client: TestClient) -> None:
    answer = client.get(PLOTLY_URL, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-length"] == str(len(BUNDLE.read_bytes()))


def test_script_of_older_plotly_redirects_to_current(client: TestClient) -> None:
    answer = client.get("/figures/plotly-6.0.0.js", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, PLOTLY_URL)
    assert answer.headers["cache-control"] == "no-store"
