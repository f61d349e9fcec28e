"""One line per request and per event, as JSON or as text, to the standard output."""

import asyncio
import logging
import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Literal

import orjson

from app.web.asked import REQUEST_ID

Entry = dict[str, Any]
"""What a line says, in its order: `time`, `level` and `logger` come first."""

STANDARD_OUTPUT = 1  # the descriptor: whole lines are written, so those of several workers do not mix
ONE_PIECE = 4096  # bytes that a pipe takes without another process's between them
SOON = 0.05  # seconds; a write for each of twenty thousand requests a second would take as long as the answers
JSON = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
ESCAPED = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160), 0x2028, 0x2029)}
"""What ends a line or steers a terminal, wherever it came from."""


def as_json(entry: Entry) -> bytes:
    return orjson.dumps(entry, option=JSON)


def as_text(entry: Entry) -> bytes:
    """For people: `name=value` after the first three. A traceback follows, indented: only an entry begins a line."""
    time, level, logger, *rest = entry.items()
    head = [time[1].isoformat(timespec="milliseconds"), level[1], logger[1]]
    pairs = [f"{name}={value}" for name, value in rest if name != "traceback" and value not in (None, "")]
    lines = [" ".join(head + pairs), *entry.get("traceback", "").splitlines()]
    return ("\n  ".join(line.translate(ESCAPED) for line in lines) + "\n").encode()


RENDERERS: dict[str, Callable[[Entry], bytes]] = {"json": as_json, "text": as_text}


class Lines(logging.Handler):
    """Writes what Python's logging is told in the same form as the access log."""

    render: Callable[[Entry], bytes] = staticmethod(as_json)
    lost = 0

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[bytes] = []
        self._turn = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """A call of logging whose arguments do not fit its message is told as logging itself does, and harms nobody."""
        try:
            self.put(entry_of(record))
        except (KeyError, TypeError, ValueError):
            self.handleError(record)

    def put(self, entry: Entry) -> None:
        """Write it now, after what waits."""
        self.waiting.append(self.render(entry))
        self.flush()

    def soon(self, entry: Entry) -> None:
        """Write it together with those of the next moment; where there is no event loop, now."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.put(entry)
            return
        if not self.waiting or self._loop is not loop:
            self._loop = loop
            loop.call_later(SOON, self.flush)
        self.waiting.append(self.render(entry))

    def flush(self) -> None:
        """Write what waits; logging itself calls this at the end of the program."""
        with self._turn:
            lines, self.waiting = self.waiting, []
            for piece in _pieces(lines):
                self._write(piece)

    def _write(self, lines: list[bytes]) -> None:
        """Where nothing can be written, a full disk say, lines are lost and counted, and no answer is."""
        try:
            os.write(STANDARD_OUTPUT, b"".join(lines))
        except OSError:
            self.lost += len(lines)


def _pieces(lines: list[bytes]) -> Iterator[list[bytes]]:
    """Lines in runs that a pipe takes in one piece."""
    run: list[bytes] = []
    size = 0
    for line in lines:
        if run and size + len(line) > ONE_PIECE:
            yield run
            run, size = [], 0
        run.append(line)
        size += len(line)
    if run:
        yield run


def entry_of(record: logging.LogRecord) -> Entry:
    """What a log record says, with the request it was made for and the traceback of its exception."""
    entry = {
        "time": datetime.fromtimestamp(record.created, UTC),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": _sound(record.getMessage().strip()),
    }
    if (request := REQUEST_ID.get()) is not None:
        entry["request"] = request
    if record.exc_info:
        entry["traceback"] = _sound(logging.Formatter().formatException(record.exc_info))
    return entry


def _sound(text: str) -> str:
    """Text that can be encoded: half of a surrogate pair, which a message may quote, cannot."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


LINES = Lines()
ACCESS = logging.getLogger("access")


def configure(level: str, form: Literal["json", "text"]) -> None:
    """Let everything that logs write in this form, uvicorn too, whose own access log falls silent."""
    LINES.render = RENDERERS[form]
    root = logging.getLogger()
    root.setLevel(level.upper())
    if LINES not in root.handlers:
        root.addHandler(LINES)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"


def access(scope: Any, status: int, size: int, how: str, seconds: float, request_id: str) -> None:
    """One line for a request that has been answered. Addresses as they were sent: still percent-encoded."""
    level = logging.WARNING if status >= 500 else logging.INFO
    if not ACCESS.isEnabledFor(level):
        return
    client = scope.get("client")
    LINES.soon(
        {
            "time": datetime.now(UTC),
            "level": "warning" if status >= 500 else "info",
            "logger": "access",
            "request": request_id,
            "method": scope["method"],
            "path": _shown(scope["raw_path"].decode("ascii", "backslashreplace")),
            "query": _shown(scope["query_string"].decode("ascii", "backslashreplace")),
            "status": status,
            "bytes": size,
            "ms": round(seconds * 1000, 3),
            "how": how,
            "client": _shown(client[0]) if client else None,
        }
    )


def _shown(text: str) -> str:
    """What a client, or a proxy, has chosen: cut, and with nothing in it that ends a line or steers a terminal."""
    text = text[:LONGEST]
    return text if text.isprintable() else text.encode("unicode_escape").decode("ascii")[:LONGEST]


LONGEST = 1000  # characters of what a client chooses: a line stays under the 4096 that a pipe takes in one piece
