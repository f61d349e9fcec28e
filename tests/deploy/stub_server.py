"""A server with responses of the test's choice."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class StubRequest:
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""


@dataclass(frozen=True, slots=True)
class StubResponse:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


CACHED_FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600", "ETag": '"one"'}


def always(status: int = 200, body: bytes = b"", **headers: str) -> Callable[[StubRequest], StubResponse]:
    """The same response to every request. Headers are named as in `cache_control="no-store"`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: StubResponse(status, body, named)


@dataclass(slots=True)
class StubServer:
    """`requests` are all requests so far; `finished` is the number of complete responses."""

    port: int
    requests: list[StubRequest] = field(default_factory=list)
    finished: int = 0


@contextmanager
def stub_server(answer: Callable[[StubRequest], StubResponse]) -> Iterator[StubServer]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_GET(self) -> None:
            request = StubRequest(self.path, {name.lower(): value for name, value in self.headers.items()})
            stub.requests.append(request)
            try:
                response = answer(request)
            except ConnectionAbortedError:  # as when the process has died
                self.close_connection = True
                return
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            if response.status != 304:
                self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            self.wfile.write(response.body)
            stub.finished += 1

        def log_message(self, *_: object, **__: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stub = StubServer(server.server_address[1])
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    serving.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
