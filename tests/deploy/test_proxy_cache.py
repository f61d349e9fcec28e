"""Cache of the shipped nginx: keys, lifetimes, stale responses."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.conftest import Behind
from tests.deploy.processes import until
from tests.deploy.proxy import Proxy, proxy_for
from tests.deploy.stub_server import CACHED_FOR_AN_HOUR, StubRequest, StubResponse, StubServer, always, stub_server

EVERY_WINDOW_IS_OVER = 3.5  # seconds, where each is one second long: nginx counts whole ones

STORED: dict[str, dict[str, int]] = {
    "/slowly-renewed": {"stale_while_revalidate": 60},
    "/unchanged": {"stale_while_revalidate": 60},
    "/too-long": {"stale_while_revalidate": 1, "stale_if_error": 1},
    "/dies-long": {"stale_if_error": 60},
    "/dies-short": {"stale_if_error": 1},
    "/error-500": {"stale_while_revalidate": 60},
    "/error-503": {"stale_while_revalidate": 60},
}
"""What the tests of stale responses ask for, with the windows of each path."""


def for_a_second(**stale: int) -> dict[str, str]:
    """Headers of a response that is stale after a second, as in `for_a_second(stale_if_error=60)`."""
    windows = [f", {name.replace('_', '-')}={seconds}" for name, seconds in stale.items()]
    return {"Cache-Control": "public, max-age=1" + "".join(windows), "ETag": '"one"'}


@dataclass(frozen=True, slots=True)
class Expired:
    """A proxy whose cache has a stale response for each path of `STORED`."""

    proxy: Proxy
    server: StubServer
    renewed: threading.Event

    def etags(self, path: str) -> list[str | None]:
        return [request.headers.get("if-none-match") for request in self.server.requests if request.path == path]


@pytest.fixture(scope="module")
def expired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Expired]:
    """Every path is asked for once, and all windows of one second are over."""
    renewed = threading.Event()

    def app(request: StubRequest) -> StubResponse:
        headers = for_a_second(**STORED[request.path])
        if "if-none-match" not in request.headers:
            return StubResponse(200, b"old", headers)
        match request.path.split("-"):
            case ["/slowly", _]:
                renewed.wait(20)
            case ["/unchanged"]:
                return StubResponse(304, b"", headers)
            case ["/dies", _]:
                raise ConnectionAbortedError
            case ["/error", status]:
                return StubResponse(int(status), b"", {"Cache-Control": "no-store"})
        return StubResponse(200, b"new", CACHED_FOR_AN_HOUR)

    with stub_server(app) as server, proxy_for([server.port], tmp_path_factory.mktemp("expired")) as proxy:
        for path in STORED:
            proxy.get(path)
        time.sleep(EVERY_WINDOW_IS_OVER)
        yield Expired(proxy, server, renewed)


def test_stale_response_is_served_while_it_is_renewed(expired: Expired) -> None:
    path = "/slowly-renewed"
    answers = [expired.proxy.get(path) for _ in range(4)]
    expired.renewed.set()
    until(lambda: expired.proxy.get(path).headers["X-Cache"] == "HIT", "it was not renewed")

    assert [answer.body for answer in answers] == [b"old"] * 4
    assert [answer.headers["X-Cache"] for answer in answers] == ["STALE"] + ["UPDATING"] * 3
    assert expired.proxy.get(path).body == b"new"
    assert expired.etags(path) == [None, '"one"']


def test_expired_response_is_revalidated_by_etag(expired: Expired) -> None:
    path = "/unchanged"
    assert expired.proxy.get(path).headers["X-Cache"] == "STALE"
    until(lambda: expired.proxy.get(path).headers["X-Cache"] == "HIT", "it was not renewed")

    assert expired.proxy.get(path).body == b"old"
    assert expired.etags(path)[:2] == [None, '"one"']


def test_response_that_is_stale_for_too_long_is_fetched(expired: Expired) -> None:
    answer = expired.proxy.get("/too-long")

    assert (answer.body, answer.headers["X-Cache"]) == (b"new", "EXPIRED")


def test_stale_response_is_served_during_stale_if_error(expired: Expired) -> None:
    kept = expired.proxy.get("/dies-long")

    assert (kept.status, kept.body) == (200, b"old")
    assert expired.proxy.get("/dies-short").status == 503
    for path in ("/dies-long", "/dies-short"):
        assert expired.etags(path)[:2] == [None, '"one"']


@pytest.mark.parametrize("status", [500, 503])
def test_error_does_not_replace_a_stale_response(expired: Expired, status: int) -> None:
    path = f"/error-{status}"
    until(lambda: expired.proxy.get(path).body == b"old" and len(expired.etags(path)) > 2, "it was not asked for again")

    answer = expired.proxy.get(path)
    assert (answer.status, answer.body) == (200, b"old")


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


CODINGS = {
    "gzip, deflate, br, zstd": "br",
    "br;q=1.0, gzip;q=0.8, *;q=0.1": "br",
    "BR": "br",
    "gzip;q=0.5": "gzip",
    "br;q=0, gzip": "gzip",
    "br;q=0.0,gzip;q=0": None,
    "broad, gzipped": None,
    "identity": None,
}


def test_accept_encoding_is_normalized_to_three_codings(behind: Behind) -> None:
    proxy, (server,) = behind(always())
    for accepted in CODINGS:
        proxy.get("/", accept_encoding=accepted)

    asked = [request.headers.get("accept-encoding") for request in server.requests]
    assert dict(zip(CODINGS, asked, strict=True)) == CODINGS


def by_origin(request: StubRequest) -> StubResponse:
    return StubResponse(200, request.headers.get("origin", "none").encode(), {**CACHED_FOR_AN_HOUR, "Vary": "Origin"})


def test_api_responses_are_cached_per_origin(behind: Behind) -> None:
    proxy, _ = behind(by_origin)
    origins = ["https://a.example", "https://b.example"] * 2

    for path in ("/api", "/api/trace/resnet34", "/openapi.json"):
        assert [proxy.get(path, origin=origin).body.decode() for origin in origins] == origins, path
        assert proxy.get(path).body == b"none", path


def test_pages_are_cached_for_all_origins(behind: Behind) -> None:
    proxy, (server,) = behind(by_origin)
    paths = ["/", "/explore/resnet34", "/static/new/page.css", "/figures/trace/resnet34"]

    for path in paths:
        assert asked_once_for(proxy, [(path, {"origin": f"https://{name}.example"}) for name in "abc"]), path
    assert [request.path for request in server.requests] == paths


def test_query_of_a_file_is_ignored(behind: Behind) -> None:
    proxy, (server,) = behind(always(200, b"file", **CACHED_FOR_AN_HOUR))
    paths = ["/static/new/page.css", "/figures/plotly-3.js"]

    for path in paths:
        assert asked_once_for(proxy, [(path + query, {}) for query in ("?1", "?2", "", "?a=/static/")]), path
    assert len(server.requests) == len(paths)


def test_other_queries_are_part_of_the_key(behind: Behind) -> None:
    proxy, (server,) = behind(always(200, b"", **CACHED_FOR_AN_HOUR))
    for path in ("/explore/resnet34?", "/figures/trace/resnet34?", "/docs/?", "/?at=/static/a&"):
        urls = [f"{path}size={size}" for size in (1, 2)]
        for url in urls:
            proxy.get(url)
        assert [request.path for request in server.requests][-2:] == urls


def asked_once_for(proxy: Proxy, requests: list[tuple[str, dict[str, str]]]) -> bool:
    """Whether the first of these requests fills the cache for all others."""
    answers = [proxy.get(path, "GET", None, **headers).headers["X-Cache"] for path, headers in requests]
    return answers == ["MISS"] + ["HIT"] * (len(requests) - 1)
