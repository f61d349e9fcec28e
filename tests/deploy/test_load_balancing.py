"""Two apps behind the shipped nginx: caching, and failures of one or both."""

import gzip
import json
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.deploy.apps import App, requests_to_all
from tests.deploy.concurrent_clients import Load, request_concurrently, sending_requests
from tests.deploy.processes import until
from tests.deploy.proxy import Proxy, proxy_for

Apps = tuple[App, App]
SMALL_STUDY = "/api/gradients/cifar_resnet20?size=8&batch=2"


def test_second_request_is_answered_from_the_proxy_cache(proxy: Proxy, apps: Apps) -> None:
    first, second = (proxy.get("/api/trace/resnet18?size=101") for _ in range(2))

    assert [first.headers["X-Cache"], second.headers["X-Cache"]] == ["MISS", "HIT"]
    assert first.body == second.body
    assert json.loads(second.body)["input"]["shape"] == [3, 101, 101]
    proxy.get("/api/trace/vgg19?size=101")  # whatever was asked before this has been written down by now
    requests_to_all(apps, "/api/trace/vgg19", 1)
    assert len(requests_to_all(apps, "/api/trace/resnet18", 1)) == 1


def test_concurrent_first_requests_reach_an_app_once(proxy: Proxy, apps: Apps) -> None:
    answers = request_concurrently(proxy, "/api/trace/cifar_resnet1202", 50)

    assert [answer.status for answer in answers] == [200] * 50
    assert len({answer.body for answer in answers}) == 1
    assert len(requests_to_all(apps, "/api/trace/cifar_resnet1202", 1)) == 1


def test_proxy_answers_304_for_matching_etag(proxy: Proxy, apps: Apps) -> None:
    tag = proxy.get("/api/trace/resnet34?size=103").headers["ETag"]
    again = proxy.get("/api/trace/resnet34?size=103", if_none_match=tag)

    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    assert len(requests_to_all(apps, "/api/trace/resnet34", 1)) == 1


def test_each_coding_is_cached_separately(proxy: Proxy, apps: Apps) -> None:
    spellings = ["br, gzip", "gzip, deflate", "identity", "gzip, deflate, br, zstd", "deflate,gzip;q=0.9", "*;q=0"]
    answers = [proxy.get("/api/trace/resnet50?size=104", accept_encoding=each) for each in spellings]

    assert [answer.headers["Content-Encoding"] for answer in answers] == ["br", "gzip", None, "br", "gzip", None]
    assert [answer.headers["X-Cache"] for answer in answers] == ["MISS"] * 3 + ["HIT"] * 3
    assert gzip.decompress(answers[1].body) == answers[2].body
    assert len(requests_to_all(apps, "/api/trace/resnet50", 3)) == 3


@pytest.mark.parametrize("path", ["/api/trace/resnet35", "/api/trace/resnext50_32x4d"])
def test_error_is_not_cached(proxy: Proxy, apps: Apps, path: str) -> None:
    answers = [proxy.get(f"{path}?size=0") for _ in range(2)]

    assert [answer.status // 100 for answer in answers] == [4, 4]
    assert len(requests_to_all(apps, path, 2)) == 2


def test_page_has_each_header_once_and_its_files_are_cached(proxy: Proxy) -> None:
    page = proxy.get("/explore/resnet34")
    once = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cache-Control", "X-Request-ID")
    style = page.body.decode().split('rel="stylesheet" href="')[1].split('"')[0]
    files = [proxy.get(style) for _ in range(2)]

    assert {name: len(page.headers.get_all(name, [])) for name in once} == dict.fromkeys(once, 1)
    assert [file.headers["X-Cache"] for file in files] == ["MISS", "HIT"]
    assert "immutable" in files[0].headers["Cache-Control"]


def test_both_logs_have_the_same_request_id(proxy: Proxy, apps: Apps) -> None:
    proxy.get("/api/networks", x_request_id="from-a-reader")
    until(lambda: bool(proxy.lines()), "nginx wrote nothing down")

    assert [line["request"] for line in proxy.lines()] == ["from-a-reader"]
    assert [line["request"] for line in requests_to_all(apps, "/api/networks", 1)] == ["from-a-reader"]


def test_redirection_keeps_the_public_origin(proxy: Proxy) -> None:
    assert proxy.get("/explore/resnet34/").headers["Location"] == "/explore/resnet34"


def test_progress_is_streamed_and_disconnecting_ends_the_study(apps: Apps, tmp_path: Path) -> None:
    with proxy_for([apps[0].port], tmp_path) as proxy:
        with closing(HTTPConnection("127.0.0.1", proxy.port, timeout=60)) as reader:
            reader.request("GET", "/figures/gradients/resnet34?size=128&batch=4")
            lines = map(json.loads, reader.getresponse())
            begun = next(line for line in lines if line.get("progress") != 0)
            meanwhile = proxy.get(f"{SMALL_STUDY}&seed=1")

        assert 0 < begun["progress"] < 1
        assert (meanwhile.status, meanwhile.headers["Retry-After"].isdecimal()) == (503, True)
        until(lambda: proxy.get(f"{SMALL_STUDY}&seed=1").status == 200, "the work of who left goes on")


def test_killed_server_fails_only_its_own_requests_and_is_asked_again_after_a_restart(proxy: Proxy, apps: Apps) -> None:
    with sending_requests(proxy, many=8) as load:
        both_busy(load, apps)
        killed = time.monotonic()
        apps[1].process.kill()
        apps[1].process.wait()
        goes_on(load)
    before = len(apps[1].requests("/api/trace/cifar_resnet20"))
    apps[1].ready()
    with sending_requests(proxy, many=4) as later:
        until(lambda: len(apps[1].requests("/api/trace/cifar_resnet20")) > before, "it was left out")

    assert [each for each in load.failed() if each.began > killed] == []
    assert len(load.failed()) <= 8
    assert later.failed() == []


def test_stopped_server_fails_no_request_and_the_cache_is_served_without_servers(proxy: Proxy, apps: Apps) -> None:
    kept = proxy.get("/explore/resnet101")
    with sending_requests(proxy, many=8) as load:
        both_busy(load, apps)
        apps[0].process.terminate()
        assert apps[0].process.wait(30) == 0
        goes_on(load)
    apps[1].process.kill()
    apps[1].process.wait()
    uncached = proxy.get("/explore/resnet152")

    assert load.failed() == []
    assert proxy.get("/explore/resnet101").body == kept.body
    assert (uncached.status, uncached.headers["Retry-After"]) == (503, "5")


def both_busy(load: Load, apps: Apps) -> None:
    """Wait until both apps have answered requests of the load."""
    before = [len(app.requests("/api/trace/cifar_resnet20")) for app in apps]
    until(
        lambda: all(
            len(app.requests("/api/trace/cifar_resnet20")) > known + 20 for app, known in zip(apps, before, strict=True)
        ),
        f"one of the apps was asked for nothing, of {len(load.results)}",
    )


def goes_on(load: Load) -> None:
    """Wait for a hundred more responses."""
    before = len(load.results)
    until(lambda: len(load.results) >= before + 100, "no client gets a response")
