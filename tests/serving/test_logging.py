"""One line for every request and every event, in one form, and never one that a client has written."""

import asyncio
import json
import logging
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import perf_counter, time
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.serving import access_log, logging_config
from app.serving.request_log import observe, settle
from app.web import api
from app.web.asked import REQUEST_ID

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _as_json_at_last() -> Iterator[None]:
    yield
    logging_config.configure("info", "json")


def entries(capfd: Captured) -> list[dict[str, Any]]:
    """What has been written since the last look, but for what the client of these tests says of itself."""
    settle()
    written = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    return [entry for entry in written if entry["logger"] != "httpx2"]


def scope(path: bytes = b"/api/networks", query: bytes = b"") -> dict[str, Any]:
    return {"method": "GET", "raw_path": path, "query_string": query, "client": ("192.0.2.1", 4321)}


def note(of: dict[str, Any], status: int, size: int, how: str, seconds: float, request_id: str) -> None:
    """Write the line about a request now, if it is one to be written."""
    asked = of["method"], "", of["raw_path"], of["query_string"], of["client"]
    if access_log.wanted(status):
        logging_config.LINES.put(
            [access_log.entry(access_log.Request(time(), seconds, request_id, *asked, status, size, how))]
        )


def test_a_request_is_one_line_that_says_everything(client: TestClient, capfd: Captured) -> None:
    answer = client.get("/api/trace/resnet18?size=66&stem=cifar", headers={"X-Request-ID": "from-a-proxy"})
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
        "how": "made",
        "client": "testclient",
    }
    assert timedelta(0) <= datetime.now(UTC) - time < timedelta(minutes=1)
    assert 0 < milliseconds < 60_000


@pytest.mark.parametrize("times", [2, 3])
def test_the_line_says_where_the_answer_came_from(client: TestClient, capfd: Captured, times: int) -> None:
    address = f"/api/trace/resnet18?size={66 + times}"
    tags = [client.get(address).headers["etag"] for _ in range(times)]
    client.get(address, headers={"If-None-Match": tags[0]})
    client.get("/healthz")

    assert [entry["how"] for entry in entries(capfd)] == ["made", *["kept"] * (times - 1), "unchanged", "passed"]


def test_what_nobody_foresaw_is_written_once_with_its_traceback_and_its_request(
    client: TestClient, capfd: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(api, "trace_network", fail)
    client.get("/api/trace/resnet18?size=67", headers={"X-Request-ID": "from-a-proxy"})
    error, access = entries(capfd)

    assert (error["level"], error["request"]) == ("error", "from-a-proxy")
    assert error["traceback"].startswith("Traceback (most recent call last):")
    assert error["traceback"].endswith("RuntimeError: unforeseen")
    assert (access["level"], access["status"], access["request"]) == ("warning", 500, "from-a-proxy")


def test_uvicorn_speaks_in_the_same_form_and_counts_no_requests(capfd: Captured) -> None:
    logging_config.configure("info", "json")
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 17)
    logging.getLogger("uvicorn.access").info("GET / 200")
    (entry,) = entries(capfd)

    assert (entry["logger"], entry["message"]) == ("uvicorn.error", "Started server process [17]")
    assert not logging.getLogger("uvicorn.access").hasHandlers()


def test_configuring_again_does_not_write_twice(capfd: Captured) -> None:
    for _ in range(3):
        logging_config.configure("info", "json")
    logging.getLogger("somebody").info("once")

    assert [entry["message"] for entry in entries(capfd)] == ["once"]


def test_above_info_only_requests_that_failed_here_are_written(capfd: Captured) -> None:
    logging_config.configure("warning", "json")
    for status in (200, 304, 404, 422, 500, 503):
        note(scope(), status, 0, "made", 0.001, "request-id")

    assert [entry["status"] for entry in entries(capfd)] == [500, 503]


HOSTILE = b"/a\r\n2026-01-01T00:00:00+00:00 error forged\x1b[2J\x7f\x85\xe2\x80\xa8"


@pytest.mark.parametrize("form", ["json", "text"])
def test_no_request_can_write_a_line_of_its_own(capfd: Captured, form: str) -> None:
    logging_config.configure("info", "json" if form == "json" else "text")
    note(scope(HOSTILE, HOSTILE) | {"client": ("\nforged\x1b\u2028", 1)}, 200, 0, "made", 0.001, "request-id")
    written = capfd.readouterr().out

    assert written.endswith("\n")
    assert len(written.splitlines()) == 1
    assert not set(written[:-1]) & {*map(chr, range(32)), "\x7f", "\x85", "\u2028"}


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize(("path", "query"), [(b"p", b"q"), (b"\\", b'"'), (b"\xff", b"\x00")])
def test_a_line_stays_short_enough_for_one_piece_of_a_pipe(
    capfd: Captured, form: str, path: bytes, query: bytes
) -> None:
    logging_config.configure("info", "json" if form == "json" else "text")
    client = ("\u2028" * 5000, 1)
    note(scope(path * 5000, query * 5000) | {"client": client}, 200, 0, "made", 0.001, "request-id" * 6)
    written = capfd.readouterr().out

    assert written.count("\n") == 1
    assert 1000 < len(written.encode()) <= logging_config.ONE_PIECE


def test_as_text_a_line_is_for_people(capfd: Captured) -> None:
    logging_config.configure("info", "text")
    note(scope(b"/table", b"size=96"), 200, 1234, "kept", 0.00012, "request-id")
    time, rest = capfd.readouterr().out.split(" ", 1)

    assert datetime.fromisoformat(time).tzinfo == UTC
    assert rest == (
        "info access request=request-id method=GET path=/table query=size=96 "
        "status=200 bytes=1234 ms=0.12 how=kept client=192.0.2.1\n"
    )


def test_as_text_a_traceback_is_indented_under_its_line(capfd: Captured) -> None:
    logging_config.configure("info", "text")
    named = REQUEST_ID.set("request-id")
    try:
        raise RuntimeError("of two\n2026-01-01 lines")
    except RuntimeError:
        logging.getLogger("somebody").exception("It failed")
    finally:
        REQUEST_ID.reset(named)
    first, *others = capfd.readouterr().out.splitlines()

    assert first.endswith(" error somebody message=It failed request=request-id")
    assert others[0] == "  Traceback (most recent call last):"
    assert others[-2:] == ["  RuntimeError: of two", "  2026-01-01 lines"]


def test_half_of_a_surrogate_pair_can_be_written(capfd: Captured) -> None:
    logging.getLogger("somebody").warning("given \ud800")

    assert [entry["message"] for entry in entries(capfd)] == ["given \\ud800"]


def test_a_message_that_does_not_fit_its_arguments_harms_nobody(capfd: Captured) -> None:
    for number in ("many", 3):
        logging_config.LINES.handle(
            logging.LogRecord("somebody", logging.WARNING, "", 0, "%d networks", (number,), None)
        )
    written = capfd.readouterr()

    assert [json.loads(line)["message"] for line in written.out.splitlines()] == ["3 networks"]
    assert "TypeError: %d format: a real number is required, not str" in written.err


def test_no_line_is_lost_between_requests_and_threads(capfd: Captured) -> None:
    async def asked(many: int) -> None:
        for number in range(many):
            observe(perf_counter(), scope(b"/%d" % number) | {"path": "/"}, 200, 0, "kept", "request-id")
            if number % 100 == 0:
                await asyncio.sleep(0)

    def said(many: int) -> None:
        for number in range(many):
            logging.getLogger("somebody").warning("%d", number)

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(said, 500) for _ in range(4)]
        asyncio.run(asked(5000))
        for job in jobs:
            job.result()
    written = entries(capfd)

    assert [entry["path"] for entry in written if entry["logger"] == "access"] == [f"/{n}" for n in range(5000)]
    assert Counter(entry.get("message") for entry in written) == {None: 5000} | {str(n): 4 for n in range(500)}


def test_where_nothing_can_be_written_lines_are_lost_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    monkeypatch.setattr(logging_config, "STANDARD_OUTPUT", writer)
    before = logging_config.LINES.lost
    note(scope(), 200, 0, "kept", 0.001, "request-id")
    logging.getLogger("somebody").warning("unheard")
    os.close(writer)

    assert logging_config.LINES.lost - before == 2
