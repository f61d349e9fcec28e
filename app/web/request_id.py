"""The id of a request: in a header of its response, in its log lines, and on its error page."""

import random
import re
from collections.abc import Mapping
from contextvars import ContextVar
from itertools import count
from typing import Any

HEADER = b"x-request-id"
VALID = re.compile(rb"[A-Za-z0-9._-]{8,64}")  # accepted from clients and proxies; shorter ids collide

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Of the request in progress. Set by the request log; threads that work for the request see it too."""

_process = f"{random.getrandbits(64):016x}"  # differs between workers
_numbers = count(random.getrandbits(24))


def identify(scope: Mapping[str, Any]) -> str:
    """The valid id that came with the request, perhaps from a proxy, or a new one of 24 digits."""
    for name, value in scope["headers"]:
        if name == HEADER and VALID.fullmatch(value):
            given: str = value.decode("ascii")
            return given
    return f"{_process}{next(_numbers):08x}"
