"""One line per request and per event, as JSON or as text, to the standard output."""

import logging
import os
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Literal

import orjson

from app.web.asked import REQUEST_ID

Entry = dict[str, Any]
"""What a line says, in its order: `time`, `level` and `logger` come first."""

STANDARD_OUTPUT = 1  # the descriptor: whole lines are written, so those of several workers do not mix
ONE_PIECE = 4096  # bytes that a pipe takes without another process's between them
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
        self._turn = threading.RLock()

    def emit(self, record: logging.LogRecord) -> None:
        """A call of logging whose arguments do not fit its message is told as logging itself does, and harms nobody."""
        try:
            entry = entry_of(record)
        except (KeyError, TypeError, ValueError):
            self.handleError(record)
        else:
            self.put([entry])

    def put(self, entries: Iterable[Entry]) -> None:
        """Write them, as many at a time as a pipe takes in one piece. A line is let go as soon as it is in its piece:
        to find room for a thousand that stay takes longer than to make them."""
        with self._turn:
            piece, lines = bytearray(), 0
            for entry in entries:
                line = self.render(entry)
                if piece and len(piece) + len(line) > ONE_PIECE:
                    self._write(piece, lines)
                    piece, lines = bytearray(), 0
                piece += line
                lines += 1
            if piece:
                self._write(piece, lines)

    def _write(self, piece: bytearray, lines: int) -> None:
        """Where nothing can be written, a full disk say, lines are lost and counted, and no answer is."""
        try:
            os.write(STANDARD_OUTPUT, piece)
        except OSError:
            self.lost += lines


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
