"""The access log: one line for every request that has been answered."""

import logging
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from app.serving.logging_config import Entry

LOGGER = logging.getLogger("access")
LONGEST = 800  # characters of path and of query, which JSON may double: a pipe takes 4096 bytes in one piece
LONGEST_CLIENT = 100  # characters of what a proxy says of it
SAID = 256  # what was asked by whom, whose texts are remembered; a head has 32 kB at most


class Request(NamedTuple):
    """One that has been answered.

    `ended` is a time of `time.time()`, `size` the bytes of the body that were sent, `how` where the answer came from.
    """

    ended: float
    seconds: float
    name: str
    method: str
    path: str
    raw_path: bytes
    query: bytes
    client: tuple[str, int] | None
    status: int
    size: int
    how: str


def wanted(status: int) -> bool:
    """Whether requests with this status are written. Those with 5xx are warnings."""
    return LOGGER.isEnabledFor(logging.WARNING if status >= 500 else logging.INFO)


def entry(request: Request) -> Entry:
    """The line about a request. Addresses as they were sent: still percent-encoded."""
    ended, seconds, name, method, _, raw_path, raw_query, address, status, size, how = request
    path, query, client = _sent(raw_path, raw_query, address and address[0])
    return {
        "time": datetime.fromtimestamp(ended, UTC),
        "level": "warning" if status >= 500 else "info",
        "logger": "access",
        "request": name,
        "method": method,
        "path": path,
        "query": query,
        "status": status,
        "bytes": size,
        "ms": int(seconds * 1e6) / 1000,
        "how": how,
        "client": client,
    }


@lru_cache(SAID)
def _sent(path: bytes, query: bytes, client: str | None) -> tuple[str, str, str | None]:
    return _shown(_text(path)), _shown(_text(query)), _shown(client, LONGEST_CLIENT) if client else None


def _text(part: bytes) -> str:
    return part.decode("ascii", "backslashreplace")


def _shown(text: str, longest: int = LONGEST) -> str:
    """What a client, or a proxy, has chosen: cut, and with nothing in it that ends a line or steers a terminal."""
    text = text[:longest]
    return text if text.isprintable() else text.encode("unicode_escape").decode("ascii")[:longest]
