"""What the shipped nginx makes of answers, of errors, and of clients that mean no good."""

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.browser.server import free_port
from tests.scaled.pretender import Asked, Pretender, Said, pretending
from tests.scaled.processes import until
from tests.scaled.proxy import Proxy, in_front_of

Behind = Callable[..., tuple[Proxy, list[Pretender]]]
FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600", "ETag": '"one"'}
FOR_A_SECOND = {"Cache-Control": "public, max-age=1", "ETag": '"one"'}


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[Behind]:
    """Servers that answer so, with an nginx in front of them."""
    with ExitStack() as stack:

        def start(*answers: Callable[[Asked], Said]) -> tuple[Proxy, list[Pretender]]:
            servers = [stack.enter_context(pretending(answer)) for answer in answers]
            proxy = stack.enter_context(in_front_of([server.port for server in servers], tmp_path))
            return proxy, servers

        yield start


def always(status: int = 200, body: bytes = b"", **headers: str) -> Callable[[Asked], Said]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Said(status, body, named)


def test_a_busy_server_is_believed_and_the_others_are_left_alone(behind: Behind) -> None:
    busy = always(503, b"busy", Retry_After="7", Cache_Control="no-store")
    proxy, servers = behind(busy, busy)

    answer = proxy.get("/api/trace/resnet34")

    assert (answer.status, answer.body, answer.headers["Retry-After"]) == (503, b"busy", "7")
    assert sum(len(server.asked) for server in servers) == 1
    assert proxy.get("/api/trace/resnet34").headers["X-Cache"] == "MISS"


def test_what_has_expired_is_served_while_it_is_asked_for_by_its_etag(behind: Behind) -> None:
    def app(asked: Asked) -> Said:
        return Said(304 if "if-none-match" in asked.headers else 200, b"", FOR_A_SECOND)

    proxy, (server,) = behind(app)
    proxy.get("/")
    until(lambda: proxy.get("/").headers["X-Cache"] == "STALE", "nothing expired")
    until(lambda: proxy.get("/").headers["X-Cache"] == "HIT", "it was not renewed")

    assert [asked.headers.get("if-none-match") for asked in server.asked][:2] == [None, '"one"']


def test_what_has_expired_is_served_while_no_server_is_there(tmp_path: Path) -> None:
    with ExitStack() as later:
        with pretending(lambda _: Said(200, b"kept", FOR_A_SECOND)) as server:
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


def test_a_file_of_another_release_is_looked_for_on_the_other_server(behind: Behind) -> None:
    proxy, servers = behind(always(404, b"", Cache_Control="no-store"), always(200, b"new", **FOR_AN_HOUR))

    answers = [proxy.get(f"/static/new/{name}.css") for name in range(4)]

    assert [answer.body for answer in answers] == [b"new"] * 4
    assert all(server.asked for server in servers)


def test_a_reader_who_reads_nothing_holds_no_server(behind: Behind) -> None:
    proxy, (server,) = behind(always(200, bytes(20_000_000), **FOR_AN_HOUR))
    with socket.create_connection(("127.0.0.1", proxy.port)) as reader:
        reader.sendall(b"GET /large HTTP/1.1\r\nHost: here\r\n\r\n")
        until(lambda: server.finished == 1, "the server still holds its answer")


def test_clients_that_do_not_finish_asking_are_cut_off(behind: Behind) -> None:
    proxy, (server,) = behind(always())
    halves = [b"G", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: here\r\nX-Slow: "]
    with ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", proxy.port), 20)) for _ in halves]
        for client, half in zip(clients, halves, strict=True):
            client.sendall(half)
        left = [cut_off(client) for client in clients]

    assert left == [True] * 3
    assert server.asked == []


def cut_off(client: socket.socket) -> bool:
    """Whether the other side ends the connection. Raises `TimeoutError` where it just waits."""
    try:
        return client.recv(1000)[:12] in (b"", b"HTTP/1.1 408")
    except ConnectionResetError:
        return True


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("GET", "/?" + "a" * 10_000, {}, None, 414),
        ("GET", "/", {"cookie": "a" * 10_000}, None, 400),
        ("GET", "/", {f"x-{number}": "a" * 7_000 for number in range(6)}, None, 400),
        ("POST", "/", {}, bytes(2_000), 413),
        ("GET", "/metrics", {}, None, 404),
        ("GET", "/%6detrics", {}, None, 404),
    ],
)
def test_what_is_not_for_the_app_does_not_reach_it(
    behind: Behind, method: str, path: str, headers: dict[str, str], body: bytes | None, status: int
) -> None:
    proxy, (server,) = behind(always())

    assert proxy.get(path, method, body, **headers).status == status
    assert server.asked == []


def test_every_request_has_an_id_of_its_own_also_where_the_answer_is_kept(behind: Behind) -> None:
    proxy, (server,) = behind(always(200, b"", **FOR_AN_HOUR, X_Request_ID="of-the-first"))

    ids = [
        proxy.get("/", x_request_id=given).headers.get_all("X-Request-ID", [])
        for given in ("my-own-id", "other-id", "a b")
    ]

    assert ids[:2] == [["my-own-id"], ["other-id"]]
    assert [len(each) for each in ids[2]] == [32]
    assert [asked.headers["x-request-id"] for asked in server.asked] == ["my-own-id"]
    until(lambda: len(proxy.lines()) == 3, "not every request was written down")
    assert {line["request"] for line in proxy.lines()} == {*ids[0], *ids[1], *ids[2]}


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


def test_answers_for_different_origins_are_kept_apart(behind: Behind) -> None:
    def app(asked: Asked) -> Said:
        return Said(200, asked.headers.get("origin", "none").encode(), {**FOR_AN_HOUR, "Vary": "Origin"})

    proxy, _ = behind(app)
    origins = ["https://a.example", "https://b.example"] * 2

    assert [proxy.get("/", origin=origin).body.decode() for origin in origins] == origins
    assert proxy.get("/").body == b"none"


def test_where_nobody_is_there_and_nothing_is_kept_it_says_when_to_try_again(tmp_path: Path) -> None:
    with in_front_of([free_port()], tmp_path) as proxy:
        answer = proxy.get("/")

        assert (answer.status, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (503, "5", "no-store")
        assert proxy.get("/healthz").status == 200
        assert proxy.get("/readyz").status == 503
