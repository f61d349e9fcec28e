"""Clients that are slow, silent, broken or send without end are given up, and everybody else is served meanwhile."""

import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from app.serving.connections import MOST_HEAD
from tests.support.server_process import Program, everything, request, running, status

IMPATIENT = """
import app.__main__ as program
import app.serving.connections as connections
connections.HEAD_WITHIN, connections.LOOK_EVERY, program.KEEP_ALIVE = 1.0, 0.5, 1
program.main()
"""
"""The program as it is, but for seconds where it waits for tens of seconds."""

MANY = 60  # more than there are threads
BEGUN = b"GET /api/networks HTTP/1.1\r\nHost: 127.0.0.1\r\n"
LARGE = "/docs/assets/swagger-ui-bundle.js"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with running(tmp_path_factory.mktemp("program") / "log", ("-c", IMPATIENT)) as program:
        yield program
        assert "Traceback" not in program.log.read_text()


def threads(program: Program) -> int:
    state = Path(f"/proc/{program.process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in state.splitlines() if line.startswith("Threads:"))


@pytest.mark.parametrize(
    "said",
    [b"", b"G", b"GET /api/networks HTT", BEGUN, BEGUN + b"X-Half: of a hea", b"\r\n\r\n"],
    ids=["nothing", "a letter", "half a line", "no end", "half a header", "empty lines"],
)
def test_requests_that_do_not_come_hold_no_thread_and_are_given_up(program: Program, said: bytes) -> None:
    program.ask("/api/trace/resnet18")
    with ExitStack() as stack:
        before = threads(program)
        waiting = [stack.enter_context(program.connect()) for _ in range(MANY)]
        for client in waiting:
            client.sendall(said)
        assert status(program.ask("/api/trace/resnet18")) == 200
        assert threads(program) <= before
        assert {status(everything(client)) for client in waiting} == {0}


def test_a_request_that_comes_byte_by_byte_is_given_up_too(program: Program) -> None:
    with program.connect() as client:
        client.settimeout(0.1)
        ended = b"?"
        for byte in BEGUN * 20:
            try:
                client.sendall(bytes([byte]))
                ended = client.recv(1)
                break
            except TimeoutError:
                continue
            except (ConnectionResetError, BrokenPipeError):
                ended = b""
                break
        assert ended == b""


def test_so_is_the_second_request_of_a_connection(program: Program) -> None:
    with program.connect() as client:
        client.sendall(BEGUN + b"\r\n" + BEGUN)
        answers = everything(client)
    assert status(answers) == 200
    assert answers.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    "head",
    [
        BEGUN + b"X-Large: " + b"a" * 2 * MOST_HEAD + b"\r\n\r\n",
        BEGUN + b"X-Many: some\r\n" * MOST_HEAD + b"\r\n",
        b"GET /?" + b"a" * 2 * MOST_HEAD + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        BEGUN + b"X-Endless: " + b"a" * 64 * MOST_HEAD,
        b"G" * 64 * MOST_HEAD,
    ],
    ids=["a large one", "many", "the address", "one without end", "no request at all"],
)
def test_a_head_that_is_too_large_is_refused(program: Program, head: bytes) -> None:
    with program.connect() as client:
        with suppress(ConnectionResetError, BrokenPipeError):  # refused before it was whole
            client.sendall(head)
        answer = everything(client)
    assert status(answer) in (0, 400, 431)
    assert status(program.ask("/api/networks")) == 200


def test_a_large_head_is_refused_in_words_and_a_fair_one_answered(program: Program) -> None:
    for size, due in ((MOST_HEAD - 200, 200), (MOST_HEAD + 200, 431)):
        with program.connect() as client:
            client.sendall(BEGUN + b"Connection: close\r\nX-Large: " + b"a" * size + b"\r\n\r\n")
            answer = everything(client)
        assert status(answer) == due, size
        head, body = answer.split(b"\r\n\r\n", 1)
        assert f"content-length: {len(body)}".encode() in head.lower()


def test_answers_that_nobody_reads_are_given_up_and_others_are_served(program: Program) -> None:
    with ExitStack() as stack:
        deaf = [stack.enter_context(socket.socket()) for _ in range(MANY)]
        for client in deaf:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.settimeout(30)
            client.connect(("127.0.0.1", program.port))
            client.sendall(request(LARGE).replace(b"Connection: close\r\n", b"") * 8)
        assert status(program.ask("/api/trace/resnet34")) == 200
        assert connections(program) >= MANY  # eight of them are more than the system takes for a reader
        while connections(program):
            assert status(program.ask("/api/networks")) == 200


def connections(program: Program) -> int:
    """How many are established at the server's end."""
    port = f"{program.port:04X}"
    rows = [row.split() for row in Path(f"/proc/{program.process.pid}/net/tcp").read_text().splitlines()[1:]]
    return sum(row[1].endswith(f":{port}") and row[3] == "01" for row in rows)


def test_clients_that_leave_by_a_reset_leave_nothing_behind(program: Program) -> None:
    for number in range(MANY):
        with program.connect() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.sendall(request(f"/explore/resnet34?size={64 + number}"))
    assert status(program.ask("/explore/resnet18")) in (200, 503)  # 503: the others' traces are still being made
    while status(program.ask("/explore/resnet18?size=65")) != 200:
        pass


@pytest.mark.parametrize(
    "said", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"SSH-2.0-x\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\0" * 4096]
)
def test_what_is_no_http_is_refused(program: Program, said: bytes) -> None:
    with program.connect() as client:
        client.sendall(said)
        assert status(everything(client)) in (0, 400)
    assert status(program.ask("/api/networks")) == 200
