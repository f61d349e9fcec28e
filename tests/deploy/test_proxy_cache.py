"""Cache of the shipped nginx: keys, lifetimes, stale responses."""

import shutil
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.deploy.conftest import Behind
from tests.deploy.processes import until
from tests.deploy.proxy import Proxy, proxy_for
from tests.deploy.stub_server import CACHED_FOR_AN_HOUR, StubRequest, StubResponse, always, stub_server

EVERY_WINDOW_IS_OVER = 3.5  # seconds, where each is one second long: nginx counts whole ones


def for_a_second(**stale: int) -> dict[str, str]:
    """Headers of a response that is stale after a second, as in `for_a_second(stale_if_error=60)`."""
    windows = [f", {name.replace('_', '-')}={seconds}" for name, seconds in stale.items()]
    return {"Cache-Control": "public, max-age=1" + "".join(windows), "ETag": '"one"'}


def test_stale_response_is_served_while_it_is_renewed(behind: Behind) -> None:
    renewed = threading.Event()

    def app(request: StubRequest) -> StubResponse:
        if "if-none-match" not in request.headers:
            return StubResponse(200, b"old", for_a_second(stale_while_revalidate=60))
        renewed.wait(20)
        return StubResponse(200, b"new", CACHED_FOR_AN_HOUR)

    proxy, (server,) = behind(app)
    proxy.get("/")
    until(lambda: proxy.get("/").headers["X-Cache"] in ("STALE", "UPDATING"), "nothing expired")
    meanwhile = [proxy.get("/") for _ in range(3)]
    renewed.set()
    until(lambda: proxy.get("/").headers["X-Cache"] == "HIT", "it was not renewed")

    assert [(answer.body, answer.headers["X-Cache"]) for answer in meanwhile] == [(b"old", "UPDATING")] * 3
    assert proxy.get("/").body == b"new"
    assert [request.headers.get("if-none-match") for request in server.requests] == [None, '"one"']


def test_expired_response_is_revalidated_by_etag(behind: Behind) -> None:
    headers = for_a_second(stale_while_revalidate=60)
    proxy, (server,) = behind(
        lambda request: StubResponse(304 if "if-none-match" in request.headers else 200, b"", headers)
    )
    proxy.get("/")
    until(lambda: proxy.get("/").headers["X-Cache"] == "STALE", "nothing expired")
    until(lambda: proxy.get("/").headers["X-Cache"] == "HIT", "it was not renewed")

    assert [request.headers.get("if-none-match") for request in server.requests][:2] == [None, '"one"']


def test_response_that_is_stale_for_too_long_is_fetched(behind: Behind) -> None:
    def app(request: StubRequest) -> StubResponse:
        known = "if-none-match" in request.headers
        return StubResponse(200, b"new" if known else b"old", for_a_second(stale_while_revalidate=1, stale_if_error=1))

    proxy, _ = behind(app)
    proxy.get("/")
    time.sleep(EVERY_WINDOW_IS_OVER)
    answer = proxy.get("/")

    assert (answer.body, answer.headers["X-Cache"]) == (b"new", "EXPIRED")


def test_stale_response_is_served_during_stale_if_error(behind: Behind) -> None:
    allowed = {"/long": for_a_second(stale_if_error=60), "/short": for_a_second(stale_if_error=1)}

    def app(request: StubRequest) -> StubResponse:
        if "if-none-match" in request.headers:
            raise ConnectionAbortedError
        return StubResponse(200, b"kept", allowed[request.path])

    proxy, _ = behind(app)
    for path in allowed:
        proxy.get(path)
    time.sleep(EVERY_WINDOW_IS_OVER)

    assert [(proxy.get("/long").status, proxy.get("/long").body)] == [(200, b"kept")]
    assert proxy.get("/short").status == 503


@pytest.mark.parametrize("status", [500, 503])
def test_error_does_not_replace_a_stale_response(behind: Behind, status: int) -> None:
    failing = always(status, b"", Cache_Control="no-store")

    def app(request: StubRequest) -> StubResponse:
        renewing = "if-none-match" in request.headers
        return failing(request) if renewing else StubResponse(200, b"kept", for_a_second(stale_while_revalidate=60))

    proxy, (server,) = behind(app)
    until(lambda: proxy.get("/").body == b"kept" and len(server.requests) > 3, "it was not asked for again")

    assert (proxy.get("/").status, proxy.get("/").body) == (200, b"kept")


def test_stale_response_is_served_while_all_servers_are_down(tmp_path: Path) -> None:
    headers = {**for_a_second(stale_if_error=60), "Connection": "close"}  # else nginx goes on with the one it has
    with ExitStack() as later:
        with stub_server(lambda _: StubResponse(200, b"kept", headers)) as server:
            proxy = later.enter_context(proxy_for([server.port], tmp_path))
            proxy.get("/")
        until(lambda: proxy.get("/").headers["X-Cache"] == "STALE", "nothing expired")

        assert (proxy.get("/").status, proxy.get("/").body) == (200, b"kept")


def test_cache_can_be_cleared_while_running(behind: Behind, tmp_path: Path) -> None:
    proxy, (server,) = behind(always(200, b"answer", **CACHED_FOR_AN_HOUR))
    until(lambda: proxy.get("/").headers["X-Cache"] == "HIT", "it is not kept")
    for folder in (tmp_path / "cache").iterdir():
        shutil.rmtree(folder)
    again = [proxy.get("/") for _ in range(3)]

    assert [answer.body for answer in again] == [b"answer"] * 3
    assert again[0].headers["X-Cache"] == "MISS"
    assert again[-1].headers["X-Cache"] == "HIT"
    assert len(server.requests) == 2


def test_chart_of_a_study_is_cached_and_progress_is_not(behind: Behind) -> None:
    proxy, (server,) = behind(always(200, b"", **CACHED_FOR_AN_HOUR))
    chart, progress = "/figures/gradients/resnet34/chart.svg?seed=1", "/figures/gradients/resnet34?seed=1"

    assert [proxy.get(chart).headers["X-Cache"] for _ in range(2)] == ["MISS", "HIT"]
    assert [proxy.get(progress).headers["X-Cache"] for _ in range(2)] == [None, None]
    assert [request.path for request in server.requests] == [chart, progress, progress]


@pytest.mark.parametrize(
    ("accepted", "asked_for"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", "br"),
        ("BR", "br"),
        ("gzip;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.0,gzip;q=0", None),
        ("broad, gzipped", None),
        ("identity", None),
    ],
)
def test_accept_encoding_is_normalized_to_three_codings(behind: Behind, accepted: str, asked_for: str | None) -> None:
    proxy, (server,) = behind(always())
    proxy.get("/", accept_encoding=accepted)

    assert [request.headers.get("accept-encoding") for request in server.requests] == [asked_for]


def by_origin(request: StubRequest) -> StubResponse:
    return StubResponse(200, request.headers.get("origin", "none").encode(), {**CACHED_FOR_AN_HOUR, "Vary": "Origin"})


@pytest.mark.parametrize("path", ["/api", "/api/trace/resnet34", "/openapi.json"])
def test_api_responses_are_cached_per_origin(behind: Behind, path: str) -> None:
    proxy, _ = behind(by_origin)
    origins = ["https://a.example", "https://b.example"] * 2

    assert [proxy.get(path, origin=origin).body.decode() for origin in origins] == origins
    assert proxy.get(path).body == b"none"


@pytest.mark.parametrize("path", ["/", "/explore/resnet34", "/static/new/page.css", "/figures/trace/resnet34"])
def test_pages_are_cached_for_all_origins(behind: Behind, path: str) -> None:
    proxy, (server,) = behind(by_origin)

    assert asked_once_for(proxy, [(path, {"origin": f"https://{name}.example"}) for name in "abc"])
    assert len(server.requests) == 1


@pytest.mark.parametrize("path", ["/static/new/page.css", "/figures/plotly-3.js"])
def test_query_of_a_file_is_ignored(behind: Behind, path: str) -> None:
    proxy, (server,) = behind(always(200, b"file", **CACHED_FOR_AN_HOUR))

    assert asked_once_for(proxy, [(path + query, {}) for query in ("?1", "?2", "", "?a=/static/")])
    assert len(server.requests) == 1


@pytest.mark.parametrize("path", ["/explore/resnet34", "/figures/trace/resnet34", "/docs/", "/?at=/static/a"])
def test_other_queries_are_part_of_the_key(behind: Behind, path: str) -> None:
    proxy, (server,) = behind(always(200, b"", **CACHED_FOR_AN_HOUR))
    for query in ("size=1", "size=2"):
        proxy.get(path + ("&" if "?" in path else "?") + query)

    assert len(server.requests) == 2


def asked_once_for(proxy: Proxy, requests: list[tuple[str, dict[str, str]]]) -> bool:
    """Whether the first of these requests fills the cache for all others."""
    answers = [proxy.get(path, "GET", None, **headers).headers["X-Cache"] for path, headers in requests]
    return answers == ["MISS"] + ["HIT"] * (len(requests) - 1)
