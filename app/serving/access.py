"""The access log: one line for every request that has been answered."""

import logging
from collections.abc import MutableMapping
from datetime import UTC, datetime
from functools import lru_cache
from time import time
from typing import Any

from app.serving.logs import LINES, Entry

LOGGER = logging.getLogger("access")
LONGEST = 1000  # characters of what a client chooses: a line stays under the 4096 that a pipe takes in one piece
SAID = 1024  # addresses and clients whose texts are remembered, each of 3,000 characters at most


def note(scope: MutableMapping[str, Any], status: int, size: int, how: str, seconds: float, request_id: str) -> None:
    """`size` are the bytes of the body, `how` is where the answer came from. Those with 5xx are warnings."""
    if LOGGER.isEnabledFor(logging.WARNING if status >= 500 else logging.INFO):
        of = scope["method"], scope["raw_path"], scope["query_string"], scope.get("client")
        LINES.soon(_entry, time(), request_id, *of, status, size, seconds, how)


def _entry(
    at: float,
    request_id: str,
    method: str,
    path: bytes,
    query: bytes,
    client: tuple[str, int] | None,
    status: int,
    size: int,
    seconds: float,
    how: str,
) -> Entry:
    """Addresses as they were sent: still percent-encoded."""
    return {
        "time": datetime.fromtimestamp(at, UTC),
        "level": "warning" if status >= 500 else "info",
        "logger": "access",
        "request": request_id,
        "method": method,
        "path": _sent(path[: LONGEST + 1]),
        "query": _sent(query[: LONGEST + 1]),
        "status": status,
        "bytes": size,
        "ms": int(seconds * 1e6) / 1000,
        "how": how,
        "client": _shown(client[0]) if client else None,
    }


@lru_cache(SAID)
def _sent(part: bytes) -> str:
    return _shown(part.decode("ascii", "backslashreplace"))


def _shown(text: str) -> str:
    """What a client, or a proxy, has chosen: cut, and with nothing in it that ends a line or steers a terminal."""
    text = text[:LONGEST]
    return text if text.isprintable() else text.encode("unicode_escape").decode("ascii")[:LONGEST]
