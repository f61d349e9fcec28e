"""Static files: immutable under the digest of the release."""

import re
from urllib.parse import urljoin

import pytest
from starlette.testclient import TestClient

from app.files import STATIC
from app.web.assets import IMMUTABLE
from tests.web.explorer.test_page_weight import IMPORT

PAGES = ["/", "/explore/vgg16", "/article", "/table", "/compare", "/docs", "/embed/resnet18", "/explore/none"]


def static_files(client: TestClient, page: str) -> list[str]:
    html = client.get(page).text
    return re.findall(r'(?:src|href)="(/static/[^"]+)"', html)


@pytest.mark.parametrize("page", PAGES)
def test_every_file_of_a_page_is_immutable(client: TestClient, page: str) -> None:
    files = static_files(client, page)
    assert files
    policies = {file: client.get(file).headers["cache-control"] for file in files}
    assert {*policies.values()} == {IMMUTABLE}


def test_imports_of_scripts_have_the_same_release(client: TestClient) -> None:
    for page in PAGES:
        pending = [file for file in static_files(client, page) if file.endswith(".js")]
        for file in pending:
            answer = client.get(file)
            assert (answer.status_code, answer.headers["cache-control"]) == (200, IMMUTABLE), file
            names = [*IMPORT.findall(answer.text), *re.findall(r'import\("([^"]+)"\)', answer.text)]
            assert all(name.startswith("./") for name in names), file
            pending += [url for name in names if (url := urljoin(file, name)) not in pending]
        assert len(pending) >= 1, page


def test_every_file_is_served_unchanged(client: TestClient) -> None:
    start = static_files(client, "/")[0].removesuffix("icon.svg")
    for path in STATIC.rglob("*.*"):
        answer = client.get(start + path.relative_to(STATIC).as_posix())
        assert answer.content == path.read_bytes()


def test_generated_palette_is_a_static_file(client: TestClient) -> None:
    (palette,) = [file for file in static_files(client, "/") if file.endswith("palette.css")]
    answer = client.get(palette)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "--" in answer.text


@pytest.mark.parametrize("name", ["css/base.css", "palette.css"])
def test_url_of_another_release_serves_the_present_file_with_no_cache(client: TestClient, name: str) -> None:
    (now,) = [file for file in static_files(client, "/") if file.endswith(name)]
    old = client.get(f"/static/0123456789abcdef/{name}")
    assert (old.status_code, old.headers["cache-control"]) == (200, "no-cache")
    assert old.content == client.get(now).content


@pytest.mark.parametrize("name", ["css/none.css", "", "css", "../app/main.py", "..%2f..%2fapp/main.py", "js/"])
def test_unknown_file_is_404_and_no_store(client: TestClient, name: str) -> None:
    start = static_files(client, "/")[0].removesuffix("icon.svg")
    answer = client.get(start + name)
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
