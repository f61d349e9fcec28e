"""A server that says what a test wants it to say, to see what nginx makes of it."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Asked:
    path: str
    headers: Mapping[str, str]
    """Names in small letters."""


@dataclass(frozen=True, slots=True)
class Said:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600", "ETag": '"one"'}


def always(status: int = 200, body: bytes = b"", **headers: str) -> Callable[[Asked], Said]:
    """A server that says the same to everybody. Headers are named as in `cache_control="no-store"`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Said(status, body, named)


@dataclass(slots=True)
class Pretender:
    """`asked` is all that it was asked, `finished` how many answers have left it whole."""

    port: int
    asked: list[Asked] = field(default_factory=list)
    finished: int = 0


@contextmanager
def pretending(answer: Callable[[Asked], Said]) -> Iterator[Pretender]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_GET(self) -> None:
            asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()})
            pretender.asked.append(asked)
            try:
                said = answer(asked)
            except ConnectionAbortedError:  # as where the process is gone
                self.close_connection = True
                return
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            if said.status != 304:
                self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)
            pretender.finished += 1

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    pretender = Pretender(server.server_address[1])
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    serving.start()
    try:
        yield pretender
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
