"""Logging configuration: one line per request and per event to standard output, as JSON or as text."""

import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

import orjson
from prometheus_client import Counter

from ..web.request_id import REQUEST_ID

Entry = dict[str, Any]  # the fields of a line; `time`, `level` and `logger` come first

STDOUT = 1  # file descriptor: one write per line, so that lines of several workers do not mix
LOST_LINES = Counter("resnet_volumes_log_lines_lost", "Log lines that could not be written.", registry=None)
CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160), 0x2028, 0x2029)}
"""Characters that end a line or control a terminal."""


def to_json(entry: Entry) -> bytes:
    return orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z)


def to_text(entry: Entry) -> bytes:
    """`time level logger name=value …`, with a traceback indented below."""
    time, level, logger, *fields = entry.items()
    head = f"{time[1].isoformat(timespec='milliseconds')} {level[1]} {logger[1]}"
    pairs = [f"{name}={value}" for name, value in fields if name != "traceback" and value not in (None, "")]
    lines = [" ".join([head, *pairs]), *entry.get("traceback", "").splitlines()]
    return ("\n  ".join(line.translate(CONTROL) for line in lines) + "\n").encode()


class LineHandler(logging.Handler):
    """Writes the records of all loggers, uvicorn's too, and the lines of the request log."""

    render: Callable[[Entry], bytes] = staticmethod(to_json)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.write(entry_of(record))
        except (KeyError, TypeError, ValueError):  # bad format arguments, as in the standard handlers
            self.handleError(record)

    def write(self, entry: Entry) -> None:
        """Write one line, or count it as lost when that fails, as on a full disk."""
        try:
            os.write(STDOUT, self.render(entry))
        except OSError:
            LOST_LINES.inc()


def entry_of(record: logging.LogRecord) -> Entry:
    """The fields of a record, with the id of its request and the traceback of its exception."""
    entry = {
        "time": datetime.fromtimestamp(record.created, UTC),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": _encodable(record.getMessage().strip()),
    }
    if request := REQUEST_ID.get():
        entry["request"] = request
    if record.exc_info:
        entry["traceback"] = _encodable(logging.Formatter().formatException(record.exc_info))
    return entry


def _encodable(text: str) -> str:
    """Escape lone surrogates, which UTF-8 cannot encode."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


HANDLER = LineHandler()


def configure(level: str, form: Literal["json", "text"]) -> None:
    """Send all records through one handler, in one format, and silence uvicorn's access log."""
    HANDLER.render = to_json if form == "json" else to_text
    root = logging.getLogger()
    root.setLevel(level.upper())
    if HANDLER not in root.handlers:
        root.addHandler(HANDLER)
    logging.getLogger("uvicorn.access").propagate = False
