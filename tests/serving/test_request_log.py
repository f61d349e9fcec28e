"""Request log: one line per request, its id, and no line that a client can write."""

import asyncio
import json
import logging
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from app.main import create_app
from app.serving import logging_config
from app.serving.logging_config import HANDLER, LOST_LINES, configure
from app.serving.request_log import RequestLogMiddleware
from app.settings import Settings
from app.web import api
from app.web.request_id import REQUEST_ID, identify
from tests.support.asgi import StubApp, request

Captured = pytest.CaptureFixture[str]
Form = Literal["json", "text"]

ID = {"X-Request-ID": "from-a-proxy"}
PIPE_BUF = 4096  # bytes: the longest write that a pipe keeps in one piece


@pytest.fixture(autouse=True)
def _default_configuration() -> Iterator[None]:
    yield
    configure("info", "json")


def entries(capfd: Captured) -> list[dict[str, Any]]:
    """The lines since the last call, without those of the test client."""
    written = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    return [entry for entry in written if entry["logger"] != "httpx2"]


def log(status: int = 200, url: str = "/table?size=96", client: str = "192.0.2.1") -> None:
    """Let a stub answer one request behind the request log."""
    app = RequestLogMiddleware(StubApp(status, body=b"four"), [])
    asyncio.run(request(app, url, headers={"x_request_id": "request-id"}, client=client))


def test_request_is_one_line_with_all_fields(client: TestClient, capfd: Captured) -> None:
    answer = client.get("/api/trace/resnet18?size=66&stem=cifar", headers=ID)
    (entry,) = entries(capfd)
    time, milliseconds = datetime.fromisoformat(entry.pop("time")), entry.pop("ms")
    assert entry == {
        "level": "info",
        "logger": "access",
        "request": "from-a-proxy",
        "method": "GET",
        "path": "/api/trace/resnet18",
        "query": "size=66&stem=cifar",
        "status": 200,
        "bytes": int(answer.headers["content-length"]),
        "cache": "miss",
        "client": "testclient",
    }
    assert timedelta(0) <= datetime.now(UTC) - time < timedelta(minutes=1)
    assert 0 < milliseconds < 60_000


def test_line_has_the_cache_status(client: TestClient, capfd: Captured) -> None:
    url = "/api/trace/resnet18?size=68"
    client.get(url)
    etag = client.get(url).headers["etag"]
    client.get(url, headers={"If-None-Match": etag})
    client.get("/healthz")
    assert [entry["cache"] for entry in entries(capfd)] == ["miss", "hit", "not_modified", "bypass"]


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("GET", "/api/trace/resnet18?size=64", 200),
        ("HEAD", "/api/trace/resnet18?size=64", 200),
        ("GET", "/healthz", 200),
        ("GET", "/nowhere", 404),
        ("GET", "/static/css/nothing.css", 404),
        ("GET", "/api/trace/resnet18?size=none", 422),
        ("GET", f"/api/trace/resnet18?size={'9' * 9000}", 414),
        ("POST", "/api/networks", 405),
    ],
)
def test_response_repeats_the_request_id(client: TestClient, method: str, url: str, status: int) -> None:
    answer = client.request(method, url, headers=ID)
    assert (answer.status_code, answer.headers.get_list("x-request-id")) == (status, ["from-a-proxy"])


def test_rejected_host_and_preflight_have_id_and_line(capfd: Captured) -> None:
    settings = Settings(trusted_hosts=("example.org",), cors_origins=("https://example.com",))
    preflight = {"Host": "example.org", "Origin": "https://example.com", "Access-Control-Request-Method": "GET"}
    with TestClient(create_app(settings)) as client:
        answers = [client.get("/api/networks", headers=ID), client.options("/api/networks", headers=ID | preflight)]
    assert [(each.status_code, each.headers["x-request-id"]) for each in answers] == [
        (400, "from-a-proxy"),
        (200, "from-a-proxy"),
    ]
    assert [entry["status"] for entry in entries(capfd) if entry.get("request") == "from-a-proxy"] == [400, 200]


def test_problem_document_and_error_page_name_the_request(client: TestClient) -> None:
    assert client.get("/api/trace/resnet18?size=none", headers=ID).json()["request"] == "from-a-proxy"
    assert "Request <code>from-a-proxy</code>" in client.get("/nowhere", headers=ID).text


@pytest.mark.parametrize("given", ["12345678", "3f2b8c1e-7a1d-4b57-9d0e-6f2d1c0a9b8e", "0123456789abcdef" * 4])
def test_valid_request_id_is_kept(given: str) -> None:
    assert identify({"headers": [(b"x-request-id", given.encode())]}) == given


@pytest.mark.parametrize("given", [b"", b"1234567", b"x" * 65, b"two words", b'"quoted"', b"<script>", b"12345678\n"])
def test_invalid_request_id_is_replaced(given: bytes) -> None:
    generated = identify({"headers": [(b"x-request-id", given)]})
    assert (len(generated), {*generated} <= {*"0123456789abcdef"}) == (24, True)


def test_generated_request_ids_are_unique() -> None:
    assert len({identify({"headers": []}) for _ in range(10_000)}) == 10_000


def test_unexpected_error_is_logged_with_traceback_and_request(
    fresh: TestClient, capfd: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(api, "trace_network", fail)
    answer = fresh.get("/api/trace/resnet18?size=67", headers=ID)
    (entry,) = entries(capfd)
    assert (answer.status_code, answer.json()["request"], answer.headers["cache-control"]) == (
        500,
        "from-a-proxy",
        "no-store",
    )
    assert "secret" not in answer.text
    assert (entry["level"], entry["status"], entry["request"]) == ("warning", 500, "from-a-proxy")


def test_traceback_line_has_the_request_id(capfd: Captured) -> None:
    token = REQUEST_ID.set("request-id")
    try:
        raise RuntimeError("unforeseen")
    except RuntimeError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    finally:
        REQUEST_ID.reset(token)
    (entry,) = entries(capfd)
    assert (entry["level"], entry["request"]) == ("error", "request-id")
    assert entry["traceback"].startswith("Traceback (most recent call last):")
    assert entry["traceback"].endswith("RuntimeError: unforeseen")


def test_request_without_response_is_logged_as_499_or_500(capfd: Captured) -> None:
    async def silent(_: Scope, __: Receive, ___: Send) -> None:
        """As when the client is gone."""

    async def broken(_: Scope, __: Receive, ___: Send) -> None:
        raise RuntimeError

    asyncio.run(request(RequestLogMiddleware(silent, [])))
    with pytest.raises(RuntimeError):
        asyncio.run(request(RequestLogMiddleware(broken, [])))
    assert [entry["status"] for entry in entries(capfd)] == [499, 500]


def test_uvicorn_logs_in_the_same_format_without_its_access_log(capfd: Captured) -> None:
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 17)
    logging.getLogger("uvicorn.access").info("GET / 200")
    (entry,) = entries(capfd)
    assert (entry["logger"], entry["message"]) == ("uvicorn.error", "Started server process [17]")


def test_level_warning_keeps_only_server_errors(capfd: Captured) -> None:
    configure("warning", "json")
    for status in (200, 304, 404, 422, 500, 503):
        log(status)
    assert [entry["status"] for entry in entries(capfd)] == [500, 503]


@pytest.mark.parametrize("form", ["json", "text"])
def test_client_cannot_write_a_line_of_its_own(capfd: Captured, form: Form) -> None:
    configure("info", form)
    forged = "/a\r\n2026-01-01T00:00:00+00:00 error forged\x1b[2J\x7f\x85\u2028"
    log(url=f"{forged}?{forged}", client="\nforged\x1b\u2028")
    written = capfd.readouterr().out
    assert written.endswith("\n")
    assert len(written.splitlines()) == 1
    assert not {*written[:-1]} & {*map(chr, range(32)), "\x7f", "\x85"}


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize("character", ["p", "\\", '"', "\xff"])
def test_line_of_a_long_url_fits_into_one_write(capfd: Captured, form: Form, character: str) -> None:
    configure("info", form)
    log(url=f"{character * 5000}?{character * 5000}", client="\u2028" * 5000)
    written = capfd.readouterr().out
    assert written.count("\n") == 1
    assert 1000 < len(written.encode()) <= PIPE_BUF


def test_text_line_is_readable(capfd: Captured) -> None:
    configure("info", "text")
    log()
    time, rest = capfd.readouterr().out.split(" ", 1)
    line, milliseconds = rest.split(" ms=")
    assert datetime.fromisoformat(time).tzinfo == UTC
    assert line == "info access request=request-id method=GET path=/table query=size=96 status=200 bytes=4"
    assert milliseconds.endswith(" cache=bypass client=192.0.2.1\n")


def test_text_traceback_is_indented(capfd: Captured) -> None:
    configure("info", "text")
    try:
        raise RuntimeError("of two\n2026-01-01 lines")
    except RuntimeError:
        logging.getLogger("somebody").exception("It failed")
    first, *others = capfd.readouterr().out.splitlines()
    assert first.endswith(" error somebody message=It failed")
    assert others[0] == "  Traceback (most recent call last):"
    assert others[-2:] == ["  RuntimeError: of two", "  2026-01-01 lines"]


def test_lone_surrogate_is_escaped(capfd: Captured) -> None:
    # Not through a logger: pytest captures its records, and xdist cannot transfer a surrogate.
    HANDLER.handle(logging.LogRecord("somebody", logging.WARNING, "", 0, "given \ud800", (), None))
    assert [entry["message"] for entry in entries(capfd)] == ["given \\ud800"]


def test_bad_format_arguments_are_reported_and_not_raised(capfd: Captured) -> None:
    HANDLER.handle(logging.LogRecord("somebody", logging.WARNING, "", 0, "%d networks", ("many",), None))
    written = capfd.readouterr()
    assert written.out == ""
    assert "TypeError: %d format: a real number is required, not str" in written.err


def test_no_line_is_lost_between_threads(capfd: Captured) -> None:
    def write(count: int) -> None:
        for number in range(count):
            logging.getLogger("somebody").warning("%d", number)

    with ThreadPoolExecutor(4) as pool:
        for job in [pool.submit(write, 500) for _ in range(4)]:
            job.result()
    assert Counter(entry["message"] for entry in entries(capfd)) == {str(number): 4 for number in range(500)}


def test_lines_that_cannot_be_written_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> float:
        return next(sample.value for family in LOST_LINES.collect() for sample in family.samples)

    reader, writer = os.pipe()
    os.close(reader)
    monkeypatch.setattr(logging_config, "STDOUT", writer)
    before = lost()
    log()
    logging.getLogger("somebody").warning("unheard")
    os.close(writer)
    assert lost() - before == 2
