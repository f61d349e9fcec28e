"""Static files are found under the release's digest, and kept for good."""

import re
from urllib.parse import urljoin

import pytest
from starlette.testclient import TestClient

from app.main import ROOT
from tests.web.explorer.test_page_weight import IMPORT

PAGES = ["/", "/explore/vgg16", "/article", "/table", "/compare", "/docs", "/embed/resnet18", "/explore/none"]
FOR_GOOD = "public, max-age=31536000, immutable"


def static_files(client: TestClient, page: str) -> list[str]:
    html = client.get(page).text
    return re.findall(r'(?:src|href)="(/static/[^"]+)"', html)


@pytest.mark.parametrize("page", PAGES)
def test_every_file_of_a_page_may_be_kept_for_good(client: TestClient, page: str) -> None:
    files = static_files(client, page)
    assert files
    told = {file: client.get(file).headers["cache-control"] for file in files}
    assert {*told.values()} == {FOR_GOOD}


def test_what_a_script_imports_is_of_the_same_release(client: TestClient) -> None:
    for page in PAGES:
        wanted = [file for file in static_files(client, page) if file.endswith(".js")]
        for file in wanted:
            answer = client.get(file)
            assert (answer.status_code, answer.headers["cache-control"]) == (200, FOR_GOOD), file
            names = [*IMPORT.findall(answer.text), *re.findall(r'import\("([^"]+)"\)', answer.text)]
            assert all(name.startswith("./") for name in names), file
            wanted += [url for name in names if (url := urljoin(file, name)) not in wanted]
        assert len(wanted) >= 1, page


def test_every_file_is_served_as_it_is(client: TestClient) -> None:
    start = static_files(client, "/")[0].removesuffix("icon.svg")
    for path in (ROOT / "static").rglob("*.*"):
        answer = client.get(start + path.relative_to(ROOT / "static").as_posix())
        assert answer.content == path.read_bytes()


def test_colours_are_a_file_like_the_others(client: TestClient) -> None:
    (palette,) = [file for file in static_files(client, "/") if file.endswith("palette.css")]
    answer = client.get(palette)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "--" in answer.text


@pytest.mark.parametrize("name", ["css/base.css", "palette.css"])
def test_the_address_of_another_release_leads_to_what_there_is_now_but_is_asked_again(
    client: TestClient, name: str
) -> None:
    (now,) = [file for file in static_files(client, "/") if file.endswith(name)]
    old = client.get(f"/static/0123456789abcdef/{name}")
    assert (old.status_code, old.headers["cache-control"]) == (200, "no-cache")
    assert old.content == client.get(now).content


def test_a_query_says_nothing_about_a_file(client: TestClient) -> None:
    (file,) = [file for file in static_files(client, "/") if file.endswith("base.css")]
    answer = client.get(f"{file}?x=1")
    assert answer.headers["etag"] == client.get(file).headers["etag"]
    assert answer.headers["cache-control"] == FOR_GOOD


@pytest.mark.parametrize("name", ["css/none.css", "", "css", "../app/main.py", "..%2f..%2fapp/main.py", "js/"])
def test_what_is_no_file_is_not_found_and_not_kept(client: TestClient, name: str) -> None:
    start = static_files(client, "/")[0].removesuffix("icon.svg")
    answer = client.get(start + name)
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
