"""The shipped nginx with errors, servers that are down, and slow or broken clients."""

import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.browser.server import free_port
from tests.deploy.conftest import Behind
from tests.deploy.processes import until
from tests.deploy.proxy import proxy_for
from tests.deploy.stub_server import CACHED_FOR_AN_HOUR, StubRequest, StubResponse, always, stub_server


def test_503_of_a_busy_server_is_not_retried(behind: Behind) -> None:
    busy = always(503, b"busy", Retry_After="7", Cache_Control="no-store")
    proxy, servers = behind(busy, busy)

    answer = proxy.get("/api/trace/resnet34")

    assert (answer.status, answer.body, answer.headers["Retry-After"]) == (503, b"busy", "7")
    assert sum(len(server.requests) for server in servers) == 1
    assert proxy.get("/api/trace/resnet34").headers["X-Cache"] == "MISS"


def test_missing_static_file_is_retried_on_the_other_server(behind: Behind) -> None:
    proxy, servers = behind(always(404, b"", Cache_Control="no-store"), always(200, b"new", **CACHED_FOR_AN_HOUR))

    answers = [proxy.get(f"/static/new/{name}.css") for name in range(4)]

    assert [answer.body for answer in answers] == [b"new"] * 4
    assert all(server.requests for server in servers)


def test_proxy_is_ready_while_one_server_is(behind: Behind) -> None:
    proxy, _ = behind(always(503, b"stopping", Cache_Control="no-store"), always(200, b"ready"))

    assert [proxy.get("/readyz").body for _ in range(4)] == [b"ready"] * 4


STUDIES = ["/api/gradients/resnet152", "/figures/gradients/resnet152", "/figures/gradients/resnet152/chart.svg"]


@pytest.mark.parametrize("path", STUDIES)
def test_study_is_not_retried_on_another_server(behind: Behind, path: str) -> None:
    proxy, servers = behind(ends, ends)

    answer = proxy.get(path)

    assert (answer.status, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (503, "5", "no-store")
    assert sum(len(server.requests) for server in servers) == 1


def test_other_requests_are_retried_on_another_server(behind: Behind) -> None:
    proxy, servers = behind(ends, ends)

    assert proxy.get("/api/trace/resnet152").status == 503
    assert [len(server.requests) for server in servers] == [1, 1]


def ends(_: StubRequest) -> StubResponse:
    raise ConnectionAbortedError


@pytest.mark.parametrize("path", ["/api/gradients/resnet34", "/figures/gradients/resnet34/chart.svg"])
def test_requests_for_a_study_go_to_one_server(behind: Behind, path: str) -> None:
    asked_anew = always(200, b"", Cache_Control="no-store")
    proxy, servers = behind(asked_anew, asked_anew)
    for seed in [*range(16)] * 2:
        proxy.get(f"{path}?seed={seed}")
    first, second = ({request.path for request in server.requests} for server in servers)

    assert [len(first | second), first & second] == [16, set()]
    assert 0 < len(first) < 16


def test_slow_reader_holds_no_server(behind: Behind) -> None:
    proxy, (server,) = behind(always(200, bytes(20_000_000), **CACHED_FOR_AN_HOUR))
    with socket.create_connection(("127.0.0.1", proxy.port)) as reader:
        reader.sendall(b"GET /large HTTP/1.1\r\nHost: here\r\n\r\n")
        until(lambda: server.finished == 1, "the server still holds its answer")


def test_incomplete_requests_time_out(tmp_path: Path) -> None:
    """After five seconds; after one in this test."""
    halves = [b"G", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: here\r\nX-Slow: "]
    with ExitStack() as stack:
        server = stack.enter_context(stub_server(always()))
        shorter = {"client_header_timeout 5s;": "client_header_timeout 1s;"}
        proxy = stack.enter_context(proxy_for([server.port], tmp_path, shorter))
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", proxy.port), 20)) for _ in halves]
        for client, half in zip(clients, halves, strict=True):
            client.sendall(half)
        left = [cut_off(client) for client in clients]

    assert left == [True] * 3
    assert server.requests == []


def cut_off(client: socket.socket) -> bool:
    """Whether the server closes the connection. Raises `TimeoutError` if it keeps waiting."""
    try:
        return client.recv(1000)[:12] in (b"", b"HTTP/1.1 408")
    except ConnectionResetError:
        return True


REFUSED: list[tuple[str, str, dict[str, str], bytes | None, int]] = [
    ("GET", "/?" + "a" * 10_000, {}, None, 414),
    ("GET", "/", {"cookie": "a" * 10_000}, None, 400),
    ("GET", "/", {f"x-{number}": "a" * 7_000 for number in range(6)}, None, 400),
    ("POST", "/", {}, bytes(2_000), 413),
    ("GET", "/metrics", {}, None, 404),
    ("GET", "/%6detrics", {}, None, 404),
]


def test_metrics_and_bodies_do_not_reach_the_app(behind: Behind) -> None:
    proxy, (server,) = behind(always())

    for method, path, headers, body, status in REFUSED:
        assert proxy.get(path, method, body, **headers).status == status, (method, path[:20], [*headers])
    assert server.requests == []


def test_cached_responses_have_request_ids_of_their_own(behind: Behind) -> None:
    proxy, (server,) = behind(always(200, b"", **CACHED_FOR_AN_HOUR, X_Request_ID="of-the-first"))

    ids = [
        proxy.get("/", x_request_id=given).headers.get_all("X-Request-ID", [])
        for given in ("my-own-id", "other-id", "a b")
    ]

    assert ids[:2] == [["my-own-id"], ["other-id"]]
    assert [len(each) for each in ids[2]] == [32]
    assert [request.headers["x-request-id"] for request in server.requests] == ["my-own-id"]
    until(lambda: len(proxy.lines()) == 3, "not every request was written down")
    assert {line["request"] for line in proxy.lines()} == {*ids[0], *ids[1], *ids[2]}


def test_503_without_servers_has_retry_after(tmp_path: Path) -> None:
    with proxy_for([free_port()], tmp_path) as proxy:
        answer = proxy.get("/")

        assert (answer.status, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (503, "5", "no-store")
        assert proxy.get("/healthz").status == 200
        assert proxy.get("/readyz").status == 503
