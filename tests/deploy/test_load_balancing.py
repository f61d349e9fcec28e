"""Two apps behind the nginx that is shipped: what is kept is not asked for again, and one that goes is not missed."""

import gzip
import json
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.deploy.apps import App, asked_in_all
from tests.deploy.concurrent_clients import Crowd, asking, at_once
from tests.deploy.processes import until
from tests.deploy.proxy import Proxy, in_front_of

Apps = tuple[App, App]


def test_the_second_request_for_a_trace_never_reaches_an_app(proxy: Proxy, apps: Apps) -> None:
    first, second = (proxy.get("/api/trace/resnet18?size=101") for _ in range(2))

    assert [first.headers["X-Cache"], second.headers["X-Cache"]] == ["MISS", "HIT"]
    assert first.body == second.body
    assert json.loads(second.body)["input"]["shape"] == [3, 101, 101]
    proxy.get("/api/trace/vgg19?size=101")  # whatever was asked before this has been written down by now
    asked_in_all(apps, "/api/trace/vgg19", 1)
    assert len(asked_in_all(apps, "/api/trace/resnet18", 1)) == 1


def test_fifty_first_requests_at_once_reach_an_app_once(proxy: Proxy, apps: Apps) -> None:
    answers = at_once(proxy, "/api/trace/cifar_resnet1202", 50)

    assert [answer.status for answer in answers] == [200] * 50
    assert len({answer.body for answer in answers}) == 1
    assert len(asked_in_all(apps, "/api/trace/cifar_resnet1202", 1)) == 1


def test_who_has_the_answer_is_told_so_by_the_proxy(proxy: Proxy, apps: Apps) -> None:
    tag = proxy.get("/api/trace/resnet34?size=103").headers["ETag"]
    again = proxy.get("/api/trace/resnet34?size=103", if_none_match=tag)

    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    assert len(asked_in_all(apps, "/api/trace/resnet34", 1)) == 1


def test_each_compressed_form_is_kept_by_itself(proxy: Proxy, apps: Apps) -> None:
    spellings = ["br, gzip", "gzip, deflate", "identity", "gzip, deflate, br, zstd", "deflate,gzip;q=0.9", "*;q=0"]
    answers = [proxy.get("/api/trace/resnet50?size=104", accept_encoding=each) for each in spellings]

    assert [answer.headers["Content-Encoding"] for answer in answers] == ["br", "gzip", None, "br", "gzip", None]
    assert [answer.headers["X-Cache"] for answer in answers] == ["MISS"] * 3 + ["HIT"] * 3
    assert len({answer.headers["ETag"] for answer in answers}) == 3
    assert gzip.decompress(answers[1].body) == answers[2].body
    assert len(asked_in_all(apps, "/api/trace/resnet50", 3)) == 3


@pytest.mark.parametrize("path", ["/api/trace/resnet35", "/api/trace/resnext50_32x4d"])
def test_an_error_is_not_kept(proxy: Proxy, apps: Apps, path: str) -> None:
    answers = [proxy.get(f"{path}?size=0") for _ in range(2)]

    assert [answer.status // 100 for answer in answers] == [4, 4]
    assert len(asked_in_all(apps, path, 2)) == 2


def test_a_page_comes_with_its_headers_once_and_its_files_are_kept_too(proxy: Proxy) -> None:
    page = proxy.get("/explore/resnet34")
    once = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cache-Control", "X-Request-ID")
    style = page.body.decode().split('rel="stylesheet" href="')[1].split('"')[0]
    files = [proxy.get(style) for _ in range(2)]

    assert {name: len(page.headers.get_all(name, [])) for name in once} == dict.fromkeys(once, 1)
    assert [file.headers["X-Cache"] for file in files] == ["MISS", "HIT"]
    assert "immutable" in files[0].headers["Cache-Control"]


def test_one_id_names_a_request_in_both_logs(proxy: Proxy, apps: Apps) -> None:
    proxy.get("/api/networks", x_request_id="from-a-reader")
    until(lambda: bool(proxy.lines()), "nginx wrote nothing down")

    assert [line["request"] for line in proxy.lines()] == ["from-a-reader"]
    assert [line["request"] for line in asked_in_all(apps, "/api/networks", 1)] == ["from-a-reader"]


def test_a_redirection_stays_where_one_is(proxy: Proxy) -> None:
    assert proxy.get("/explore/resnet34/").headers["Location"] == "/explore/resnet34"


def test_a_server_killed_under_load_fails_nothing_that_was_not_in_its_hands(proxy: Proxy, apps: Apps) -> None:
    with asking(proxy, many=8) as crowd:
        both_busy(crowd, apps)
        killed = time.monotonic()
        apps[1].process.kill()
        apps[1].process.wait()
        goes_on(crowd)

    assert [each for each in crowd.failed() if each.began > killed] == []
    assert len(crowd.failed()) <= 8


def test_a_server_that_is_told_to_stop_under_load_fails_nothing(proxy: Proxy, apps: Apps) -> None:
    with asking(proxy, many=8) as crowd:
        both_busy(crowd, apps)
        apps[0].process.terminate()
        assert apps[0].process.wait(30) == 0
        goes_on(crowd)

    assert crowd.failed() == []


def test_a_server_that_is_back_is_asked_again(proxy: Proxy, apps: Apps) -> None:
    apps[0].process.kill()
    apps[0].process.wait()
    with asking(proxy, many=4) as crowd:
        goes_on(crowd)
        before = len(apps[0].asked("/api/trace/cifar_resnet20"))
        apps[0].ready()
        until(lambda: len(apps[0].asked("/api/trace/cifar_resnet20")) > before, "it was left out")

    assert crowd.failed() == []


def test_what_is_kept_is_served_while_every_app_is_gone(proxy: Proxy, apps: Apps) -> None:
    kept = proxy.get("/explore/resnet101")
    for app in apps:
        app.process.kill()
        app.process.wait()
    never_asked = proxy.get("/explore/resnet152")

    assert proxy.get("/explore/resnet101").body == kept.body
    assert (never_asked.status, never_asked.headers["Retry-After"]) == (503, "5")


def test_progress_comes_as_it_is_made_and_who_leaves_ends_the_work(apps: Apps, tmp_path: Path) -> None:
    with in_front_of([apps[0].port], tmp_path) as proxy:
        with closing(HTTPConnection("127.0.0.1", proxy.port, timeout=60)) as reader:
            reader.request("GET", "/figures/gradients/resnet34?batch=8")
            lines = map(json.loads, reader.getresponse())
            begun = next(line for line in lines if line.get("progress") != 0)
            meanwhile = proxy.get("/api/gradients/cifar_resnet20")

        assert 0 < begun["progress"] < 1
        assert (meanwhile.status, meanwhile.headers["Retry-After"].isdecimal()) == (503, True)
        until(lambda: proxy.get("/api/gradients/cifar_resnet20").status == 200, "the work of who left goes on")


def both_busy(crowd: Crowd, apps: Apps) -> None:
    """Waits until both apps have answered some of it."""
    before = [len(app.asked("/api/trace/cifar_resnet20")) for app in apps]
    until(
        lambda: all(
            len(app.asked("/api/trace/cifar_resnet20")) > known + 20 for app, known in zip(apps, before, strict=True)
        ),
        f"one of the apps was asked for nothing, of {len(crowd.tried)}",
    )


def goes_on(crowd: Crowd) -> None:
    """Waits for another hundred answers."""
    before = len(crowd.tried)
    until(lambda: len(crowd.tried) >= before + 100, "nobody is answered any more")
