"""What the app itself answers, and what that tells those who may keep it."""

import asyncio
import gzip

import brotli
import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.tracing import models, tracer
from app.web.assets import PLOTLY_URL
from tests.support.asgi import Sent, ask

PAGES = ["/", "/explore/resnet18?at=layer1", "/article", "/table", "/compare", "/embed/resnet18", "/docs"]
DATA = ["/api/networks", "/api/trace/resnet18", "/api/compare?networks=resnet18,resnet34", "/openapi.json"]
FILES = [
    "/explore/resnet18/diagram.svg",
    "/explore/resnet18/steps.csv",
    "/compare/diagram.svg",
    "/table.md",
    "/table.tex",
]
FIGURES = ["/figures/volumes/resnet18", "/figures/costs/resnet18", "/figures/compare", PLOTLY_URL]
ADDRESSES = [*PAGES, *DATA, *FILES, *FIGURES]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_can_be_kept_and_asked_about(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["cache-control"].startswith("public, max-age=")
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["etag"].startswith('"')
    assert client.get(address, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_encoding_is_of_the_same_bytes_and_has_its_length(client: TestClient, address: str) -> None:
    plain = _raw(client, address, "identity")
    packed = [brotli.decompress(_raw(client, address, "br")), gzip.decompress(_raw(client, address, "gzip"))]
    assert packed == [plain] * 2


def _raw(client: TestClient, address: str, encoding: str) -> bytes:
    with client.stream("GET", address, headers={"Accept-Encoding": encoding}) as answer:
        body = b"".join(answer.iter_raw())
        assert answer.headers.get("content-encoding", "identity") == encoding
        assert answer.headers["content-length"] == str(len(body))
    return body


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_depends_on_its_address_alone(client: TestClient, fresh: TestClient, address: str) -> None:
    other = {"Host": "other.example:81", "Cookie": "a=b", "Accept-Language": "fr", "User-Agent": "x", "Accept": "a/b"}
    one, two = client.get(address), fresh.get(address, headers=other)
    assert (one.content, one.headers["etag"]) == (two.content, two.headers["etag"])


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_can_be_asked_for_without_its_body(fresh: TestClient, client: TestClient, address: str) -> None:
    head, get = fresh.head(address), client.get(address)
    assert (head.status_code, head.content) == (200, b"")
    assert {name: head.headers[name] for name in ("content-length", "etag", "content-type")} == {
        name: get.headers[name] for name in ("content-length", "etag", "content-type")
    }


def test_who_has_a_trace_is_told_so_by_an_instance_that_never_made_it(
    client: TestClient, fresh: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("traced")

    address = "/api/trace/resnet18?size=97"
    known = client.get(address).headers["etag"]
    tracer.clear_caches()
    monkeypatch.setattr(tracer, "run_trace", fail)
    assert fresh.get(address, headers={"If-None-Match": known}).status_code == 304


@pytest.mark.parametrize(
    "address", ["/explore/none", "/api/trace/none", "/api/trace/resnet18?size=x", "/nowhere", "/table?size=x"]
)
def test_what_went_wrong_is_kept_by_nobody(client: TestClient, address: str) -> None:
    for _ in range(2):
        answer = client.get(address)
        assert answer.status_code in (404, 422)
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers


def test_two_hundred_who_ask_for_one_cold_page_have_it_traced_once(monkeypatch: pytest.MonkeyPatch) -> None:
    traced: list[int] = []
    observe = tracer.run_trace

    def counted(built: models.Model, height: int, width: int) -> object:
        traced.append(height)
        return observe(built, height, width)

    async def run() -> list[Sent]:
        app = create_app(Settings())
        return await asyncio.gather(*(ask(app, "/explore/resnet18?size=101") for _ in range(200)))

    tracer.clear_caches()
    monkeypatch.setattr(tracer, "run_trace", counted)
    answers = asyncio.run(run())
    assert traced == [101]
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1


def test_gradients_are_kept_under_a_weak_tag(client: TestClient) -> None:
    address = "/api/gradients/custom?stem=cifar&depths=1,1&base_width=4&size=8&batch=2&seed=41"
    first = client.get(address)
    assert first.headers["etag"].startswith('W/"')
    assert client.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
