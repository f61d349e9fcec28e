"""What the shipped nginx keeps of answers, for how long, and what it takes for the same one."""

import shutil
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.deploy.conftest import Behind
from tests.deploy.processes import until
from tests.deploy.proxy import Proxy, in_front_of
from tests.deploy.stub_server import FOR_AN_HOUR, Asked, Said, always, pretending

EVERY_WINDOW_IS_OVER = 3.5  # seconds, where each is one second long: nginx counts whole ones


def for_a_second(**stale: int) -> dict[str, str]:
    """Headers of what is then stale: as in `for_a_second(stale_if_error=60)`."""
    windows = [f", {name.replace('_', '-')}={seconds}" for name, seconds in stale.items()]
    return {"Cache-Control": "public, max-age=1" + "".join(windows), "ETag": '"one"'}


def test_what_is_stale_is_served_while_it_is_renewed(behind: Behind) -> None:
    renewed = threading.Event()

    def app(asked: Asked) -> Said:
        if "if-none-match" not in asked.headers:
            return Said(200, b"old", for_a_second(stale_while_revalidate=60))
        renewed.wait(20)
        return Said(200, b"new", FOR_AN_HOUR)

    proxy, (server,) = behind(app)
    proxy.get("/")
    until(lambda: proxy.get("/").headers["X-Cache"] in ("STALE", "UPDATING"), "nothing expired")
    meanwhile = [proxy.get("/") for _ in range(3)]
    renewed.set()
    until(lambda: proxy.get("/").headers["X-Cache"] == "HIT", "it was not renewed")

    assert [(answer.body, answer.headers["X-Cache"]) for answer in meanwhile] == [(b"old", "UPDATING")] * 3
    assert proxy.get("/").body == b"new"
    assert [asked.headers.get("if-none-match") for asked in server.asked] == [None, '"one"']


def test_what_is_unchanged_is_renewed_without_being_sent(behind: Behind) -> None:
    headers = for_a_second(stale_while_revalidate=60)
    proxy, (server,) = behind(lambda asked: Said(304 if "if-none-match" in asked.headers else 200, b"", headers))
    proxy.get("/")
    until(lambda: proxy.get("/").headers["X-Cache"] == "STALE", "nothing expired")
    until(lambda: proxy.get("/").headers["X-Cache"] == "HIT", "it was not renewed")

    assert [asked.headers.get("if-none-match") for asked in server.asked][:2] == [None, '"one"']


def test_what_has_been_stale_for_too_long_is_not_served(behind: Behind) -> None:
    def app(asked: Asked) -> Said:
        known = "if-none-match" in asked.headers
        return Said(200, b"new" if known else b"old", for_a_second(stale_while_revalidate=1, stale_if_error=1))

    proxy, _ = behind(app)
    proxy.get("/")
    time.sleep(EVERY_WINDOW_IS_OVER)
    answer = proxy.get("/")

    assert (answer.body, answer.headers["X-Cache"]) == (b"new", "EXPIRED")


def test_what_is_stale_is_served_in_place_of_nothing_for_as_long_as_the_app_allows(behind: Behind) -> None:
    allowed = {"/long": for_a_second(stale_if_error=60), "/short": for_a_second(stale_if_error=1)}

    def app(asked: Asked) -> Said:
        if "if-none-match" in asked.headers:
            raise ConnectionAbortedError
        return Said(200, b"kept", allowed[asked.path])

    proxy, _ = behind(app)
    for path in allowed:
        proxy.get(path)
    time.sleep(EVERY_WINDOW_IS_OVER)

    assert [(proxy.get("/long").status, proxy.get("/long").body)] == [(200, b"kept")]
    assert proxy.get("/short").status == 503


@pytest.mark.parametrize("status", [500, 503])
def test_an_error_does_not_take_the_place_of_what_is_stale(behind: Behind, status: int) -> None:
    failing = always(status, b"", Cache_Control="no-store")

    def app(asked: Asked) -> Said:
        renewing = "if-none-match" in asked.headers
        return failing(asked) if renewing else Said(200, b"kept", for_a_second(stale_while_revalidate=60))

    proxy, (server,) = behind(app)
    until(lambda: proxy.get("/").body == b"kept" and len(server.asked) > 3, "it was not asked for again")

    assert (proxy.get("/").status, proxy.get("/").body) == (200, b"kept")


def test_what_is_stale_is_served_while_no_server_is_there(tmp_path: Path) -> None:
    headers = {**for_a_second(stale_if_error=60), "Connection": "close"}  # else nginx goes on with the one it has
    with ExitStack() as later:
        with pretending(lambda _: Said(200, b"kept", headers)) as server:
            proxy = later.enter_context(in_front_of([server.port], tmp_path))
            proxy.get("/")
        until(lambda: proxy.get("/").headers["X-Cache"] == "STALE", "nothing expired")

        assert (proxy.get("/").status, proxy.get("/").body) == (200, b"kept")


def test_the_cache_can_be_emptied_under_way(behind: Behind, tmp_path: Path) -> None:
    proxy, (server,) = behind(always(200, b"answer", **FOR_AN_HOUR))
    until(lambda: proxy.get("/").headers["X-Cache"] == "HIT", "it is not kept")
    for folder in (tmp_path / "cache").iterdir():
        shutil.rmtree(folder)
    again = [proxy.get("/") for _ in range(3)]

    assert [answer.body for answer in again] == [b"answer"] * 3
    assert again[0].headers["X-Cache"] == "MISS"
    assert again[-1].headers["X-Cache"] == "HIT"
    assert len(server.asked) == 2


def test_the_chart_of_a_study_is_kept_and_its_progress_is_not(behind: Behind) -> None:
    proxy, (server,) = behind(always(200, b"", **FOR_AN_HOUR))
    chart, progress = "/figures/gradients/resnet34/chart.svg?seed=1", "/figures/gradients/resnet34?seed=1"

    assert [proxy.get(chart).headers["X-Cache"] for _ in range(2)] == ["MISS", "HIT"]
    assert [proxy.get(progress).headers["X-Cache"] for _ in range(2)] == [None, None]
    assert [asked.path for asked in server.asked] == [chart, progress, progress]


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
def test_a_way_to_spell_what_is_accepted_is_one_of_three_classes(
    behind: Behind, accepted: str, asked_for: str | None
) -> None:
    proxy, (server,) = behind(always())
    proxy.get("/", accept_encoding=accepted)

    assert [asked.headers.get("accept-encoding") for asked in server.asked] == [asked_for]


def by_origin(asked: Asked) -> Said:
    return Said(200, asked.headers.get("origin", "none").encode(), {**FOR_AN_HOUR, "Vary": "Origin"})


@pytest.mark.parametrize("path", ["/api/trace/resnet34", "/openapi.json"])
def test_answers_for_programs_are_kept_apart_by_the_origin_of_who_asks(behind: Behind, path: str) -> None:
    proxy, _ = behind(by_origin)
    origins = ["https://a.example", "https://b.example"] * 2

    assert [proxy.get(path, origin=origin).body.decode() for origin in origins] == origins
    assert proxy.get(path).body == b"none"


@pytest.mark.parametrize("path", ["/", "/explore/resnet34", "/static/new/page.css", "/figures/trace/resnet34"])
def test_for_anything_else_the_origin_is_no_reason_to_ask_again(behind: Behind, path: str) -> None:
    proxy, (server,) = behind(by_origin)

    assert asked_once_for(proxy, [(path, {"origin": f"https://{name}.example"}) for name in "abc"])
    assert len(server.asked) == 1


@pytest.mark.parametrize("path", ["/static/new/page.css", "/docs/assets/swagger.js", "/figures/plotly-3.js"])
def test_the_query_of_a_file_is_no_reason_to_ask_again(behind: Behind, path: str) -> None:
    proxy, (server,) = behind(always(200, b"file", **FOR_AN_HOUR))

    assert asked_once_for(proxy, [(path + query, {}) for query in ("?1", "?2", "", "?a=/static/")])
    assert len(server.asked) == 1


@pytest.mark.parametrize("path", ["/explore/resnet34", "/figures/trace/resnet34", "/docs/", "/?at=/static/a"])
def test_any_other_query_is_another_answer(behind: Behind, path: str) -> None:
    proxy, (server,) = behind(always(200, b"", **FOR_AN_HOUR))
    for query in ("size=1", "size=2"):
        proxy.get(path + ("&" if "?" in path else "?") + query)

    assert len(server.asked) == 2


def asked_once_for(proxy: Proxy, requests: list[tuple[str, dict[str, str]]]) -> bool:
    """Whether the first of these has brought what answers all others."""
    answers = [proxy.get(path, "GET", None, **headers).headers["X-Cache"] for path, headers in requests]
    return answers == ["MISS"] + ["HIT"] * (len(requests) - 1)
