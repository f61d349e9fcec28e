"""Response cache: what it stores, compresses, validates and passes on."""

import asyncio
import gzip
from collections.abc import Callable

import brotli
import httpx2
import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.serving.response_cache import ResponseCache, preferred_coding
from app.settings import Settings
from app.tracing import limiter, models, tracer
from app.tracing.records import Trace
from app.web.assets import PLOTLY_URL
from tests.support.asgi import ETAG, StubApp, cached, requests

POLICY = "public, max-age=60, s-maxage=3600, stale-while-revalidate=600, stale-if-error=86400"
BODY = StubApp().body

COMPARED = "/compare?networks=cifar_resnet20,cifar_plain20"
PAGES = [
    "/",
    "/explore/resnet18?at=layer1",
    "/article?network=cifar_resnet20",
    "/table",
    COMPARED,
    "/embed/resnet18",
    "/docs",
]
DATA = ["/api/networks", "/api/trace/resnet18", "/api/compare?networks=resnet18,resnet34", "/openapi.json"]
FILES = [
    "/explore/resnet18/diagram.svg",
    "/explore/resnet18/steps.csv",
    COMPARED.replace("?", "/diagram.svg?"),
    "/table.md",
]
FIGURES = ["/figures/volumes/resnet18", f"/figures{COMPARED}"]
REVALIDATED = [*PAGES, *DATA, *FILES, *FIGURES]
URLS = [*REVALIDATED, PLOTLY_URL]


@pytest.fixture(scope="module")
def second() -> TestClient:
    """A client of another app, whose response cache has nothing that the first one has."""
    return TestClient(create_app(Settings()))


@pytest.mark.slow
@pytest.mark.parametrize("url", REVALIDATED)
def test_every_route_is_cacheable_and_revalidates(client: TestClient, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer.headers["cache-control"].startswith("public, max-age=")
    assert answer.headers["vary"] == "Accept-Encoding"
    again = client.get(url, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", answer.headers["etag"])


@pytest.mark.slow
@pytest.mark.parametrize("url", URLS)
def test_every_route_has_the_same_body_in_every_coding(client: TestClient, url: str) -> None:
    def raw(coding: str) -> bytes:
        with client.stream("GET", url, headers={"Accept-Encoding": coding}) as answer:
            body = b"".join(answer.iter_raw())
            assert answer.headers.get("content-encoding", "identity") == coding
            assert answer.headers["content-length"] == str(len(body))
        return body

    assert brotli.decompress(raw("br")) == gzip.decompress(raw("gzip")) == raw("identity")


@pytest.mark.slow
@pytest.mark.parametrize("url", URLS)
def test_response_depends_on_nothing_but_the_url(client: TestClient, second: TestClient, url: str) -> None:
    headers = {"Host": "other.example:81", "Cookie": "a=b", "Accept-Language": "fr", "User-Agent": "x", "Accept": "a/b"}
    one, two = client.get(url), second.get(url, headers=headers)
    assert (one.content, one.headers.get("etag")) == (two.content, two.headers.get("etag"))


def test_second_request_is_answered_from_the_cache() -> None:
    app = StubApp()
    first, second = requests(cached(app), "/a?b", "/a?b")
    assert len(app.scopes) == 1
    assert first == second
    assert (first.status, first.body, first.headers) == (
        200,
        BODY,
        {
            "content-type": "text/plain",
            "cache-control": POLICY,
            "content-length": str(len(BODY)),
            "vary": "Accept-Encoding",
            "etag": ETAG,
        },
    )


def test_path_query_and_coding_are_the_key() -> None:
    app = StubApp()
    cache = cached(app)
    for coding in ("br", "gzip", "identity"):
        requests(cache, "/a", "/a?b", "/a?c", "/A", accept_encoding=coding)
    assert len(app.scopes) == 12


def test_policy_of_the_route_is_sent_without_etag() -> None:
    app = StubApp(headers=[(b"cache-control", b"public, immutable")])
    first, second = requests(cached(app), "/", "/")
    assert first.headers == second.headers
    assert first.headers == {
        "cache-control": "public, immutable",
        "content-length": str(len(BODY)),
        "vary": "Accept-Encoding",
    }
    assert len(app.scopes) == 1


def test_request_headers_for_the_cache_do_not_reach_the_app() -> None:
    app = StubApp()
    headers = {"range": "bytes=0-1", "if_none_match": '"x"', "if_modified_since": "Mon, 23 Nov 2026 18:00:00 GMT"}
    (answer,) = requests(cached(app), "/", host="a", accept_encoding="br", **headers)
    assert (answer.status, brotli.decompress(answer.body)) == (200, BODY)
    assert app.scopes[0]["headers"] == [(b"host", b"a")]


@pytest.mark.parametrize("known", [ETAG, ETAG.removeprefix("W/"), f'"other", {ETAG}', f'"a",W/"b" , {ETAG}'])
def test_matching_etag_is_answered_with_304_without_the_app(known: str) -> None:
    app = StubApp()
    (answer,) = requests(cached(app), "/a?b", if_none_match=known)
    assert app.scopes == []
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers == {"cache-control": POLICY, "vary": "Accept-Encoding", "etag": ETAG}


def test_head_is_get_without_the_body() -> None:
    app = StubApp()
    cache = cached(app)
    (head,) = requests(cache, "/", method="HEAD")
    (get,) = requests(cache, "/")
    assert [scope["method"] for scope in app.scopes] == ["GET"]
    assert (head.status, head.body, get.body, head.headers) == (200, b"", BODY, get.headers)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_passed_on(method: str) -> None:
    app = StubApp()
    requests(cached(app), "/", "/", method=method)
    assert [scope["method"] for scope in app.scopes] == [method] * 2


@pytest.mark.parametrize("status", [303, 404, 422, 500, 503])
def test_only_200_is_stored_and_other_responses_become_no_store(status: int) -> None:
    app = StubApp(status, [(b"retry-after", b"1"), (b"cache-control", b"public")])
    for answer in requests(cached(app), "/", "/"):
        assert (answer.status, answer.body) == (status, BODY)
        assert answer.headers == {"retry-after": "1", "cache-control": "no-store"}
    assert len(app.scopes) == 2


@pytest.mark.parametrize(("method", "body"), [("GET", BODY), ("HEAD", b"")])
def test_no_store_response_is_streamed_through(method: str, body: bytes) -> None:
    app = StubApp(headers=[(b"cache-control", b"no-store")])
    for answer in requests(cached(app), "/", "/", method=method, accept_encoding="br"):
        assert (answer.messages, answer.body, answer.headers) == (3, body, {"cache-control": "no-store"})
    assert len(app.scopes) == 2


@pytest.mark.parametrize("url", ["/explore/none", "/api/trace/none", "/api/trace/resnet18?size=x", "/nowhere"])
def test_errors_of_the_app_are_not_stored(client: TestClient, url: str) -> None:
    for _ in range(2):
        answer = client.get(url)
        assert answer.status_code in (404, 422)
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_error_for_another_method_is_not_stored(client: TestClient, method: str) -> None:
    answer = client.request(method, "/api/networks")
    assert (answer.status_code, answer.headers["cache-control"]) == (405, "no-store")


def test_least_recently_used_entries_are_evicted_first() -> None:
    cache = ResponseCache(3 * 3_600)
    for name in (b"a", b"b", b"c", b"a", b"d"):
        key = b"/" + name, b"", "br"
        if cache.get((*key[:2], "br")) is None:
            cache.put((*key[:2], "br"), [], b"x" * 1_000)
    present = [name for name in "abcd" if cache.get((f"/{name}".encode(), b"", "br"))]
    assert present == ["a", "c", "d"]
    assert cache.stats().entries == 3


def test_cache_stays_within_its_bytes() -> None:
    cache = cached(StubApp(), max_bytes=100_000)
    requests(cache, *(f"/{number}?{'x' * number * 10}" for number in range(300)))
    stats = cache.cache.stats()
    assert 50_000 < stats.bytes <= stats.max_bytes == 100_000


def test_response_larger_than_the_cache_is_served_and_not_stored() -> None:
    app = StubApp()
    cache = cached(app, max_bytes=len(BODY))
    assert [answer.body for answer in requests(cache, "/", "/")] == [BODY] * 2
    assert (len(app.scopes), cache.cache.stats().entries) == (2, 0)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (b"", "identity"),
        (b"gzip, deflate, br, zstd", "br"),
        (b"gzip, deflate", "gzip"),
        (b"GZIP", "gzip"),
        (b"br;q=0.5, gzip;q=1.0", "br"),
        (b"br;q=0, gzip", "gzip"),
        (b"br; q=0.000,gzip ; q=0", "identity"),
        (b"*", "identity"),
        (b"brotli, xgzip", "identity"),
        (b";;,\xff", "identity"),
    ],
)
def test_smallest_accepted_coding_is_preferred(accepted: bytes, coding: str) -> None:
    assert preferred_coding(accepted) == coding


def test_known_trace_is_validated_without_tracing(
    client: TestClient, second: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "/api/trace/resnet18?size=97"
    etag = client.get(url).headers["etag"]
    tracer.clear_caches()
    monkeypatch.setattr(tracer, "run_trace", lambda *_: pytest.fail("traced"))
    assert second.get(url, headers={"If-None-Match": etag}).status_code == 304


def test_concurrent_requests_for_one_cold_page_share_one_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    run_trace: Callable[[models.Model, int, int], Trace] = tracer.run_trace

    def counted(model: models.Model, height: int, width: int) -> Trace:
        sizes.append(height)
        return run_trace(model, height, width)

    async def run() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(create_app(Settings()))
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as many:
            urls = ["/explore/resnet18?size=101"] * limiter.capacity()
            return await asyncio.gather(*(many.get(url) for url in urls))

    tracer.clear_caches()
    monkeypatch.setattr(tracer, "run_trace", counted)
    answers = asyncio.run(run())
    assert sizes == [101]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1


def test_gradients_revalidate(client: TestClient) -> None:
    url = "/api/gradients/custom?stem=cifar&depths=1,1&base_width=4&size=8&batch=2&seed=41"
    etag = client.get(url).headers["etag"]
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304
