"""A name for every request: in a header of its answer, in the log, and on the page where something went wrong."""

import re
from itertools import count
from random import getrandbits

HEADER = b"x-request-id"

_WELL_FORMED = re.compile(rb"[A-Za-z0-9._-]{8,64}")  # 8: shorter ones meet too often; UUIDs and nginx's 32 hex fit


_BEGINNING = f"{getrandbits(64):016x}"  # of this process: random, not secret, so that those of many workers do not meet
_numbers = count(getrandbits(24))


def identify(given: bytes | None) -> str:
    """The id that the request came with, from a proxy perhaps, where it can be one; else a new one of 24 digits."""
    if given is not None and _WELL_FORMED.fullmatch(given):
        return given.decode("ascii")
    return f"{_BEGINNING}{next(_numbers):08x}"
